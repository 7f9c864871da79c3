import { expect, test } from 'vitest';
import {
  agedQuietest,
  noQuietestSeconds,
  type QuietestSeconds,
  quietestStep,
} from '../../../../src/acoustics/estimation/quietest-seconds.ts';
import { energyOf, levelOf } from '../../../../src/acoustics/levels/level.ts';

function heard(levelsDb: readonly number[], before: QuietestSeconds = noQuietestSeconds()): QuietestSeconds {
  return levelsDb.reduce((state, levelDb) => quietestStep(state, energyOf(levelDb)), before);
}
const minute = (levelDb: number) => Array.from({ length: 60 }, () => levelDb);

test('nothing is known before a whole minute, then the third quietest second of the quietest minute', () => {
  expect(heard(minute(40).slice(1)).energy).toBeNull();
  const faulty = [...minute(40).slice(2), 10, 12];
  expect(levelOf(heard(faulty).energy ?? 0)).toBeCloseTo(40, 6);
  expect(levelOf(heard([...minute(40), ...minute(36), ...minute(55)]).energy ?? 0)).toBeCloseTo(36, 2);
});

test('a covered microphone is forgotten by 2 dB a day, heard or not', () => {
  const covered = heard(minute(20));
  const day = Array.from({ length: 1440 }, () => minute(45)).flat();
  expect(levelOf(heard(day, covered).energy ?? 0)).toBeCloseTo(22, 3);
  expect(levelOf(agedQuietest(covered, 86_400).energy ?? 0)).toBeCloseTo(22, 3);
  expect(agedQuietest(noQuietestSeconds(), 86_400)).toEqual(noQuietestSeconds());
});

test('plain JSON: kept and restored in any second it goes on alike', () => {
  const levelsDb = [...minute(41), ...minute(39).map((db, second) => db + (second % 7))];
  const kept = JSON.parse(JSON.stringify(heard(levelsDb.slice(0, 77)))) as QuietestSeconds;
  expect(heard(levelsDb.slice(77), kept)).toEqual(heard(levelsDb));
});
