/** When the cycle hands over what a restart goes on from: the level tracks, and the snapshot of control. */

import type { HistoryCycle } from '../../ports/history-writer.ts';

const TRACKS_EVERY_MS = 300_000;
/** Twice as often would write 12 MB a day more to the card. */
const SNAPSHOT_EVERY_MS = 600_000;
/** The first soon, so that a process that dies again and again does not go on from an ever older one. */
const FIRST_SNAPSHOT_MS = 30_000;

/** As old as what a batch loses. */
const NOTE_EVERY_MS = 10_000;

/** Monotonic times from which each is due. */
export interface CheckpointTimes {
  tracksMs: number;
  /** Null before the first cycle. */
  snapshotMs: number | null;
  noteMs: number;
}

/** Tracks with the first cycle. */
export function firstTimes(): CheckpointTimes {
  return { tracksMs: Number.NEGATIVE_INFINITY, snapshotMs: null, noteMs: Number.NEGATIVE_INFINITY };
}

/** Also with a snapshot: both are of one moment then, and `explain` can go on from it. */
export function areTracksDue({ tracksMs, snapshotMs }: CheckpointTimes, nowMs: number): boolean {
  return nowMs >= Math.min(tracksMs, snapshotMs ?? Number.POSITIVE_INFINITY);
}

/** A change that must not be lost makes one before it is due. */
export function isSnapshotDue({ snapshotMs }: CheckpointTimes, nowMs: number): boolean {
  return nowMs >= (snapshotMs ?? Number.POSITIVE_INFINITY);
}

/** What a cycle brought is due again later. `isSetBack`: the wall clock was, so that tracks are wanted at once. */
export function handedOver(
  times: CheckpointTimes,
  nowMs: number,
  { tracks, snapshot, note }: Pick<HistoryCycle, 'tracks' | 'snapshot' | 'note'>,
  isSetBack: boolean,
): void {
  if (isSetBack) times.tracksMs = nowMs;
  else if (tracks !== undefined) times.tracksMs = nowMs + TRACKS_EVERY_MS;
  if (snapshot !== undefined || note !== undefined) times.noteMs = nowMs + NOTE_EVERY_MS;
  // One that must not wait comes without tracks: however often, it does not put off the next whole state.
  if (snapshot !== undefined && tracks !== undefined) times.snapshotMs = nowMs + SNAPSHOT_EVERY_MS;
  else times.snapshotMs ??= nowMs + FIRST_SNAPSHOT_MS;
}

/** A file that was replaced has neither. */
export function wantBoth(times: CheckpointTimes): void {
  times.tracksMs = Number.NEGATIVE_INFINITY;
  times.snapshotMs = Number.NEGATIVE_INFINITY;
}
