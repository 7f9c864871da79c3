import { expect, test } from 'vitest';
import { type NightsAsked, nightsAsked } from '../../../../src/cli/records/nights-asked.ts';

test.each<[NightsAsked, string, string]>([
  [{ night: '2026-07-15' }, '2026-07-15', '2026-07-15'],
  [{ from: '2026-07-15', to: '2026-07-20' }, '2026-07-15', '2026-07-20'],
  [{ month: '2026-02' }, '2026-02-01', '2026-02-28'],
  [{ month: '2028-02' }, '2028-02-01', '2028-02-29'],
  [{ year: '2026' }, '2026-01-01', '2026-12-31'],
  // ISO 8601: the first week of 2026 begins in 2025, and 2026 has 53 of them.
  [{ week: '2026-W01' }, '2025-12-29', '2026-01-04'],
  [{ week: '2026-W53' }, '2026-12-28', '2027-01-03'],
  [{ week: '2026-07-15' }, '2026-07-13', '2026-07-19'],
  [{ week: '2026-07-19' }, '2026-07-13', '2026-07-19'],
])('%o are the nights of %s to %s', (asked, first, last) => {
  expect(nightsAsked(asked)).toMatchObject({ ok: true, value: { first, last } });
});

test.each<[NightsAsked, string]>([
  [{}, 'name the nights once'],
  [{ night: '2026-07-15', year: '2026' }, 'name the nights once'],
  [{ from: '2026-07-15' }, '--from and --to go together'],
  [{ from: '2026-07-15', to: '2026-07-14' }, '--to lies before --from'],
  [{ from: '2024-07-15', to: '2026-07-14' }, 'more than the 400'],
  [{ night: '2026-02-30' }, '--night takes the date'],
  [{ from: '2026-07-15', to: 'tomorrow' }, '--to takes the date'],
  [{ month: '2026-13' }, '--month takes a month'],
  [{ month: 'July' }, '--month takes a month'],
  [{ week: '2026-W54' }, '--week takes a week'],
  [{ week: '29' }, '--week takes a week'],
  [{ year: '26' }, '--year takes a year'],
])('%o is refused with what to write', (asked, says) => {
  expect(nightsAsked(asked)).toMatchObject({ ok: false, fault: expect.stringContaining(says) });
});
