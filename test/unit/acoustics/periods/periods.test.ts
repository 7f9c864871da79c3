import { expect, test } from 'vitest';
import {
  dayId,
  hourStart,
  isNight,
  minuteId,
  minuteStart,
  periodAt,
} from '../../../../src/acoustics/periods/periods.ts';

const night = { startMin: 22 * 60, endMin: 6 * 60 };
const at = (local: string): number => Date.parse(`${local}+08:00`);

const edges = [
  ['2026-11-23T21:59:59.999', 'day', '2026-11-23', '2026-11-23T06:00'],
  ['2026-11-23T22:00:00.000', 'night', '2026-11-23', '2026-11-23T22:00'],
  ['2026-11-23T23:59:59.999', 'night', '2026-11-23', '2026-11-23T22:00'],
  ['2026-11-24T00:00:00.000', 'night', '2026-11-23', '2026-11-23T22:00'],
  ['2026-11-24T05:59:59.999', 'night', '2026-11-23', '2026-11-23T22:00'],
  ['2026-11-24T06:00:00.000', 'day', '2026-11-24', '2026-11-24T06:00'],
  ['2027-01-01T00:30:00.000', 'night', '2026-12-31', '2026-12-31T22:00'],
] as const;

for (const [local, kind, id, begin] of edges) {
  test(`${local} is in the ${kind} of ${id}`, () => {
    expect(periodAt(at(local), 480, night)).toEqual({ kind, id, startWallMs: at(begin) });
    expect(isNight(at(local), 480, night)).toBe(kind === 'night');
  });
}

test('a night within one date leaves a day across midnight, named after its begin', () => {
  const short = { startMin: 60, endMin: 300 };
  expect(periodAt(at('2026-11-24T01:00'), 480, short)).toMatchObject({ kind: 'night', id: '2026-11-24' });
  expect(periodAt(at('2026-11-24T00:59:59'), 480, short)).toEqual({
    kind: 'day',
    id: '2026-11-23',
    startWallMs: at('2026-11-23T05:00'),
  });
});

test('equal hours mean no night at all', () => {
  for (let hour = 0; hour < 24; hour++) {
    expect(isNight(hour * 3_600_000, 480, { startMin: 360, endMin: 360 })).toBe(false);
  }
});

test('minutes, hours and dates follow the local clock, also in zones with half hours and before 1970', () => {
  expect(minuteStart(at('2026-11-23T22:00:59.999'))).toBe(at('2026-11-23T22:00'));
  expect(hourStart(Date.parse('2026-11-23T22:10:00+05:30'), 330)).toBe(
    Date.parse('2026-11-23T22:00:00+05:30'),
  );
  expect(dayId(at('2026-11-24T00:00'), 480)).toBe('2026-11-24');
  expect(dayId(at('2026-11-23T23:59:59'), 480)).toBe('2026-11-23');
  expect(dayId(-1, 0)).toBe('1969-12-31');
});

test('the hour that comes twice has two names', () => {
  expect(minuteId(Date.parse('2026-10-25T00:30:00Z'), 120)).toBe('2026-10-25T02:30+02:00');
  expect(minuteId(Date.parse('2026-10-25T01:30:00Z'), 60)).toBe('2026-10-25T02:30+01:00');
  expect(minuteId(Date.parse('2026-10-25T01:30:00Z'), -210)).toBe('2026-10-24T22:00-03:30');
});
