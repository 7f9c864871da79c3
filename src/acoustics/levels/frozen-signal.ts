/**
 * A meter whose level does not change counts as no meter: a dead microphone, a hung module, a register that is not
 * updated. Real sound changes its level within a minute or two, even at night; cheap sensors show exactly their floor
 * when the microphone is gone. The check uses the level as the meter gave it.
 */

/** A level that stays the same for this long is frozen. A one-minute level, held for its minute, is not. */
const FROZEN_MS = 300_000;
/** At or below this level, where cheap sensors have their floor, a shorter time is enough. */
const FLOOR_DB = 30;
const FLOOR_FROZEN_MS = 60_000;

/** The level that a meter has shown without change, and since when, monotonic. */
export interface HeldLevel {
  readonly levelDb: number;
  readonly sinceMs: number;
  readonly isFrozen: boolean;
}

/** The held level after one more level; undefined when there is no level to compare with. */
export function heldLevel(
  before: HeldLevel | undefined,
  levelDb: number | null,
  nowMs: number,
): HeldLevel | undefined {
  if (levelDb === null) return undefined;
  if (before === undefined || before.levelDb !== levelDb) return { levelDb, sinceMs: nowMs, isFrozen: false };
  const patienceMs = levelDb <= FLOOR_DB ? FLOOR_FROZEN_MS : FROZEN_MS;
  return before.isFrozen || nowMs - before.sinceMs < patienceMs ? before : { ...before, isFrozen: true };
}
