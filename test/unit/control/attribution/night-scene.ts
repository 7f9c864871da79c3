/**
 * A made-up night at one receptor, second by second: a floor that wanders, passing cars, sessions that turn the fans
 * up, and drivers who talk when a session begins and ends. Everything about it is known, so an estimate can be judged.
 */

import { energyOf, levelOf } from '../../../../src/acoustics/levels/level.ts';
import {
  type AttributionState,
  attribute,
  initialAttribution,
} from '../../../../src/control/attribution/attribute.ts';
import type { ReceptorAttribution } from '../../../../src/control/attribution/receptor-attribution.ts';
import type { ProcessImage } from '../../../../src/model/image.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { calmWeather, smallPlan } from '../small-plan.ts';

export type Chance = () => number;

/** mulberry32: small, seeded, good enough for a scene. */
export function chanceOf(seed: number): Chance {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

/** One cabinet with one fan, and hum where `humDb` is given; levels as the site file has them. */
export function onePlan(fanDb: number, humDb?: number): ControlPlan {
  const [first] = smallPlan.cabinets;
  if (first === undefined) throw new Error('the small plan has a cabinet');
  const [fan] = first.fans;
  if (fan === undefined) throw new Error('the small cabinet has a fan');
  const cabinet = {
    ...first,
    guns: [],
    fans: [{ ...fan, atDb: { north: fanDb } }],
    humAtDb: humDb === undefined ? {} : { north: humDb },
  };
  return { ...smallPlan, cabinets: [cabinet] };
}

/** What one second was like. */
export interface Second {
  /** Null: the meter gave nothing. */
  readonly levelDb: number | null;
  /** Null: the tacho gave nothing. */
  readonly fanShare: number | null;
  readonly powerShare?: number;
  readonly windMPerS?: number;
}

/** Runs the attribution of `plan` over samples of `stepS` seconds. */
export function createListener(plan: ControlPlan, stepS = 1) {
  const [cabinet] = plan.cabinets;
  const [fan] = cabinet?.fans ?? [];
  if (cabinet === undefined || fan === undefined) throw new Error('the plan has a fan');
  let state = initialAttribution();
  let atS = 0;
  let isTrusted = false;
  return {
    state: () => state,
    /** Whether control trusted the model in the latest second. */
    isTrusted: () => isTrusted,
    /** Steps have just found a change of the world. */
    findChange(): void {
      const receptors = Object.entries(state.receptors).map(
        ([id, one]) => [id, { ...one, change: { ...one.change, changedS: 0 } }] as const,
      );
      state = { ...state, receptors: Object.fromEntries(receptors) };
    },
    /** Through JSON and back, as after a restart. */
    restore(): void {
      state = JSON.parse(JSON.stringify(state)) as AttributionState;
    },
    hear({ levelDb, fanShare, powerShare = 0, windMPerS = 0 }: Second): ReceptorAttribution {
      atS += stepS;
      const values: Record<string, number | null> = {
        [fan.speed]: fanShare === null ? null : fanShare * fan.fullRpm,
        [cabinet.powerIn]: powerShare * cabinet.ratedW,
        wind: windMPerS,
      };
      const result = attribute(state, {
        image: imageOf(atS, levelDb, stepS, plan),
        plan,
        read: (channel) => values[channel] ?? null,
        decided: {},
        isNight: true,
        weather: { ...calmWeather, windMPerS },
      });
      state = result.state;
      isTrusted = result.sound[0]?.isTrusted ?? false;
      const [attribution] = result.attribution;
      if (attribution === undefined) throw new Error('the plan has a receptor');
      return attribution;
    },
  };
}

function imageOf(atS: number, levelDb: number | null, stepS: number, plan: ControlPlan): ProcessImage {
  const takenMs = atS * 1000;
  const channel = plan.receptors[0]?.level ?? '';
  const sample = { channel, value: levelDb, peakDb: null, seconds: stepS, takenMs, quality: 'good' as const };
  return {
    cycle: atS / stepS,
    nowMs: takenMs,
    wallMs: Date.UTC(2026, 10, 23, 14) + takenMs,
    utcOffsetMin: 480,
    clockSynced: true,
    channels: {},
    samples: levelDb === null ? [] : [sample],
    requests: [],
  };
}

export interface NightSecond extends Second {
  readonly levelDb: number;
  readonly fanShare: number;
  /** Energy of the equipment alone. */
  readonly equipment: number;
}

const NIGHT_S = 8 * 3600;
const FLOOR_DB = 41;
const PASSES = 90;

/** A night to tell estimators apart: 90 pass-bys, some forty sessions with talk at both ends, a fan of `fullDb` at full speed. */
export function talkativeNight(fullDb: number, seed: number): NightSecond[] {
  const chance = chanceOf(seed);
  const others = new Float64Array(NIGHT_S);
  for (let pass = 0; pass < PASSES; pass += 1) addPass(others, chance);
  const busy = new Float64Array(NIGHT_S);
  for (let startS = 300 * chance(); startS < NIGHT_S; startS += 300 + 900 * chance()) {
    const endS = startS + 600 + 1800 * chance();
    addTalk(others, startS, chance);
    addTalk(others, endS, chance);
    for (let s = Math.ceil(startS); s < Math.min(endS, NIGHT_S); s += 1) busy[s] = (busy[s] ?? 0) + 1;
  }
  let wanderDb = 0;
  let fanShare = 0.2;
  return Array.from({ length: NIGHT_S }, (_, s) => {
    wanderDb += -wanderDb / 900 + 1.2 * Math.sqrt(2 / 900) * normal(chance);
    // Heat lags the power by minutes, the fan follows the heat.
    fanShare += (Math.min(1, 0.2 + 0.3 * (busy[s] ?? 0)) - fanShare) / 180;
    const equipment = energyOf(fullDb) * fanShare ** 5;
    const floor = energyOf(FLOOR_DB + wanderDb + 0.5 * normal(chance));
    const levelDb = levelOf(floor + equipment + (others[s] ?? 0)) ?? 0;
    return { levelDb, fanShare, equipment };
  });
}

function addPass(others: Float64Array, chance: Chance): void {
  const atS = NIGHT_S * chance();
  const peak = energyOf(57 + 4 * normal(chance));
  const widthS = 1.2 + chance();
  for (let s = Math.max(0, Math.floor(atS - 30)); s < Math.min(NIGHT_S, atS + 30); s += 1) {
    others[s] = (others[s] ?? 0) + peak / (1 + ((s - atS) / widthS) ** 2);
  }
}

/** One to three minutes of talk, seven seconds in ten spoken, around 50 dB at the receptor. */
function addTalk(others: Float64Array, atS: number, chance: Chance): void {
  const levelDb = 50 + 4 * normal(chance);
  const endS = Math.min(NIGHT_S, atS + 60 + 120 * chance());
  for (let s = Math.ceil(atS); s < endS; s += 1) {
    if (chance() < 0.7) others[s] = (others[s] ?? 0) + energyOf(levelDb + 3 * normal(chance));
  }
}
