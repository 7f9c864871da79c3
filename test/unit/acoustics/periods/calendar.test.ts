import { expect, test } from 'vitest';
import { isInSeason, isRestDay } from '../../../../src/acoustics/periods/calendar.ts';

test('Easter is where the tables have it, and its feasts move with it', () => {
  const easter = { sundays: false, dates: ['easter', 'easter-2', 'easter+39'] };
  for (const date of ['2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2038-04-25', '1961-04-02'])
    expect([date, isRestDay(date, easter)]).toEqual([date, true]);
  expect(isRestDay('2026-04-03', easter)).toBe(true);
  expect(isRestDay('2026-05-14', easter)).toBe(true);
  expect(isRestDay('2026-04-06', easter)).toBe(false);
});

test('Sundays and dates of each year', () => {
  const days = { sundays: true, dates: ['12-25'] };
  expect(
    ['2026-11-29', '2026-11-30', '2026-12-25', '2027-12-25'].map((date) => isRestDay(date, days)),
  ).toEqual([true, false, true, true]);
  expect(isRestDay('2026-11-29', { ...days, sundays: false })).toBe(false);
});

test('a season may go over the new year; both its ends belong to it', () => {
  const winter = { from: '11-01', to: '03-31' };
  expect(
    ['2026-10-31', '2026-11-01', '2027-01-15', '2027-03-31', '2027-04-01'].map((date) =>
      isInSeason(date, winter),
    ),
  ).toEqual([false, true, true, true, false]);
  expect(isInSeason('2026-07-01', { from: '06-01', to: '08-31' })).toBe(true);
  expect(isInSeason('2026-09-01', { from: '06-01', to: '08-31' })).toBe(false);
});
