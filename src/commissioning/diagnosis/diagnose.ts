/**
 * From what was seen on the wire to what is wrong and what to do: the usual mistakes when a device is put into service.
 * Each rule looks for the trace of one mistake; next-questions.ts says what to ask next to find such traces.
 */

import { describeLine } from '../../fieldbus/modbus/line-setting.ts';
import { consoleText } from '../../language/console/console-text.ts';
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
    what: consoleText('diag-message', { message: { message: down.outcome.fault.detail } }),
    todo: consoleText('diag-port-do'),
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
    what: consoleText('diag-behind', { unitId }),
    todo: consoleText('diag-behind-do'),
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
    what: consoleText('diag-slow', { tookMs, givenMs: definition.responseTimeoutMs }),
    todo: consoleText('diag-slow-do', { time: formatDuration(needMs), model: definition.model }),
  };
}

function timeoutOverPoll({ definition, pollMs }: DiagnosisCase): Finding | undefined {
  if (definition.responseTimeoutMs <= pollMs) return undefined;
  const timeout = formatDuration(definition.responseTimeoutMs);
  return {
    cause: 'timeout-over-poll',
    sure: 'certain',
    what: consoleText('diag-timeout', { timeout, poll: formatDuration(pollMs) }),
    todo: consoleText('diag-poll-do', { time: timeout }),
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
    what: consoleText('diag-poll', { tookMs: totalMs, poll: formatDuration(pollMs) }),
    todo: consoleText('diag-poll-do', { time: formatDuration(Math.ceil((1.25 * totalMs) / 100) * 100) }),
  };
}

/** Only silence: whether the other devices answer tells a fault of the line from one of the device. */
function silence(subject: DiagnosisCase): readonly Finding[] {
  const { line, unitId, trials } = subject;
  const unitTrials = trialsOfUnit(subject);
  if (unitTrials.length === 0 || unitTrials.some((trial) => isAnswered(trial) || isGarbled(trial))) return [];
  const alive = otherTrials(subject).filter(isAnswered).length;
  const settings = new Set(trials.map((trial) => describeLine(trial.line))).size;
  const count = trials.length;
  const tried =
    settings === 1
      ? consoleText('diag-tried-one', { count })
      : consoleText('diag-tried', { count, settings });
  if (alive > 0)
    return [
      {
        cause: 'absent',
        sure: 'likely',
        what: consoleText('diag-absent', { unitId, others: othersAnswer(alive), tried }),
        todo: consoleText('diag-absent-do'),
      },
    ];
  return [
    {
      cause: 'dead-line',
      sure: 'possible',
      what: consoleText('diag-dead', { tried }),
      todo: consoleText(line.kind === 'serial' ? 'diag-dead-serial' : 'diag-dead-socket'),
    },
  ];
}
