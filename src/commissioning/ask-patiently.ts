/** A question to a device that may be busy, or slow to come back after a write. */

import { busyPauseMs } from '../fieldbus/bus/busy.ts';
import { isBusyTrial, type Question, type Trial } from './diagnosis/trial.ts';
import type { FieldSession } from './field-session.ts';

const TRIES_MAX = 4;

/** A busy device is asked again after a pause, as the gateway does it; the last answer counts. */
export async function askPatiently(session: FieldSession, question: Question): Promise<Trial> {
  let trial = await session.ask(question);
  for (let times = 1; isBusyTrial(trial) && times < TRIES_MAX; times++)
    trial = await session.ask({ ...question, gapMs: Math.max(question.gapMs ?? 0, busyPauseMs(times)) });
  return trial;
}

/** What was just written: a device that stores it may hear nothing meanwhile, so silence is asked once more. */
export async function askAfterWrite(session: FieldSession, question: Question): Promise<Trial> {
  const trial = await askPatiently(session, question);
  const isSilent = !trial.outcome.ok && trial.outcome.fault.kind === 'timeout';
  return isSilent ? askPatiently(session, question) : trial;
}
