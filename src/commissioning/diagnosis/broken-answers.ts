/** Rules of diagnose.ts: answers that arrive broken, twice, or from no device at all. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import {
  type Finding,
  framesIn,
  isGarbled,
  isSilent,
  otherTrials,
  type Seen,
  trialsOfUnit,
} from './diagnosis-case.ts';
import { bytesOfOthers, hasEcho, isAnswered, type Trial } from './trial.ts';

/** Two answers to one question, or broken answers for this unit id only. */
export function duplicateUnitId(subject: Seen): Finding | undefined {
  const { line, unitId } = subject;
  const trials = trialsOfUnit(subject);
  if (line.kind === 'tcp' || trials.length < 3) return undefined;
  const isTwice = trials.some(
    (trial, i) => framesIn(bytesOfOthers(trial), unitId) > 1 && !isAfterSilence(trials, i),
  );
  const broken = trials.filter(isGarbled).length + strayAnswers(subject);
  if ((!isTwice && broken < 2) || noise(subject) !== undefined) return undefined;
  const clean = otherTrials(subject).filter((trial) => trial.outcome.ok).length;
  const seen = isTwice
    ? consoleText('diag-two-answers')
    : consoleText('diag-answers-broken', { broken, count: trials.length });
  return {
    cause: 'duplicate-unit',
    sure: isTwice ? 'certain' : 'likely',
    what:
      clean > 0
        ? consoleText('diag-duplicate-clean', { unitId, seen, others: othersAnswer(clean) })
        : consoleText('diag-duplicate', { unitId, seen }),
    todo: consoleText('diag-duplicate-do', { unitId }),
  };
}

/** The answers of all devices are broken: the line is at fault, not a device. */
export function noise(subject: Seen): Finding | undefined {
  const trials = trialsOfUnit(subject);
  const broken = trials.filter(isGarbled).length;
  const others = otherTrials(subject);
  const isShared = others.some(
    (trial) => isGarbled(trial) && framesIn(bytesOfOthers(trial), subject.unitId) === 0,
  );
  if (broken < 2 || !isShared || others.some((trial) => trial.outcome.ok)) return undefined;
  return {
    cause: 'noise',
    sure: 'likely',
    what: consoleText('diag-noise', { broken, count: trials.length }),
    todo: consoleText('diag-noise-do'),
  };
}

/** Everything received is our own question. */
export function echo(subject: Seen): Finding | undefined {
  const received = trialsOfUnit(subject).filter((trial) => trial.received.length > 0);
  const isEchoAlone = (trial: Trial) => hasEcho(trial) && trial.received.length === trial.sent.length;
  if (received.length === 0 || !received.every(isEchoAlone) || trialsOfUnit(subject).some(isAnswered))
    return undefined;
  return {
    cause: 'echo',
    sure: 'certain',
    what: consoleText('diag-echo'),
    todo: consoleText('diag-echo-do', { off: consoleText('diag-echo-off') }),
  };
}

/** The note for a line on which our own questions come back and devices answer nevertheless. */
export function echoNote(trials: readonly Trial[]): readonly ConsoleText[] {
  if (!trials.some((trial) => hasEcho(trial) && isAnswered(trial))) return [];
  return [consoleText('diag-echo-note', { off: consoleText('diag-echo-off') })];
}

/** `1 other device on the line answers`. */
export function othersAnswer(count: number): ConsoleText {
  return count === 1 ? consoleText('diag-others-one') : consoleText('diag-others', { count });
}

/** Answers that arrived after the question had been answered: in the pause, or into the next question to any device. */
function strayAnswers({ trials, unitId }: Seen): number {
  return trials.filter((trial, i) => {
    const before = trials[i - 1];
    if (before?.unitId !== unitId || !before.outcome.ok) return false;
    return trial.lateBytes >= 5 || (trial.unitId !== unitId && framesIn(bytesOfOthers(trial), unitId) > 0);
  }).length;
}

function isAfterSilence(trials: readonly Trial[], i: number): boolean {
  const before = trials[i - 1];
  return before !== undefined && isSilent(before);
}
