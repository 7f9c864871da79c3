/** Runs `tick` over a recording and compares every decision with the recorded one. */

import { type ControlState, tick } from '../control/tick.ts';
import type { Decision } from '../model/decision.ts';
import { areAsRecorded, areSameDecisions } from './as-recorded.ts';
import { openRecording, type RecordedCycle } from './recorded-cycles.ts';
import { recordedState, rulesProblem } from './recorded-plan.ts';
import type { RecordingHeader } from './recorder.ts';

/** A cycle in which a decision differs. */
export interface ReplayDifference {
  readonly cycle: number;
  readonly wallMs: number;
  readonly recorded: readonly Decision[];
  readonly replayed: readonly Decision[];
}

interface ReplayReport {
  readonly cycles: number;
  readonly decisions: number;
  /** Cycles with a difference; only the first few are kept in `differences`. */
  readonly differing: number;
  readonly differences: readonly ReplayDifference[];
  readonly config: string;
  readonly firstWallMs: number;
  readonly lastWallMs: number;
}

/** What a replay found, or the line of the recording that cannot be read and why. */
export type ReplayResult =
  | { readonly ok: true; readonly report: ReplayReport }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Differences that a report names one by one; all are counted. */
export const DIFFERENCES_MAX = 20;

/**
 * Replays `lines`, over restarts; keeps the first `most` differences. A torn last line (power cut) is a normal end; any
 * other unreadable line is an error.
 */
export async function replay(
  lines: AsyncIterable<string>,
  most: number = DIFFERENCES_MAX,
): Promise<ReplayResult> {
  const opened = await openRecording(lines);
  if (!opened.ok) return { ok: false, ...opened.fault };
  const { header, cycles, broken } = opened.value;
  const problem = rulesProblem(header.plan);
  if (problem !== undefined) return { ok: false, line: 1, message: problem };
  const progress = begin(header);
  for await (const cycle of cycles) {
    if (cycle.begin !== undefined) {
      const { header: next, line } = cycle.begin;
      const other = rulesProblem(next.plan);
      if (other !== undefined) return { ok: false, line, message: other };
      progress.header = next;
      progress.state = recordedState(next);
    }
    replayCycle(progress, cycle, most);
  }
  const end = broken();
  return end === undefined ? { ok: true, report: reportOf(progress, header) } : { ok: false, ...end };
}

interface Progress {
  /** Of the run that is replayed now. */
  header: RecordingHeader;
  state: ControlState;
  cycles: number;
  decisions: number;
  differing: number;
  readonly differences: ReplayDifference[];
  firstWallMs: number;
  lastWallMs: number;
}

function begin(header: RecordingHeader): Progress {
  return {
    header,
    state: recordedState(header),
    cycles: 0,
    decisions: 0,
    differing: 0,
    differences: [],
    firstWallMs: 0,
    lastWallMs: 0,
  };
}

function replayCycle(progress: Progress, { image, decisions: recorded }: RecordedCycle, most: number): void {
  const { plan, v } = progress.header;
  const { state, decisions: replayed } = tick(progress.state, image, plan);
  progress.state = state;
  progress.cycles += 1;
  progress.decisions += replayed.length;
  progress.firstWallMs ||= image.wallMs;
  progress.lastWallMs = image.wallMs;
  if (areSameDecisions(recorded, replayed)) return;
  if (v === 1 && areAsRecorded(recorded, replayed, plan.outputs)) return;
  progress.differing += 1;
  if (progress.differences.length >= most) return;
  progress.differences.push({ cycle: image.cycle, wallMs: image.wallMs, recorded, replayed });
}

function reportOf(progress: Progress, { config }: RecordingHeader): ReplayReport {
  const { cycles, decisions, differing, differences, firstWallMs, lastWallMs } = progress;
  return { cycles, decisions, differing, differences, config, firstWallMs, lastWallMs };
}
