/** Rules of diagnose.ts: a device that is there and well, and does not answer everything. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
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
    what: consoleText('diag-busy', { busy: count, count: trials.length }),
    todo: consoleText(isAlways ? 'diag-busy-always' : 'diag-busy-sometimes'),
  };
}

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
    what: consoleText('diag-mute', { other: functionOf(other), mute: functionOf(mute) }),
    todo: consoleText('diag-mute-do', { model: subject.definition.model, mute: functionOf(mute) }),
  };
}

/** `03 (holding registers)`. */
function functionOf(table: ReadTable): ConsoleText {
  return consoleText(`diag-function-${table}`);
}
