/** The meter under a cover: fans and electronics that become louder at the same speed and power, each told from the other. */

import { expect, test } from 'vitest';
import { energyOf, levelOf } from '../../../../src/acoustics/levels/level.ts';
import {
  type CoverLoudnessState,
  converterFactor,
  fanLoudnessFactor,
  receptorFanFactor,
  updateCoverLoudness,
} from '../../../../src/control/attribution/cover-loudness.ts';
import { sourceActivityAt } from '../../../../src/control/attribution/sources.ts';
import type { ProcessImage } from '../../../../src/model/image.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { smallPlan } from '../small-plan.ts';
import { chanceOf, normal } from './night-scene.ts';

const COVER = 'slm-cover-a.sound.laeq';
const plan: ControlPlan = {
  ...smallPlan,
  otherLevels: [{ id: 'cover-a', place: 'cover', level: COVER, cabinet: 'a' }],
};
const HOUR_S = 3600;
/** A factor of 5: more than that is not concluded. */
const MOST_DB = 7;
const FANS = energyOf(80);
const HUM = energyOf(71);
const REST = energyOf(53);

/** What is different from a cabinet as it was learnt, dB. */
interface Cabinet {
  readonly fansDb?: number;
  readonly humDb?: number;
  /** What somebody does under the cover, in every so many-th second. */
  readonly bang?: { readonly everyS: number; readonly levelDb: number };
}

/** A cover at night: cars come and go, fans follow their heat; capped, they stand from the second hour on. */
function createCover({ capped = false, exponent = 5, seed = 1 } = {}) {
  const chance = chanceOf(seed);
  let state: CoverLoudnessState = {};
  let [power, target, warmth, second] = [0.5, 0.5, 0.5, 0];
  return {
    hear(seconds: number, { fansDb = 0, humDb = 0, bang }: Cabinet = {}) {
      for (let index = 0; index < seconds; index += 1) {
        second += 1;
        // At a quarter of the power and fast fans hum is a fifth of the sound, and takes minutes to be told from them.
        const least = capped && second > 2 * HOUR_S ? 0.45 : 0.15;
        if (chance() < 1 / 240) target = least + (1 - least) * chance();
        if (second === 2 * HOUR_S) target = 0.6;
        power += (target - power) / 40;
        warmth += (power - warmth) / 180;
        const wobble = 0.02 * Math.sin(second / 7);
        const speed = capped && second > HOUR_S ? 0.48 + wobble : 0.35 + 0.6 * warmth + wobble;
        const energy = FANS * energyOf(fansDb) * speed ** exponent + HUM * energyOf(humDb) * power + REST;
        const isBang = bang !== undefined && second % bang.everyS === 0;
        const heardDb = isBang ? bang.levelDb : (levelOf(energy) ?? 0) + 0.2 * normal(chance);
        const samples = [{ channel: COVER, value: heardDb, seconds: 1 }];
        const image = { samples } as unknown as ProcessImage;
        state = updateCoverLoudness(state, image, plan, () => ({ fans: speed ** 5, converters: power }));
      }
      return {
        hum: converterFactor(state, 'a'),
        fans: fanLoudnessFactor(state, 'a'),
        fansThere: receptorFanFactor(state, 'a'),
        state,
      };
    },
  };
}

test('electronics as ever are 1, whatever fans, cars and seeds do', () => {
  for (const seed of [1, 2, 3]) {
    for (const capped of [false, true]) {
      const cover = createCover({ capped, seed });
      cover.hear(2 * HOUR_S);
      for (let minute = 0; minute < 60; minute += 1) expect(cover.hear(60).hum).toBe(1);
    }
  }
});

test.each([3, 6, 9])('electronics that become %d dB louder are known within two minutes', (humDb) => {
  for (const seed of [1, 2, 3, 4]) {
    const cover = createCover({ capped: true, seed });
    cover.hear(2 * HOUR_S);
    const { hum } = cover.hear(120, { humDb });
    expect(levelOf(hum)).toBeGreaterThan(Math.min(humDb, MOST_DB) / 2);
    // A reading settles at what it is, so long as the cabinet has not been learnt anew.
    expect(levelOf(cover.hear(300, { humDb }).hum)).toBeGreaterThan(Math.min(humDb, MOST_DB) - 1);
    expect(levelOf(cover.hear(300, { humDb }).hum)).toBeLessThan(humDb + 1);
  }
});

test('louder electronics do not make the fans louder, and louder fans not the electronics', () => {
  for (const seed of [1, 2, 3, 4]) {
    const hum = createCover({ capped: true, seed });
    hum.hear(2 * HOUR_S);
    hum.hear(300, { humDb: 6 });
    expect(hum.hear(300, { humDb: 6 }).fansThere).toBeCloseTo(1, 3);
    const fans = createCover({ seed });
    fans.hear(2 * HOUR_S);
    fans.hear(300, { fansDb: 6 });
    const after = fans.hear(300, { fansDb: 6 });
    expect(levelOf(after.fans)).toBeGreaterThan(4.5);
    // Less than what is told.
    expect(levelOf(after.hum)).toBeLessThan(2);
  }
});

test('back to what they were, the factor is 1 again', () => {
  const cover = createCover({ capped: true });
  cover.hear(2 * HOUR_S);
  expect(cover.hear(300, { humDb: 6 }).hum).toBeGreaterThan(3);
  expect(cover.hear(420).hum).toBe(1);
});

test('a fan law that is wrong by its exponent is no louder electronics', () => {
  for (const exponent of [4.5, 5.5]) {
    const cover = createCover({ exponent, seed: 3 });
    cover.hear(2 * HOUR_S);
    for (let minute = 0; minute < 60; minute += 1) expect(cover.hear(60).hum).toBe(1);
  }
});

test('a door that is banged and a technician who talks are no louder electronics', () => {
  const cover = createCover({ capped: true });
  cover.hear(2 * HOUR_S);
  for (let minute = 0; minute < 10; minute += 1) {
    expect(cover.hear(60, { bang: { everyS: 2, levelDb: 82 } }).hum).toBe(1);
  }
});

test('before the cabinet is known nothing is concluded, nor of one without a meter', () => {
  const cover = createCover();
  expect(cover.hear(1200, { humDb: 6 }).hum).toBe(1);
  expect(converterFactor({}, 'a')).toBe(1);
});

test('at the receptor the electronics of that cabinet count as so much louder, the others as ever', () => {
  const cover = createCover({ capped: true });
  cover.hear(2 * HOUR_S);
  const { state, hum } = cover.hear(300, { humDb: 6 });
  const read = (channel: string) => (channel.endsWith('power.active') ? 360_000 : 750);
  const before = sourceActivityAt(plan, 'north', read, {}).equipment;
  const after = sourceActivityAt(plan, 'north', read, {}, state).equipment;
  expect(after[1]).toBeCloseTo(hum * (before[1] ?? 0), 6);
  expect(after[3]).toBe(before[3]);
});
