import { expect, test } from 'vitest';
import { createKnownAge } from '../../../../src/store/writer/known-age.ts';
import { newHistory, newPath } from '../fixture.ts';

const DAY_MS = 86_400_000;
const YEARS_MS = 10 * 365 * DAY_MS;

test('a clock that was set counts again after a day without a step, one that is not synchronised never', () => {
  const age = createKnownAge();
  age.opened(1e12, 0, 1e12 + 1000);
  age.see(0, 1e12, true);
  expect(age.isKnown(0)).toBe(true);
  age.see(1000, 1e12 + YEARS_MS, true);
  expect(age.isKnown(1000)).toBe(false);
  age.see(421_000, 1e12 + 421_000, true);
  expect(age.isKnown(DAY_MS)).toBe(false);
  age.see(421_000 + DAY_MS, 1e12 + 421_000 + DAY_MS, true);
  expect(age.isKnown(421_000 + DAY_MS)).toBe(true);
  age.see(422_000 + DAY_MS, 1e12 + 422_000 + DAY_MS, false);
  expect(age.isKnown(422_000 + DAY_MS)).toBe(false);
});

test('a start long after the last record, or before it, is doubted for a day; a short stop and a new file are not', () => {
  for (const [lastMs, isKnown] of [
    [null, true],
    [1e12 - 3_600_000, true],
    [1e12 - YEARS_MS, false],
    [1e12 + 60_000, false],
  ] as const) {
    const age = createKnownAge();
    age.opened(lastMs, 0, 1e12);
    age.see(0, 1e12, true);
    expect(age.isKnown(0), String(lastMs)).toBe(isKnown);
  }
});

test('a clock that stood ten years ahead for seven minutes costs no second, minute or event', async () => {
  const retention = { secondsMs: 14 * DAY_MS, minutesMs: 400 * DAY_MS, fileBytesMax: 1e9 };
  const path = newPath();
  const session = { path, config: 'abcdef012345', planText: '{}', retention };
  const { history, second, clock } = newHistory({ session }, path);
  const event = { class: 'fault', severity: 'alarm', subject: 'x', state: 'noted' } as const;
  for (let count = 0; count < 100; count += 1)
    second({ events: [{ ...event, wallMs: clock.wallMs(), message: { key: 'armed', values: {} } }] });
  const stored = async () => {
    const events = await history.events({ fromMs: 0, toMs: 8e15 });
    return events.ok ? events.value.length : 0;
  };
  expect(await stored()).toBe(100);
  clock.stepWall(YEARS_MS);
  for (let count = 0; count < 420; count += 1) second();
  clock.stepWall(-YEARS_MS);
  for (let count = 0; count < 420; count += 1) second();
  expect(await stored()).toBe(100);
});
