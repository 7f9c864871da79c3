/** Low frequencies and tones at a receptor: told once after ten minutes, over once, kept over a restart. */

import { expect, test } from 'vitest';
import {
  type SoundCharacters,
  soundCharactersPart,
  trackSoundCharacter,
} from '../../../../src/control/alarms/sound-character.ts';
import type { ClosedLevel } from '../../../../src/control/inputs/level-tracks.ts';
import type { ClosedSpectrum } from '../../../../src/control/inputs/spectrum-minutes.ts';
import type { FanToneState } from '../../../../src/control/tones/fan-tones.ts';
import { inEnglish, say } from '../../../../src/language/say.ts';
import { zh } from '../../../../src/language/zh.ts';
import { thirdsHz } from '../../../../src/model/sound/bands.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { smallPlan } from '../small-plan.ts';

const plan: ControlPlan = {
  ...smallPlan,
  receptors: smallPlan.receptors.map((one) => ({ ...one, spectrum: 'slm-north.sound.bands' })),
  cabinets: smallPlan.cabinets.map((cabinet) => ({
    ...cabinet,
    fans: cabinet.fans.map((fan) => ({ ...fan, blades: 7 })),
  })),
};
const noFans: FanToneState = { counts: {}, ranges: {} };
const flat = thirdsHz.map(() => 35);
const whining = thirdsHz.map((hz) => (hz === 2000 ? 50 : 35));
/** Falls by 9 dB an octave, without a tone: 100 Hz loses 19 dB to A-weighting, 31.5 Hz 39. */
const rumbling = thirdsHz.map((_, band) => 70 - 3 * band);

interface Minute {
  readonly bandsDb: readonly number[];
  readonly lceqDb?: number;
  readonly laeqDb?: number;
}

function run(
  minutes: readonly Minute[],
  {
    from = {},
    fans = () => noFans,
    isDisturbed = false,
  }: {
    from?: SoundCharacters;
    fans?: (startWallMs: number) => FanToneState;
    isDisturbed?: boolean;
  } = {},
) {
  let state = from;
  const told: string[] = [];
  const chinese: string[] = [];
  minutes.forEach(({ bandsDb, lceqDb, laeqDb }, minute) => {
    const startWallMs = minute * 60_000;
    const spectrum: ClosedSpectrum = {
      level: 'north',
      startWallMs,
      bandsHz: bandsDb.length === 0 ? [] : thirdsHz,
      bandsDb,
      validS: 60,
      lceqDb: lceqDb ?? null,
    };
    const period = { kind: 'minute', id: '', startWallMs, laeqDb: laeqDb ?? null };
    const levels = [{ level: 'north', period: period as ClosedLevel['period'] }];
    const ended = { levels, spectra: [spectrum], fanTones: fans(startWallMs), isDisturbed };
    const step = trackSoundCharacter(state, ended, plan);
    state = step.state;
    for (const { state: is, subject, message } of step.events) {
      told.push(`${minute} ${is} ${subject}: ${inEnglish(message)}`);
      chinese.push(say(zh, message));
    }
  });
  return { state, told, chinese };
}

const times = (count: number, bandsDb: readonly number[]) =>
  Array.from({ length: count }, () => ({ bandsDb }));

test('LCeq more than 20 dB above LAeq for ten minutes is told once, and over when it is gone as long', () => {
  const { told, chinese } = run([...times(15, rumbling), ...times(15, flat)]);
  expect(told).toHaveLength(2);
  expect(told[0]).toMatch(
    /^9 raised north-low-frequency: low frequencies at north: LCeq is \d+(\.\d)? dB above LAeq/,
  );
  expect(told[1]).toMatch(/^24 cleared north-low-frequency: low frequencies at north are over/);
  expect(chinese[0]).toContain('低频噪声');
});

test('a meter that gives LCeq without bands is enough', () => {
  const minute = (lceqDb: number) => ({ bandsDb: [], lceqDb, laeqDb: 40 });
  expect(run(Array.from({ length: 12 }, () => minute(60.5))).told).toHaveLength(1);
  expect(run(Array.from({ length: 12 }, () => minute(60))).told).toEqual([]);
});

test('a tone that stays is told with its frequency, one that comes and goes is not', () => {
  const { told } = run([...times(12, whining), ...times(12, flat)]);
  expect(told).toEqual([
    '9 raised north-tone-2000: a tone at 2000 Hz at north, 15 dB above its neighbours: no blade pass of ours lies there; the report of the night says with which fan or converter it comes and goes',
    '21 cleared north-tone-2000: the tone at 2000 Hz at north is over',
  ]);
  const fleeting = Array.from({ length: 60 }, (_, minute) => ({
    bandsDb: minute % 2 === 0 ? whining : flat,
  }));
  expect(run(fleeting).told).toEqual([]);
});

test('a fan whose blade pass lies there is named with its speed and what to look for', () => {
  const passHz = (0.62 * 1500 * 7) / 60;
  const tonal = thirdsHz.map((hz) => (Math.abs(Math.log2(hz / passHz)) < 0.2 ? 55 : 35));
  const fans = (startWallMs: number): FanToneState => ({
    counts: {},
    ranges: { 'fan-a2': [{ startWallMs, leastPct: 61.5, mostPct: 62.5 }] },
  });
  expect(run(times(10, tonal), { fans }).told[0]).toContain(
    'the blade pass of fan-a2 at 62 % lies there: look for a bearing, a foreign body or a loose guard',
  );
});

test('wind and rain count neither for nor against it', () => {
  expect(run(times(30, rumbling), { isDisturbed: true }).told).toEqual([]);
});

test('after a restart nothing is told twice, and it is over all the same', () => {
  const { state } = run(times(10, whining));
  const saved = JSON.parse(JSON.stringify(soundCharactersPart.save(state, plan)));
  const restored = soundCharactersPart.restore(saved, { ms: 60_000, isKnown: true }, plan);
  expect(restored?.state).toEqual(state);
  expect(run(times(5, whining), { from: restored?.state ?? {} }).told).toEqual([]);
  expect(run(times(10, flat), { from: restored?.state ?? {} }).told).toHaveLength(1);
});
