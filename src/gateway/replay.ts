/** Runs `tick` over a recording and compares every decision with what was decided then. */

import { initialState, tick } from '../control/tick.ts';
import type { Decision } from '../model/decision.ts';
import { type CycleRow, createImageReader, RECORDING_VERSION, type RecordingHeader } from './recording.ts';

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
  let player: Player | undefined;
  let number = 0;
  let torn: number | undefined;
  for await (const line of lines) {
    number += 1;
    if (torn !== undefined) return { ok: false, line: torn, message: 'the line is not JSON' };
    const row = parse(line);
    if (row === undefined) {
      torn = number;
    } else if (player === undefined) {
      const strange = strangeHeader(row);
      if (strange !== undefined) return { ok: false, line: 1, message: strange };
      player = createPlayer(row as RecordingHeader);
    } else if (isCycleRow(row)) {
      player.play(row);
    } else {
      return { ok: false, line: number, message: 'the line is no cycle of a recording' };
    }
  }
  if (player !== undefined) return { ok: true, report: player.report() };
  const message = torn === undefined ? 'the recording is empty' : 'the header is torn: nothing was recorded';
  return { ok: false, line: Math.max(1, number), message };
}

interface Player {
  play(row: CycleRow): void;
  report(): ReplayReport;
}

function createPlayer(header: RecordingHeader): Player {
  const imageOf = createImageReader(header.plan);
  let state = header.state ?? initialState(header.plan);
  let recorded = '';
  let cycles = 0;
  let decisions = 0;
  let firstWallMs = 0;
  let lastWallMs = 0;
  let differing = 0;
  const differences: ReplayDifference[] = [];
  return {
    play(row) {
      const image = imageOf(row);
      const result = tick(state, image, header.plan);
      state = result.state;
      if (row.d !== undefined) recorded = JSON.stringify(row.d);
      const replayed = JSON.stringify(result.decisions);
      cycles += 1;
      decisions += result.decisions.length;
      firstWallMs ||= image.wallMs;
      lastWallMs = image.wallMs;
      if (replayed === recorded) return;
      differing += 1;
      if (differences.length < DIFFERENCES_MAX) {
        const then = JSON.parse(recorded || '[]') as readonly Decision[];
        differences.push({
          cycle: image.cycle,
          wallMs: image.wallMs,
          recorded: then,
          replayed: result.decisions,
        });
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

/** Why this first line cannot be replayed, if so. What it holds beyond that is ours: we wrote it. */
function strangeHeader(row: unknown): string | undefined {
  const header = (row ?? {}) as Partial<RecordingHeader>;
  if (header.recording !== 'quietpost') return 'this is not a quietpost recording';
  if (header.v === RECORDING_VERSION) return undefined;
  return `recording version ${header.v}, this quietpost replays version ${RECORDING_VERSION}`;
}

function isCycleRow(row: unknown): row is CycleRow {
  const times: unknown = (row as Partial<CycleRow> | null)?.t;
  return Array.isArray(times) && times.length === 5 && times.every(Number.isFinite);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
