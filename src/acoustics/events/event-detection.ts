/**
 * Watches one meter for sound that stands out: a second well above the usual level opens an event, five seconds back
 * near it close it, and after a minute it is reported as one minute of something that goes on. Plain JSON, bounded.
 *
 *   usual  --  6 dB above  -->  open  --  5 s less than 3 dB above, or a minute full  -->  event, usual
 *
 * The usual level is the median of the last minutes. When the equipment gets louder, the expected level rises with it:
 * its own sound is no event.
 */

import { energyOf, levelOf } from '../levels/level.ts';

/** One second at this meter. */
export interface WatchedSecond {
  readonly levelDb: number;
  /** LAFmax of the second, dB. */
  readonly peakDb: number | null;
  /** Start, UTC. */
  readonly wallMs: number;
  /** Upper bound of the equipment's energy here now. */
  readonly equipment: number;
  /** Energy above the usual level at the other kind of place, rest area or boundary; null without a meter there. */
  readonly elsewhere: number | null;
}

/** The watch of one meter. */
export interface Watch {
  /** Null before the first second. */
  readonly usualDb: number | null;
  readonly watchedS: number;
  /** Slow mean of `equipment`: the part already contained in the usual level. */
  readonly usualEquipment: number;
  readonly open: OpenEvent | null;
}

/** One entry per second, oldest first; at most a minute. */
interface OpenEvent {
  readonly startWallMs: number;
  readonly usualDb: number;
  readonly levelsDb: readonly number[];
  readonly crestsDb: readonly number[];
  /** Energy above the usual level, summed: here, and at the other kind of place. */
  readonly here: number;
  readonly elsewhere: number | null;
  /** Seconds at the end that are back near the usual level. */
  readonly calmS: number;
}

/** A sound that stood out, without the calm seconds at its end. */
export interface SoundEvent {
  readonly startWallMs: number;
  readonly usualDb: number;
  readonly levelsDb: readonly number[];
  /** LAFmax minus LAeq of each second; empty where the meter gives no LAFmax. */
  readonly crestsDb: readonly number[];
  /** How much louder it was in the rest area than at the boundary, dB, or the other way round; null if unknown. */
  readonly louderHereDb: number | null;
}

const BEGIN_DB = 6;
const END_DB = 3;
const CALM_S = 5;
const EVENT_MAX_S = 60;
/** Step of the median, dB a second; faster while it is new, slower while something stands out. */
const USUAL_STEP_DB = 0.02;
const USUAL_STEP_NEW_DB = 5;
const OPEN_SLOWNESS = 4;
const EQUIPMENT_TAU_S = 300;
/** Silence at the other place counts as this much louder here. */
const LOUDER_MAX_DB = 30;

/** The state before the first second. */
export function newWatch(): Watch {
  return { usualDb: null, watchedS: 0, usualEquipment: 0, open: null };
}

/** Energy above the usual level at this meter; null before the first second. */
export function excessOf(watch: Watch, levelDb: number, equipment: number): number | null {
  const expectedDb = expected(watch, equipment);
  return expectedDb === null ? null : Math.max(0, energyOf(levelDb) - energyOf(expectedDb));
}

/** Takes one second; `event` is one that has just ended or lasted a minute. */
export function watchSecond(
  before: Watch,
  second: WatchedSecond,
): { readonly watch: Watch; readonly event: SoundEvent | null } {
  const expectedDb = expected(before, second.equipment) ?? second.levelDb;
  const aboveDb = second.levelDb - expectedDb;
  const { open } = before;
  if (open === null && aboveDb < BEGIN_DB) return { watch: followed(before, second, null), event: null };
  const grown = grow(open ?? opened(second, expectedDb), second, aboveDb < END_DB);
  const ended = grown.calmS >= CALM_S;
  const event = ended || grown.levelsDb.length >= EVENT_MAX_S ? soundEventOf(grown) : null;
  return { watch: followed(before, second, event === null ? grown : null), event };
}

function expected({ usualDb, usualEquipment }: Watch, equipment: number): number | null {
  return usualDb === null ? null : levelOf(energyOf(usualDb) + Math.max(0, equipment - usualEquipment));
}

function opened({ wallMs, elsewhere }: WatchedSecond, usualDb: number): OpenEvent {
  return {
    startWallMs: wallMs,
    usualDb,
    levelsDb: [],
    crestsDb: [],
    here: 0,
    elsewhere: elsewhere === null ? null : 0,
    calmS: 0,
  };
}

function grow(open: OpenEvent, second: WatchedSecond, isCalm: boolean): OpenEvent {
  const { levelDb, peakDb, elsewhere } = second;
  return {
    startWallMs: open.startWallMs,
    usualDb: open.usualDb,
    levelsDb: [...open.levelsDb, levelDb],
    crestsDb: peakDb === null ? open.crestsDb : [...open.crestsDb, peakDb - levelDb],
    here: open.here + Math.max(0, energyOf(levelDb) - energyOf(open.usualDb)),
    elsewhere: open.elsewhere === null || elsewhere === null ? null : open.elsewhere + elsewhere,
    calmS: isCalm ? open.calmS + 1 : 0,
  };
}

function soundEventOf({
  startWallMs,
  usualDb,
  levelsDb,
  crestsDb,
  here,
  elsewhere,
  calmS,
}: OpenEvent): SoundEvent {
  const lastS = Math.max(1, levelsDb.length - calmS);
  const ratioDb = elsewhere === null ? null : levelOf(here / elsewhere);
  return {
    startWallMs,
    usualDb,
    levelsDb: levelsDb.slice(0, lastS),
    crestsDb: crestsDb.slice(0, lastS),
    louderHereDb: elsewhere === null ? null : Math.min(LOUDER_MAX_DB, ratioDb ?? LOUDER_MAX_DB),
  };
}

/** The watch a second later. The median takes steps of equal size up and down, so no window of levels is stored. */
function followed(before: Watch, { levelDb, equipment }: WatchedSecond, open: OpenEvent | null): Watch {
  const watchedS = Math.min(before.watchedS + 1, EQUIPMENT_TAU_S);
  const stepDb = Math.max(USUAL_STEP_DB, USUAL_STEP_NEW_DB / watchedS) / (open === null ? 1 : OPEN_SLOWNESS);
  const usualDb = before.usualDb ?? levelDb;
  const usualEquipment = before.usualDb === null ? equipment : before.usualEquipment;
  return {
    usualDb: usualDb + Math.max(-stepDb, Math.min(stepDb, levelDb - usualDb)),
    watchedS,
    usualEquipment: usualEquipment + (equipment - usualEquipment) / EQUIPMENT_TAU_S,
    open,
  };
}
