/**
 * Sound that stands out and is not the equipment's: people, traffic, bangs, as events with a kind and a confidence.
 * Each meter at the boundary and in the rest area is watched separately; how much louder an event is at one of them
 * tells where it was. Nothing here bounds an output.
 */

import {
  excessOf,
  newWatch,
  type SoundEvent,
  type Watch,
  watchSecond,
} from '../../acoustics/events/event-detection.ts';
import { type EventKind, kindOf } from '../../acoustics/events/event-kind.ts';
import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan, LevelPlan } from '../../plan/control-plan.ts';
import { isNumber, listOf, objectOf, orNull } from '../saved/check.ts';
import { isLong, isMoment, partById } from '../saved/part.ts';
import type { ReceptorAttribution } from './receptor-attribution.ts';

/** Something that stood out at one meter. One that lasts longer than a minute is reported each minute. */
export interface NoiseEvent {
  /** Id of the receptor or of the other level. */
  readonly level: string;
  readonly kind: EventKind;
  /** 0 to 1. */
  readonly confidence: number;
  /** Begin, UTC. */
  readonly startWallMs: number;
  readonly seconds: number;
  /** LAeq of its loudest second, dB. */
  readonly maxDb: number;
  /** LAeq of the event above the usual level there, dB. */
  readonly aboveDb: number;
}

/** Plain JSON, by id of the level. */
export type NoiseEventState = Readonly<Record<string, WatchState>>;

interface WatchState {
  readonly watch: Watch;
  /** Energy above the usual level in the latest second, and when that was measured, monotonic. */
  readonly excess: number;
  readonly sampledMs: number;
}

type Place = 'boundary' | 'rest-area';

/** The equipment may be 3 dB louder than modelled, and the rest area lies up to 6 dB nearer. */
const EQUIPMENT_FACTOR: Readonly<Record<Place, number>> = { boundary: 2, 'rest-area': 8 };
/** Seconds at two meters further apart than this are not compared. */
const TOGETHER_MS = 3000;

/**
 * The usual level at each meter. An event that was open at the restart is dropped, because its end was not measured.
 */
export const noiseEventsPart = partById<WatchState>({
  isEntry: objectOf<WatchState>({
    watch: objectOf<Watch>({
      usualDb: orNull(isNumber),
      watchedS: isNumber,
      usualEquipment: isNumber,
      open: orNull(
        objectOf<NonNullable<Watch['open']>>({
          startWallMs: isNumber,
          usualDb: isNumber,
          levelsDb: listOf(isNumber),
          crestsDb: listOf(isNumber),
          here: isNumber,
          elsewhere: orNull(isNumber),
          calmS: isNumber,
        }),
      ),
    }),
    excess: isNumber,
    sampledMs: isNumber,
  }),
  basis: (plan, id) => watchedLevels(plan).find((level) => level.id === id)?.level,
  age(state, away) {
    if (isLong(away)) return undefined;
    return isMoment(away) ? state : { ...state, watch: { ...state.watch, open: null } };
  },
});

/** Takes the new seconds of all watched meters. */
export function detectNoiseEvents(
  before: NoiseEventState = {},
  image: ProcessImage,
  plan: ControlPlan,
  attribution: readonly ReceptorAttribution[],
): { readonly state: NoiseEventState; readonly events: readonly NoiseEvent[] } {
  const loudest = Math.max(0, ...attribution.map(({ equipmentDb }) => energyOrNone(equipmentDb)));
  const state: Record<string, WatchState> = { ...before };
  const events: NoiseEvent[] = [];
  for (const level of watchedLevels(plan)) {
    for (const sample of image.samples) {
      if (sample.channel !== level.level || sample.value === null) continue;
      const watch = watchAt(state[level.id], sample.takenMs);
      const equipment = EQUIPMENT_FACTOR[level.place] * equipmentAt(level.id, attribution, loudest);
      const excess = excessOf(watch, sample.value, equipment) ?? 0;
      const next = watchSecond(watch, {
        levelDb: sample.value,
        peakDb: sample.peakDb,
        wallMs: image.wallMs - (image.nowMs - sample.takenMs) - sample.seconds * 1000,
        equipment,
        elsewhere: elsewhere(state, level, plan, sample.takenMs),
      });
      state[level.id] = { watch: next.watch, excess, sampledMs: sample.takenMs };
      if (next.event !== null) events.push(eventOf(next.event, level));
    }
  }
  return { state, events };
}

/** The watch now; an event that was open when the meter fell silent is dropped, because its end was not measured. */
function watchAt(before: WatchState | undefined, takenMs: number): Watch {
  if (before === undefined) return newWatch();
  return Math.abs(takenMs - before.sampledMs) <= TOGETHER_MS ? before.watch : { ...before.watch, open: null };
}

type Watched = LevelPlan & { readonly place: Place };

/** Meters in the open: under a cover nobody talks. */
function watchedLevels(plan: ControlPlan): readonly Watched[] {
  return [...plan.receptors, ...plan.otherLevels].filter(isWatched);
}

function isWatched(level: LevelPlan): level is Watched {
  return level.place !== 'cover';
}

/** The modelled energy at this receptor; at other meters that of the loudest receptor. */
function equipmentAt(level: string, attribution: readonly ReceptorAttribution[], loudest: number): number {
  const attributed = attribution.find(({ receptor }) => receptor === level);
  return attributed === undefined ? loudest : energyOrNone(attributed.equipmentDb);
}

/** The most that stands out now at the other kind of place; null where no meter measures there. */
function elsewhere(
  state: NoiseEventState,
  level: Watched,
  plan: ControlPlan,
  takenMs: number,
): number | null {
  let most: number | null = null;
  for (const other of watchedLevels(plan)) {
    const latest = state[other.id];
    if (other.place === level.place || latest === undefined) continue;
    if (Math.abs(takenMs - latest.sampledMs) <= TOGETHER_MS) most = Math.max(most ?? 0, latest.excess);
  }
  return most;
}

function eventOf(event: SoundEvent, { id, place }: Watched): NoiseEvent {
  const { levelsDb, startWallMs, usualDb } = event;
  const meanDb = levelOf(levelsDb.reduce((sum, levelDb) => sum + energyOf(levelDb), 0) / levelsDb.length);
  return {
    level: id,
    ...kindOf(event, place),
    startWallMs,
    seconds: levelsDb.length,
    maxDb: Math.max(...levelsDb),
    aboveDb: (meanDb ?? usualDb) - usualDb,
  };
}

function energyOrNone(levelDb: number | null): number {
  return levelDb === null ? 0 : energyOf(levelDb);
}
