/** Runs `tick` over a recording and compares every decision with what was decided then. */

import { initialState, tick } from '../control/tick.ts';
import type { Decision } from '../model/decision.ts';
import { openRecording, type RecordedCycle } from './recorded-cycles.ts';
import type { RecordingHeader } from './recorder.ts';

export interface ReplayDifference {
  readonly cycle: number;
  readonly wallMs: number;
  readonly recorded: readonly Decision[];
  readonly replayed: readonly Decision[];
}

export interface ReplayReport {
  readonly cycles: number;
  readonly decisions: number;
  /** Cycles that came out differently; of them only the first few are kept in `differences`. */
  readonly differing: number;
  readonly differences: readonly ReplayDifference[];
  readonly config: string;
  readonly firstWallMs: number;
  readonly lastWallMs: number;
}

export type ReplayResult =
  | { readonly ok: true; readonly report: ReplayReport }
  | { readonly ok: false; readonly line: number; readonly message: string };

export const DIFFERENCES_MAX = 20;

/** Replays `lines`. A torn last line (power cut) ends the replay; any other unreadable line is an error. */
export async function replay(lines: AsyncIterable<string>): Promise<ReplayResult> {
  const opened = await openRecording(lines);
  if (!opened.ok) return { ok: false, ...opened.fault };
  const { header, cycles, broken } = opened.value;
  const player = createPlayer(header);
  for await (const cycle of cycles) player.play(cycle);
  const end = broken();
  return end === undefined ? { ok: true, report: player.report() } : { ok: false, ...end };
}

interface Player {
  play(cycle: RecordedCycle): void;
  report(): ReplayReport;
}

function createPlayer(header: RecordingHeader): Player {
  let state = header.state ?? initialState(header.plan);
  let last: readonly Decision[] | undefined;
  let recorded = '';
  let cycles = 0;
  let decisions = 0;
  let firstWallMs = 0;
  let lastWallMs = 0;
  let differing = 0;
  const differences: ReplayDifference[] = [];
  return {
    play({ image, decisions: then }) {
      const result = tick(state, image, header.plan);
      state = result.state;
      if (then !== last) recorded = JSON.stringify(then);
      last = then;
      const replayed = JSON.stringify(result.decisions);
      cycles += 1;
      decisions += result.decisions.length;
      firstWallMs ||= image.wallMs;
      lastWallMs = image.wallMs;
      if (replayed === recorded) return;
      differing += 1;
      if (differences.length < DIFFERENCES_MAX) {
        const { cycle, wallMs } = image;
        differences.push({ cycle, wallMs, recorded: then, replayed: result.decisions });
      }
    },
    report: () => ({
      cycles,
      decisions,
      differing,
      differences,
      config: header.config,
      firstWallMs,
      lastWallMs,
    }),
  };
}
