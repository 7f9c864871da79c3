import { expect, test } from 'vitest';
import { failed, ok, type Result } from '../../../../src/model/result.ts';
import type { HistoryReader } from '../../../../src/ports/history.ts';
import { readNight } from '../../../../src/report/data/night-records.ts';
import { sitePlan } from '../made-night.ts';

const parts = [
  'minutes',
  'seconds',
  'events',
  'decisions',
  'calibrations',
  'markings',
  'configs',
  'gaps',
  'chain',
] as const;
const night = { fromMs: 0, toMs: 28_800_000 };

/** Each part says its own name, but those that cannot be read. */
function readerWithout(...broken: readonly string[]): HistoryReader {
  const answers = parts.map((part) => {
    const answer: Result<unknown, string> = broken.includes(part) ? failed(`no ${part}`) : ok(part);
    return [part, () => Promise.resolve(answer)];
  });
  return Object.fromEntries(answers) as HistoryReader;
}

test('all of a night is read, each part in its place', async () => {
  expect(await readNight(readerWithout(), night, sitePlan)).toEqual(
    ok({ ...Object.fromEntries(parts.map((part) => [part, part])), later: 'events' }),
  );
});

test.each(parts)('a history whose %s cannot be read gives that fault', async (part) => {
  expect(await readNight(readerWithout(part), night, sitePlan)).toEqual(failed(`no ${part}`));
});

test('of two faults the first is told', async () => {
  expect(await readNight(readerWithout('gaps', 'events'), night, sitePlan)).toEqual(failed('no events'));
});
