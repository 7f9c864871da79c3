/** Whose sound stands out: talkers, cars on the road, doors, and the station's own fans, which are nobody's. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { energyOf, levelOf } from '../../../../src/acoustics/levels/level.ts';
import {
  detectNoiseEvents,
  type NoiseEvent,
  type NoiseEventState,
} from '../../../../src/control/attribution/noise-events.ts';
import type { ReceptorAttribution } from '../../../../src/control/attribution/receptor-attribution.ts';
import type { ProcessImage } from '../../../../src/model/image.ts';
import { plain } from '../../../../src/model/message.ts';
import { smallPlan } from '../small-plan.ts';
import { chanceOf, normal } from './night-scene.ts';

/** Energies beside the background; `crestDb` is LAFmax over LAeq of the second. */
interface Scene {
  readonly north: number;
  readonly rest: number;
  readonly crestDb?: number;
  /** What the equipment model says of north, dB. */
  readonly modelDb?: number;
}

const BACKGROUND_DB = 40;
const QUIET_S = 300;

/** Runs a scene after five quiet minutes and gives what was told of it; null is a second without any meter. */
function told(scene: readonly (Scene | null)[], seed = 1): readonly NoiseEvent[] {
  const chance = chanceOf(seed);
  const events: NoiseEvent[] = [];
  let state: NoiseEventState = {};
  const quiet = Array.from({ length: QUIET_S }, (): Scene => ({ north: 0, rest: 0 }));
  const calm = quiet.slice(0, 30).map(() => ({ ...scene.at(-1), north: 0, rest: 0 }));
  for (const [second, one] of [...quiet, ...scene, ...calm].entries()) {
    if (one === null) continue;
    const image = imageOf(second, one, () => 0.5 * normal(chance));
    const result = detectNoiseEvents(state, image, smallPlan, [attributionOf(one.modelDb ?? 20)]);
    state = JSON.parse(JSON.stringify(result.state)) as NoiseEventState;
    events.push(...result.events);
  }
  return events;
}

function imageOf(second: number, { north, rest, crestDb = 2 }: Scene, wobbleDb: () => number): ProcessImage {
  const takenMs = (second + 1) * 1000;
  const sample = (device: string, energy: number) => {
    const value = (levelOf(energyOf(BACKGROUND_DB + wobbleDb()) + energy) ?? 0) + 0.1;
    const common = { seconds: 1, takenMs, quality: 'good' as const };
    return { channel: `${device}.sound.laeq`, value, peakDb: value + crestDb, ...common };
  };
  return {
    cycle: second,
    nowMs: takenMs,
    wallMs: takenMs,
    utcOffsetMin: 480,
    clockSynced: true,
    channels: {},
    samples: [sample('slm-north', north), sample('slm-rest', rest)],
    requests: [],
  };
}

function attributionOf(equipmentDb: number): ReceptorAttribution {
  const rest = {
    totalDb: null,
    backgroundDb: null,
    uncertaintyDb: null,
    gate: 'learning',
    reason: plain(''),
    isLearned: false,
    change: 'none',
  } as const;
  return { receptor: 'north', equipmentDb, ...rest };
}

/** Seven seconds in ten are spoken, each at its own level; the rest area is 10 dB nearer. */
function talk(seconds: number, restDb: number, seed: number): Scene[] {
  const chance = chanceOf(seed);
  return Array.from({ length: seconds }, () => {
    const energy = chance() < 0.7 ? energyOf(restDb + 3 * normal(chance)) : 0;
    return { north: energy / 10, rest: energy, crestDb: 6 };
  });
}

/** A car that passes on the road: the same everywhere. */
function pass(peakDb: number, widthS: number): Scene[] {
  return Array.from({ length: 40 }, (_, second) => {
    const energy = energyOf(peakDb) / (1 + ((second - 20) / widthS) ** 2);
    return { north: energy, rest: energy, crestDb: 1.5 };
  });
}

/** The fans' own sound as they run up from a fifth to full speed and stay there. */
function ramp(fullDb: number, modelErrorDb: number): Scene[] {
  return Array.from({ length: 600 }, (_, second) => {
    const share = Math.min(1, 0.2 + 0.05 * second);
    const energy = energyOf(fullDb) * share ** 5;
    return {
      north: energy,
      rest: energy / 2,
      crestDb: 1,
      modelDb: fullDb + 50 * Math.log10(share) + modelErrorDb,
    };
  });
}

function kindsAt(level: string, events: readonly NoiseEvent[]): readonly string[] {
  return events.filter((event) => event.level === level).map(({ kind }) => kind);
}

