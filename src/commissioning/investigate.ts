/** Asks until the reason is plain or the questions run out, and reports it: shared by `read` and `scan`. */

import { planReads } from '../devices/modbus/read-plan.ts';
import { describeLine, settingOf } from '../fieldbus/modbus/line-setting.ts';
import { type ConsoleText, consoleText } from '../language/console/console-text.ts';
import { atMost } from '../model/duration.ts';
import { faultMessage } from '../model/fault.ts';
import { lineOf } from '../plan/bus-line.ts';
import type { BusPlan, DevicePlan, SitePlan } from '../plan/site-plan.ts';
import type { Person } from '../ports/person.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import type { DiagnosisCase, Finding } from './diagnosis/diagnosis-case.ts';
import { followUps } from './diagnosis/next-questions.ts';
import { questionMaxMs, type Trial } from './diagnosis/trial.ts';
import type { FieldSession } from './field-session.ts';

/** A device of the site and what it was asked so far. */
export function caseOf(
  plan: Pick<SitePlan, 'devices'>,
  bus: BusPlan,
  device: DevicePlan,
  trials: readonly Trial[],
): DiagnosisCase {
  return {
    line: settingOf(bus),
    unitId: device.unitId,
    definition: device.definition,
    pollMs: device.pollMs,
    blocks: planReads(device.definition, device.pollMs, lineOf(bus)),
    others: plan.devices.filter((other) => other.bus === bus.id && other.id !== device.id),
    trials,
  };
}

/** Asks the follow-up questions; `told` says a text in the language of the person. Ends early when something is certain, or on Ctrl-C. */
export async function investigate(
  start: DiagnosisCase,
  session: FieldSession,
  person: Person,
  told: (text: ConsoleText) => string,
): Promise<DiagnosisCase> {
  let subject = start;
  let questions = followUps(subject);
  if (questions.length > 0) {
    const maxMs = questions.reduce((sum, question) => sum + questionMaxMs(question), 0);
    person.write(told(consoleText('diag-looking', { most: atMost(maxMs) })));
  }
  while (!person.signal.aborted) {
    const [question] = questions;
    if (question === undefined) break;
    const { unitId, line } = question;
    person.status?.(told(consoleText('diag-asking', { unitId, line: describeLine(line) })));
    const trial = await session.ask(question);
    subject = { ...subject, trials: [...subject.trials, trial] };
    if (isPlain(diagnose(subject))) break;
    questions = followUps(subject);
  }
  person.status?.('');
  return subject;
}

/** One certain cause of silence ends the search. Ways to misread are compared, so all of them are asked first. */
function isPlain(findings: readonly Finding[]): boolean {
  return findings.some(({ sure, cause }) => sure === 'certain' && !openEnded.includes(cause));
}

const openEnded: readonly Finding['cause'][] = [
  'timeout-over-poll',
  'offset',
  'table',
  'word-order',
  'byte-order',
  'long-read',
];

/** What was seen, where no rule knows a reason for it: a search does not end with nothing. */
export function unexplained({ trials, unitId }: DiagnosisCase): readonly ConsoleText[] {
  const seen = new Map<string, { readonly what: ConsoleText; readonly count: number }>();
  for (const { outcome, unitId: asked, lateBytes } of trials) {
    if (asked !== unitId || (outcome.ok && lateBytes === 0)) continue;
    const what = outcome.ok
      ? consoleText('diag-unasked')
      : consoleText('diag-message', { message: { message: faultMessage(outcome.fault) } });
    const key = JSON.stringify(what);
    seen.set(key, { what, count: (seen.get(key)?.count ?? 0) + 1 });
  }
  const counted = [...seen.values()].map((one) => consoleText('diag-times', one));
  return [
    consoleText('diag-unexplained', {
      count: trials.length,
      seen: counted.length > 0 ? counted : consoleText('diag-unusual'),
    }),
    consoleText('diag-do', { todo: consoleText('diag-unexplained-do') }),
  ];
}

/** Each finding as two lines: what it is, what to do. */
export function explain(findings: readonly Finding[]): readonly ConsoleText[] {
  return findings.flatMap(({ sure, what, todo }) => [
    consoleText(sureKeys[sure], { what }),
    consoleText('diag-do', { todo }),
  ]);
}

const sureKeys = { certain: 'diag-found', likely: 'diag-likely', possible: 'diag-possible' } as const;
