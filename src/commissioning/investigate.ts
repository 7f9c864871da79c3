/** Asks until the reason is plain or the questions run out, and reports it: shared by `read` and `scan`. */

import { planReads } from '../devices/modbus/read-plan.ts';
import { describeLine, settingOf } from '../fieldbus/modbus/line-setting.ts';
import { describeFault } from '../language/say.ts';
import { atMost } from '../model/duration.ts';
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

/** Asks the follow-up questions; ends early when something is certain, or on Ctrl-C. */
export async function investigate(
  start: DiagnosisCase,
  session: FieldSession,
  person: Person,
): Promise<DiagnosisCase> {
  let subject = start;
  let questions = followUps(subject);
  if (questions.length > 0) {
    const maxMs = questions.reduce((sum, question) => sum + questionMaxMs(question), 0);
    person.write(`Looking for the reason, at most ${atMost(maxMs)}; Ctrl-C ends the search.`);
  }
  while (!person.signal.aborted) {
    const [question] = questions;
    if (question === undefined) break;
    person.status?.(`asking unit ${question.unitId} at ${describeLine(question.line)}`);
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
export function unexplained({ trials, unitId }: DiagnosisCase): readonly string[] {
  const counts = new Map<string, number>();
  for (const { outcome, unitId: asked, lateBytes } of trials) {
    if (asked !== unitId) continue;
    if (!outcome.ok) count(counts, describeFault(outcome.fault));
    else if (lateBytes > 0) count(counts, 'bytes that nobody asked for');
  }
  const seen = [...counts].map(([what, times]) => `${what} (${times} times)`);
  return [
    `No reason found. ${trials.length} questions were asked; seen: ${seen.join('; ') || 'values that are unusual'}.`,
    '  do: read it again, with --raw and with --second-opinion; compare with the display of the device and its manual',
  ];
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** Each finding as two lines: what it is, what to do. */
export function explain(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ sure, what, todo }) => [`${sureWords[sure]}: ${what}`, `  do: ${todo}`]);
}

const sureWords: Readonly<Record<Finding['sure'], string>> = {
  certain: 'Found',
  likely: 'Likely',
  possible: 'Possible',
};