test.each([1, 2, 3, 4])('a chat in the rest area is people, told minute by minute (talkers %i)', (seed) => {
  const events = told(talk(180, 58, seed), seed);
  const kinds = kindsAt('rest', events);
  expect(kinds.length).toBeGreaterThanOrEqual(3);
  expect(new Set(kinds)).toEqual(new Set(['people']));
  expect(kindsAt('north', events)).not.toContain('traffic');
  for (const { confidence } of events) expect(confidence).toBeGreaterThan(0.6);
});

test.each([
  { peakDb: 52, widthS: 2.2 },
  { peakDb: 58, widthS: 1.6 },
  { peakDb: 66, widthS: 1.2 },
])('a car passing at $peakDb dB is traffic, at both meters', ({ peakDb, widthS }) => {
  const events = told(pass(peakDb, widthS));
  expect(kindsAt('north', events)).toEqual(['traffic']);
  expect(kindsAt('rest', events)).toEqual(['traffic']);
  const [event] = events;
  expect(event?.maxDb).toBeGreaterThan(peakDb - 0.5);
  expect(event?.maxDb).toBeLessThan(peakDb + 0.5);
});

test('a car door is an impulse', () => {
  const bang: Scene = { north: energyOf(55), rest: energyOf(60), crestDb: 13 };
  const events = told([bang]);
  expect(kindsAt('north', events)).toEqual(['impulse']);
  expect(kindsAt('rest', events)).toEqual(['impulse']);
  expect(events[0]).toMatchObject({ seconds: 1 });
});

test('a machine that starts somewhere and stays is called neither people nor traffic for certain', () => {
  const hum: Scene = { north: energyOf(50), rest: energyOf(50), crestDb: 1 };
  const kinds = kindsAt('north', told(Array.from({ length: 120 }, () => hum)));
  expect(kinds).not.toContain('people');
});

test('a fan ramp is never people, however wrong the site file is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 38, max: 60 }),
      fc.integer({ min: -6, max: 6 }),
      fc.integer({ min: 1, max: 1000 }),
      (fullDb, modelErrorDb, seed) => {
        const events = told(ramp(fullDb, modelErrorDb), seed);
        expect(events.map(({ kind }) => kind)).not.toContain('people');
      },
    ),
    { numRuns: 15 },
  );
});

test('a fan ramp that the model knows to 3 dB is no event at all', () => {
  for (const modelErrorDb of [-3, 0, 3]) expect(told(ramp(52, modelErrorDb))).toEqual([]);
});

test('talk is heard through running fans', () => {
  const scene = talk(120, 62, 5).map((one) => ({
    ...one,
    north: one.north + energyOf(44),
    rest: one.rest + energyOf(41),
    modelDb: 44,
  }));
  const steady = Array.from({ length: 300 }, () => ({
    north: energyOf(44),
    rest: energyOf(41),
    modelDb: 44,
  }));
  const kinds = kindsAt('rest', told([...steady, ...scene]));
  expect(kinds.length).toBeGreaterThanOrEqual(1);
  expect(new Set(kinds)).toEqual(new Set(['people']));
});

test('what was open when the meter fell silent is not told as if it had gone on', () => {
  const chatter = talk(20, 60, 3);
  const silent = Array.from({ length: 600 }, () => null);
  const events = told([...chatter, ...silent, { north: 0, rest: 0 }]);
  expect(events).toEqual([]);
});

test('a quiet night tells nothing', () => {
  expect(told(Array.from({ length: 3600 }, () => ({ north: 0, rest: 0 })))).toEqual([]);
});

const anyScene = fc.record({
  north: fc.double({ min: 0, max: 1e12, noNaN: true }),
  rest: fc.double({ min: 0, max: 1e12, noNaN: true }),
  crestDb: fc.double({ min: 0, max: 30, noNaN: true }),
  modelDb: fc.double({ min: -20, max: 120, noNaN: true }),
});

test('whatever is heard: confidences lie between 0 and 1, every number is finite, no event lasts above a minute', () => {
  fc.assert(
    fc.property(fc.array(anyScene, { minLength: 1, maxLength: 90 }), (scene) => {
      for (const { confidence, seconds, maxDb, aboveDb } of told(scene)) {
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(seconds).toBeLessThanOrEqual(60);
        expect(Number.isFinite(maxDb) && Number.isFinite(aboveDb)).toBe(true);
      }
    }),
    { numRuns: 20 },
  );
});
