/** `quietpost assess` as it is typed: what it prints, what it refuses. */

import { expect, test } from 'vitest';
import { runAssess, writtenFile } from './written-file.ts';

/** One-minute rows from a moment on. */
function csv(start: string, levels: readonly (number | string)[], header = 'time,LAeq'): string {
  const rows = levels.map((level, minute) => {
    const time = new Date(Date.parse(`${start}Z`) + minute * 60_000).toISOString();
    return `${time.slice(0, 10)} ${time.slice(11, 19)},${level}`;
  });
  return [header, ...rows, ''].join('\n');
}

function times(count: number, level: number | string): (number | string)[] {
  return Array.from({ length: count }, () => level);
}

const quiet = csv('2025-03-22T22:00:00', times(480, 40));

test('a quiet night complies, with what was taken for what, the levels, the clause and the reason', async () => {
  const { code, text } = await runAssess(writtenFile(quiet));
  expect(code).toBe(0);
  for (const said of [
    'export     plain table; plain ASCII',
    'time       "time", no zone, taken as UTC',
    'zone       UTC, as --zone says',
    'stamps     the begin (taken for granted) of each 60 s',
    'level      "LAeq", named as LAeq; LAFmax none',
    'first row  line 2: "2025-03-22 22:00:00" is a row from 2025-03-22 22:00:00 UTC on; "40" is the level',
    'separator ",", decimal point, 1 line before the first row',
    '480: 480 levels, 0 blank, 0 unreadable, 0 doubled or out of order',
    'class      1, housing, schools, hospitals, offices: day 55 dB, night 45 dB',
    'background none known',
    '2025-03-22  Lden --',
    'night   22:00-06:00  Ln 40.0  L10 40.0  L50 40.0  L90 40.0  LAFmax --  loudest hour 22:00 40.0',
    'valid 100.0 %  worst case 40.0',
    'COMPLIANT: minute from 22:00, the total is 40.0 dB, not above the limit of 45 dB; it needs no correction. [GB 22337-2008 4.1.1, table 1; HJ 706-2014 6.1]',
    'night   1: 1 compliant, 0 exceeded, 0 undetermined',
  ]) {
    expect(text).toContain(said);
  }
  expect(text).not.toMatch(/NaN|undefined|Infinity|null/);
});

test('a loud night is undetermined until the background is known, and then says by how much', async () => {
  const loud = writtenFile(csv('2025-03-22T22:00:00', [...times(240, 48), ...times(240, 52)]));
  expect((await runAssess(loud)).text).toMatch(
    /UNDETERMINED: .*50\.4 dB, above the limit of 45 dB; how much of it is background is not known/,
  );
  expect((await runAssess(loud)).text).toContain('Undetermined: The total is above the limit');
  expect((await runAssess(loud, { background: '44' })).text).toMatch(
    /EXCEEDED: .*without the background of 44\.0 dB it is 49\.0 dB/,
  );
  expect((await runAssess(loud, { background: '49' })).text).toMatch(
    /UNDETERMINED: .*only 1\.4 dB above the background/,
  );
  expect((await runAssess(loud, { background: 'L90' })).complaint).toMatch(
    /the L90 of levels longer than 1 s is no background/,
  );
  const seconds = Array.from({ length: 3600 }, (_, second) => {
    const time = new Date(Date.parse('2025-03-22T22:00:00Z') + second * 1000).toISOString().slice(0, 19);
    return `${time},${second < 1800 ? 48 : 52}`;
  });
  const fine = writtenFile(['time,LAeq', ...seconds].join('\n'));
  expect((await runAssess(fine, { background: 'L90', rule: 'gb-12348' })).text).toContain('L90 48.0');
});

