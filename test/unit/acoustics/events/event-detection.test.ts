import { expect, test } from 'vitest';
import {
  excessOf,
  newWatch,
  type SoundEvent,
  type Watch,
  watchSecond,
} from '../../../../src/acoustics/events/event-detection.ts';

/** Seconds of these levels at a meter that is used to 50 dB; the events that ended, with the second they ended in. */
function watched(levelsDb: readonly number[], equipment = 0): (SoundEvent & { readonly endedS: number })[] {
  let watch: Watch = newWatch();
  const events: (SoundEvent & { readonly endedS: number })[] = [];
  const second = (levelDb: number, index: number, equipmentNow: number): void => {
    const step = watchSecond(watch, {
      levelDb,
      ...{ peakDb: levelDb + 2, wallMs: 1000 * index, equipment: equipmentNow, elsewhere: null },
    });
    watch = step.watch;
    if (step.event !== null) events.push({ ...step.event, endedS: index });
  };
  for (let index = -600; index < 0; index += 1) second(50, index, 0);
  for (const [index, levelDb] of levelsDb.entries()) second(levelDb, index, equipment);
  return events;
}

const seconds = (count: number, levelDb: number): number[] => new Array<number>(count).fill(levelDb);

test('6 dB above the usual opens an event, less does not', () => {
  expect(watched([...seconds(10, 55.9), ...seconds(20, 50)])).toEqual([]);
  const [event] = watched([...seconds(10, 57), ...seconds(20, 50)]);
  expect(event?.startWallMs).toBe(0);
  expect(event?.levelsDb.length).toBe(10);
});

test('five seconds back near the usual close it, in the fifth; four do not', () => {
  const [event, ...more] = watched([
    ...seconds(3, 60),
    ...seconds(4, 50),
    ...seconds(2, 60),
    ...seconds(9, 50),
  ]);
  expect(more).toEqual([]);
  expect(event?.endedS).toBe(3 + 4 + 2 + 5 - 1);
  expect(event?.levelsDb.length).toBe(3 + 4 + 2);
});

test('what goes on is told after a minute, as a minute', () => {
  const events = watched(seconds(125, 60));
  expect(events[0]?.endedS).toBe(59);
  expect(events[0]?.levelsDb.length).toBe(60);
});

test('what the station does itself is no event', () => {
  expect(watched(seconds(30, 60), 10 ** 6)).toEqual([]);
});

test('before the first second nothing stands out', () => {
  expect(excessOf(newWatch(), 80, 0)).toBeNull();
});
