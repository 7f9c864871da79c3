/**
 * A meter whose level does not move is no meter: a dead microphone, a hung module, a register nobody updates. Real
 * sound changes its level, even at night, within a minute or two; cheap sensors stand on exactly their floor when the
 * microphone is gone. Judged on the level as the meter gave it.
 */

/** The same level for so long is a frozen value. A one-minute level, held for its minute, is none. */
const FROZEN_MS = 300_000;
/** At or below this level, where cheap sensors have their floor, a shorter time is enough. */
const FLOOR_DB = 30;
const FLOOR_STUCK_MS = 60_000;

/** The level a meter has shown without change, and since when, monotonic. */
export interface Standstill {
  readonly levelDb: number;
  readonly sinceMs: number;
  readonly isStuck: boolean;
}

/** The standstill after one more level; undefined when there is no level to compare with. */
export function standstill(
  before: Standstill | undefined,
  levelDb: number | null,
  nowMs: number,
): Standstill | undefined {
  if (levelDb === null) return undefined;
  if (before === undefined || before.levelDb !== levelDb) return { levelDb, sinceMs: nowMs, isStuck: false };
  const patienceMs = levelDb <= FLOOR_DB ? FLOOR_STUCK_MS : FROZEN_MS;
  return before.isStuck || nowMs - before.sinceMs < patienceMs ? before : { ...before, isStuck: true };
}