test('a hole lowers the valid share and raises the worst case, and is never a level', async () => {
  const { text } = await runAssess(
    writtenFile(csv('2025-03-22T22:00:00', [...times(360, 44), ...times(120, '')])),
  );
  expect(text).toContain('480: 360 levels, 120 blank');
  expect(text).toContain('25.0 % missing');
  expect(text).toContain('valid 75.0 %  worst case 49.9 if holes had 55');
  expect(text).toContain(
    'UNDETERMINED: minute from 22:00, compliant in the 75.0 % of the time that was measured',
  );
});

test('periods in which nothing was heard are there and say so', async () => {
  const gap = `${csv('2025-03-22T12:00:00', times(60, 50))}2025-03-24 12:00:00,50\n2025-03-24 12:01:00,50\n`;
  const { text } = await runAssess(writtenFile(gap));
  expect(text).toContain(
    '2025-03-23  Lden --\n  day     06:00-22:00  no data\n  night   22:00-06:00  no data',
  );
  expect(text).toMatch(/day {5}3: 0 compliant, 0 exceeded, 3 undetermined/);
});

test('from and to cut the file in local time', async () => {
  const file = writtenFile(csv('2025-03-22T12:00:00', times(1440, 50)));
  const { text } = await runAssess(file, {
    from: '2025-03-22 22:00',
    to: '2025-03-23 06:00',
    rule: 'gb-3096',
  });
  expect(text).not.toContain('day     06:00');
  expect(text).toContain(
    'EXCEEDED: the total counts, and is 50.0 dB, above the limit of 45 dB. [GB 3096-2008, table 1]',
  );
  const none = await runAssess(file, { from: '2026-01-01', to: '2026-01-02' });
  expect(none.text).toContain('night   22:00-06:00  no data');
});

test('LAFmax is judged where the file has it and the standard says so, and missed where not', async () => {
  const peaks = csv('2025-03-22T22:00:00', ['40,56', ...times(479, '40,50')], 'time,LAeq,LAFmax');
  const { text } = await runAssess(writtenFile(peaks), { rule: 'gb-12348' });
  expect(text).toContain('LAFmax 56.0');
  expect(text).toContain(
    'peak, if frequent: UNDETERMINED: LAFmax 56.0 dB is above 55 dB, and what caused it is not known. [GB 12348-2008 3.7, 4.1.2]',
  );
  expect(text).toContain('night   1: 0 compliant, 0 exceeded, 1 undetermined');
  expect((await runAssess(writtenFile(peaks))).text).toContain(
    'peak, if frequent: for comparison, undetermined',
  );
  expect((await runAssess(writtenFile(quiet), { rule: 'gb-12348' })).text).toContain(
    'the file has no LAFmax, so peaks are not assessed',
  );
});

test('indoors the limits and the minutes above them are 10 dB lower', async () => {
  const { text } = await runAssess(writtenFile(quiet), { indoors: true });
  expect(text).toContain('day 45 dB, night 35 dB');
  expect(text).toContain('minutes above 35 dB: 480 of 480');
});

test('nights when the clocks change have their own length', async () => {
  const rows = (start: string, count: number) => csv(start, times(count, 40)).split('\n').slice(1).join('\n');
  const leap = writtenFile(
    `time,LAeq\n${rows('2025-03-29T22:00:00', 240)}${rows('2025-03-30T03:00:00', 180)}`,
  );
  const spring = await runAssess(leap, { zone: 'Europe/Berlin', json: true });
  const { periods } = JSON.parse(spring.text) as { periods: readonly { lengthS: number; validS: number }[] };
  expect(periods[0]).toMatchObject({ lengthS: 25_200, validS: 25_200 });
  const winter = writtenFile(csv('2025-03-30T01:00:00', times(180, 40)));
  expect((await runAssess(winter, { zone: 'Europe/Berlin' })).text).toContain('needs a zone like Etc/GMT-1');
  const stamps = Array.from(
    { length: 540 },
    (_, minute) => Date.parse('2025-10-25T20:00:00Z') + minute * 60_000,
  );
  const local = stamps.map((ms) => {
    const offset = ms < Date.parse('2025-10-26T01:00:00Z') ? 2 : 1;
    return `${new Date(ms + offset * 3_600_000).toISOString().replace('T', ' ').slice(0, 19)},40`;
  });
  const autumn = await runAssess(writtenFile(['time,LAeq', ...local].join('\n')), { zone: 'Europe/Berlin' });
  expect(autumn.text).toContain('the clocks were set back');
  expect(autumn.text).toContain('0 doubled or out of order');
  expect(autumn.text).toContain('night   22:00-06:00  Ln 40.0');
  expect(autumn.text).toContain('minutes above 45 dB: 0 of 540');
});

