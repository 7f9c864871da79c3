/**
 * From what was seen on the wire to what is wrong and what to do: the usual mistakes when a device is put into service.
 * Each rule looks for the trace of one mistake; next-questions.ts says what to ask next to find such traces.
 */

import { describeLine } from '../../fieldbus/modbus/line-setting.ts';
import { inEnglish } from '../../language/say.ts';
import { formatDuration } from '../../model/duration.ts';
import { duplicateUnitId, echo, noise, othersAnswer } from './broken-answers.ts';
import {
  type DiagnosisCase,
  type Finding,
  isGarbled,
  isLinkDown,
  isSilent,
  otherTrials,
  trialsOfUnit,
} from './diagnosis-case.ts';
import { busy, functionSilent } from './half-answers.ts';
import { findLongRead, findMisreading, unansweredBlocks } from './misreading.ts';
import { isAnswered } from './trial.ts';
import { answersAsOther, wrongTransaction } from './wrong-numbers.ts';
import { wrongFraming, wrongLine, wrongUnitId } from './wrong-setting.ts';

/** All findings that the trials support, the surest first. Empty: nothing is wrong, or nothing can be told. */
export function diagnose(subject: DiagnosisCase): readonly Finding[] {
  const found = rules.flatMap((rule) => rule(subject) ?? []);
  return found.length > 0 ? found.toSorted((a, b) => order[a.sure] - order[b.sure]) : silence(subject);
}

const order: Readonly<Record<Finding['sure'], number>> = { certain: 0, likely: 1, possible: 2 };

type Rule = (subject: DiagnosisCase) => Finding | undefined;

const rules: readonly Rule[] = [
  port,
  wrongFraming,
  wrongLine,
  wrongUnitId,
  duplicateUnitId,
  noise,
  echo,
  wrongTransaction,
  answersAsOther,
  functionSilent,
  busy,
  behindGateway,
  slowDevice,
  timeoutOverPoll,
  pollTooShort,
  findMisreading,
  (subject) => findLongRead(subject, unansweredBlocks(subject)),
];

/** The link did not even open; its fault says why (translate-error.ts). */
function port(subject: DiagnosisCase): Finding | undefined {
  const down = trialsOfUnit(subject).find((trial) => isLinkDown(trial) && trial.sent.length === 0);
  if (down === undefined || down.outcome.ok || down.outcome.fault.kind !== 'link-down') return undefined;
  return {
    cause: 'port',
    sure: 'certain',
    what: inEnglish(down.outcome.fault.detail),
    todo: 'nothing was asked: mend the link first',
  };
}

/** Exceptions 10 and 11 come from the gateway, not from the device. */
function behindGateway(subject: DiagnosisCase): Finding | undefined {
  const { unitId } = subject;
  const refused = trialsOfUnit(subject).find(
    ({ outcome }) =>
      !outcome.ok &&
      outcome.fault.kind === 'modbus-exception' &&
      (outcome.fault.code === 10 || outcome.fault.code === 11),
  );
  if (refused === undefined || trialsOfUnit(subject).some(isAnswered) || wrongUnitId(subject))
    return undefined;
  return {
    cause: 'behind-gateway',
    sure: 'likely',
    what: `the Modbus gateway answers, but the device with unit id ${unitId} behind it does not`,
    todo: "check the unit id, then the baud rate and parity of the gateway's serial side, then power and A/B of the device",
  };
}

/** Silent within its timeout, but answering when it is given longer. */
function slowDevice(subject: DiagnosisCase): Finding | undefined {
  const { definition } = subject;
  const trials = trialsOfUnit(subject);
  const late = trials.find((trial) => isAnswered(trial) && trial.timeoutMs > definition.responseTimeoutMs);
  if (late === undefined || !trials.some(isSilent)) return undefined;
  const tookMs = Math.round(late.tookMs);
  const needMs = Math.ceil((1.5 * tookMs) / 100) * 100;
  return {
    cause: 'slow-device',
    sure: 'likely',
    what: `it answers after ${tookMs} ms, but is given ${definition.responseTimeoutMs} ms`,
    todo: `write "responseTimeout: ${formatDuration(needMs)}" in the definition ${definition.model}, and poll no faster than that`,
  };
}

function timeoutOverPoll({ definition, pollMs }: DiagnosisCase): Finding | undefined {
  if (definition.responseTimeoutMs <= pollMs) return undefined;
  return {
    cause: 'timeout-over-poll',
    sure: 'certain',
    what: `the response timeout (${formatDuration(definition.responseTimeoutMs)}) is longer than the poll period (${formatDuration(pollMs)}): one lost answer costs the polls after it`,
    todo: `write "poll: ${formatDuration(definition.responseTimeoutMs)}" or longer`,
  };
}

/** Measured: the reads of one period take longer than the period. */
function pollTooShort(subject: DiagnosisCase): Finding | undefined {
  const { blocks, pollMs } = subject;
  const fast = blocks.filter((block) => block.everyMs <= pollMs);
  const times = fast.flatMap(({ address }) => {
    const answer = trialsOfUnit(subject).find(
      (trial) => trial.request.address === address && trial.outcome.ok && trial.tookMs > 0,
    );
    return answer === undefined ? [] : [answer.tookMs];
  });
  const totalMs = Math.round(times.reduce((sum, ms) => sum + ms, 0));
  if (times.length < fast.length || totalMs <= pollMs) return undefined;
  return {
    cause: 'timeout-over-poll',
    sure: 'certain',
    what: `reading it takes ${totalMs} ms, longer than the poll period (${formatDuration(pollMs)})`,
    todo: `write "poll: ${formatDuration(Math.ceil((1.25 * totalMs) / 100) * 100)}" or longer`,
  };
}

/** Only silence: whether the other devices answer tells a fault of the line from one of the device. */
function silence(subject: DiagnosisCase): readonly Finding[] {
  const { line, unitId, trials } = subject;
  const unitTrials = trialsOfUnit(subject);
  if (unitTrials.length === 0 || unitTrials.some((trial) => isAnswered(trial) || isGarbled(trial))) return [];
  const alive = otherTrials(subject).filter(isAnswered).length;
  const settings = new Set(trials.map((trial) => describeLine(trial.line))).size;
  const tried = `${trials.length} questions at ${settings} ${settings === 1 ? 'setting' : 'settings'} of the line`;
  if (alive > 0)
    return [
      {
        cause: 'absent',
        sure: 'likely',
        what: `unit ${unitId} does not answer, while ${othersAnswer(alive)} (${tried})`,
        todo: 'check its power, its wires (A and B swapped?), and the unit id and protocol it is set to; `quietpost scan` tries all unit ids',
      },
    ];
  const wires = line.kind === 'serial' ? 'A and B swapped?, ' : '';
  return [
    {
      cause: 'dead-line',
      sure: 'possible',
      what: `nobody answers on this line (${tried})`,
      todo: `check power, wires (${wires}right adapter and port?), and that the devices are set to Modbus, not another protocol; \`quietpost scan\` tries all unit ids`,
    },
  ];
}
