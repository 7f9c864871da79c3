/** Rules of diagnose.ts: a device that is there and well, and does not answer everything. */

import type { ReadTable } from '../../ports/field/modbus-client.ts';
import { type DiagnosisCase, type Finding, isSilent, trialsOfUnit } from './diagnosis-case.ts';
import { isAnswered, isBusyTrial } from './trial.ts';

/** Exceptions 5 and 6: it heard the question and was at work. */
export function busy(subject: DiagnosisCase): Finding | undefined {
  const trials = trialsOfUnit(subject);
  const count = trials.filter(isBusyTrial).length;
  if (count === 0) return undefined;
  const isAlways = !trials.some(({ outcome }) => outcome.ok);
  return {
    cause: 'busy',
    sure: isAlways ? 'likely' : 'possible',
    what: `it says that it is busy (${count} of ${trials.length} answers, exception 5 or 6); the gateway asks again within the same period`,
    todo: isAlways
      ? 'look whether another master keeps it at work, or whether it waits for something at its own panel'
      : 'nothing, where values come all the same; else poll it less often, or end other masters that ask it too',
  };
}

const functionCodes: Readonly<Record<ReadTable, string>> = {
  coil: '01 (coils)',
  discrete: '02 (discrete inputs)',
  holding: '03 (holding registers)',
  input: '04 (input registers)',
};

/** One function is answered and another is not, be the answer a refusal. */
export function functionSilent(subject: DiagnosisCase): Finding | undefined {
  const trials = trialsOfUnit(subject);
  const tableOf = ({ request }: (typeof trials)[number]) =>
    request.kind === 'read' ? request.table : undefined;
  const answered = new Set(trials.filter(isAnswered).map(tableOf));
  const silent = trials.filter(isSilent).map(tableOf);
  const mute = silent.find((table) => table !== undefined && !answered.has(table));
  const [other] = [...answered].filter((table) => table !== undefined);
  if (mute === undefined || other === undefined) return undefined;
  return {
    cause: 'function-silent',
    sure: 'certain',
    what: `it answers function ${functionCodes[other]} and is silent to function ${functionCodes[mute]}`,
    todo: `check that the model is ${subject.definition.model}: its registers may stand in the other table of this device; behind a gateway, that it passes function ${functionCodes[mute]} on`,
  };
}