test('the JSON has the same answer unrounded', async () => {
  const { text } = await runAssess(writtenFile(quiet), { json: true });
  const answer = JSON.parse(text) as {
    file: object;
    rules: object;
    periods: readonly { laeqDb: number; assessment: object }[];
  };
  expect(answer.file).toMatchObject({ stepS: 60, rows: 480, isMiddle: false });
  expect(answer.rules).toMatchObject({ id: 'gb-22337', class: '1', background: 'none' });
  expect(answer.periods[0]?.laeqDb).toBeCloseTo(40, 9);
  expect(answer.periods[0]?.assessment).toMatchObject({
    verdict: 'compliant',
    limitDb: 45,
    reason: { key: 'total-within' },
  });
});

/** Options that cannot be, what is said. */
const refused = [
  [{ rule: 'gb-9' }, /no rule set "gb-9".*known: .*gb-12348/, 64],
  [{ class: '9' }, /no class "9"; known classes: 0/, 64],
  [{ zone: 'Asia/Peking' }, /"Asia\/Peking" is no time zone/, 64],
  [{ step: '5' }, /--step 5: write auto, or a duration/, 64],
  [{ step: '2h' }, /each 7200 s: rows of 0\.01 s to 1 h/, 65],
  [{ dateOrder: 'ydm' }, /--date-order ydm: write dmy, mdy or ymd/, 64],
  [{ stamp: 'start' }, /--stamp start: write begin, end or middle/, 64],
  [{ stampZone: 'CET' }, /--stamp-zone CET: write UTC, or an offset/, 64],
  [{ where: ['Id'] }, /--where Id has no "="/, 65],
  [{ where: ['Id=7'] }, /no column "Id" for --where/, 65],
  [{ from: 'yesterday' }, /--from and --to are a date/, 64],
  [{ from: '2025-03-23', to: '2025-03-22' }, /--to must be later/, 64],
  [{ background: 'quiet' }, /write none, L90, or a level in dB/, 64],
  [{ rule: 'who-night', class: 'target', indoors: true }, /leave out --indoors/, 64],
  [{ level: 'LZeq' }, /no column "LZeq"/, 65],
  [{ levels: 'no/such.csv' }, /there is no such file/, 66],
] as const;

test.each(refused)('%o is refused with what to write', async (options, says, code) => {
  const result = await runAssess(writtenFile(quiet), options);
  expect(result.complaint).toMatch(says);
  expect([result.code, result.text]).toEqual([code, '']);
});

test('a file that runs backwards is read from its end, one without order is not assessed', async () => {
  const [header, ...rows] = quiet.trim().split('\n');
  const result = await runAssess(writtenFile([header, ...rows.toReversed()].join('\n')));
  expect(result.text).toContain('the file runs backwards and was read from its end');
  expect(result.text).toContain('night   22:00-06:00  Ln 40.0');
  const [first, second] = [rows.slice(0, 200), rows.slice(200)];
  const mixed = await runAssess(writtenFile([header, ...second, ...first, ...first, ...first].join('\n')));
  expect([mixed.code, mixed.complaint]).toEqual([
    65,
    expect.stringMatching(/Sort the file by time, oldest first/),
  ]);
});
