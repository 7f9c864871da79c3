/** Files as loggers and people make them: every layout that is known, and every way to be broken. */

import { expect, test } from 'vitest';
import type { Layout, LayoutWishes } from '../../../src/assess/layout/layout.ts';
import { openLevels } from '../../../src/assess/layout/open-levels.ts';
import { type LevelsCount, readLevels } from '../../../src/assess/rows/read-levels.ts';
import { textSource } from '../../../src/assess/text/level-source.ts';
import { offsetsOf } from '../../../src/time/zoned-stamps.ts';
import { writtenFile } from '../cli/assess/written-file.ts';
import { said } from '../language/said.ts';

interface ReadFile {
  readonly layout: Layout;
  readonly count: LevelsCount;
  /** Time of day in UTC, level, peak. */
  readonly rows: readonly string[];
}

function read(content: string | Buffer, wishes: LayoutWishes = {}, zone = 'UTC'): ReadFile {
  const source = textSource(writtenFile(content));
  if (!source.ok) throw new Error(said(source.fault.text));
  const opened = openLevels(source.value, wishes);
  if (!opened.ok) throw new Error(said(opened.fault.text));
  const rows: string[] = [];
  const count = readLevels(source.value, opened.value, offsetsOf(zone), (startMs, _, levelDb, peakDb) => {
    const peak = Number.isNaN(peakDb) ? '' : ` ${peakDb}`;
    rows.push(`${new Date(startMs).toISOString().slice(11, 19)} ${levelDb}${peak}`);
  });
  if (!count.ok) throw new Error(said(count.fault));
  return { layout: opened.value.layout, count: count.value, rows };
}

const two = ['22:00:00 45.1', '22:00:01 46.2'];

/** Content, then what is read where it is not the usual two rows. */
const layouts: readonly (readonly [name: string, content: string | Buffer, rows?: readonly string[]])[] = [
  ['comma and blank', 'time,LAeq\n2025-03-22 22:00:00,45.1\n2025-03-22 22:00:01,46.2\n'],
  [
    'no last line feed, Windows line ends',
    'time,LAeq\r\n2025-03-22 22:00:00,45.1\r\n2025-03-22 22:00:01,46.2',
  ],
  ['a byte order mark', '\uFEFFtime,LAeq\n2025-03-22 22:00:00,45.1\n2025-03-22 22:00:01,46.2\n'],
  ['ISO without zone', 'time,LAeq\n2025-03-22T22:00:00,45.1\n2025-03-22T22:00:01,46.2\n'],
  ['ISO with Z', 'time,LAeq\n2025-03-22T22:00:00Z,45.1\n2025-03-22T22:00:01.000Z,46.2\n'],
  ['ISO with an offset', 'time,LAeq\n2025-03-23T06:00:00+08:00,45.1\n2025-03-23T06:00:01+0800,46.2\n'],
  ['semicolons and decimal commas', 'Zeit;LAeq\n22.03.2025 22:00:00;45,1\n22.03.2025 22:00:01;46,2\n'],
  ['tabs', 'time\tLAeq\n2025/03/22 22:00:00\t45.1\n2025/3/22 22:00:01\t46.2\n'],
  ['unix seconds', 'ts,LAeq\n1742680800,45.1\n1742680801,46.2\n'],
  ['unix milliseconds', 'ts,LAeq\n1742680800000,45.1\n1742680801000,46.2\n'],
  ['date and time in two columns', 'Date,Time,LAeq\n2025-03-22,22:00:00,45.1\n2025-03-22,22:00:01,46.2\n'],
  ['quotes', '"time","LAeq, dB"\n"2025-03-22 22:00:00","45.1"\n"2025-03-22 22:00:01","46.2"\n'],
  [
    'separators within quotes',
    'time,note,LAeq\n2025-03-22 22:00:00,"1,51,2",45.1\n2025-03-22 22:00:01,"1,51,2",46.2\n',
  ],
  ['a unit behind the level', 'time,LAeq\n2025-03-22 22:00:00,45.1 dB\n2025-03-22 22:00:01,46.2 dB(A)\n'],
  [
    'lines about the instrument first',
    'Meter;X1\nSerial;77\n\ntime;LAeq\n2025-03-22 22:00:00;45.1\n2025-03-22 22:00:01;46.2\n',
  ],
  [
    'other levels beside it, and LAFmax',
    'time,LCeq,L90,LAFmax,LAeq\n2025-03-22 22:00:00,60,40,51.5,45.1\n2025-03-22 22:00:01,60,40,,46.2\n',
    ['22:00:00 45.1 51.5', '22:00:01 46.2'],
  ],
  [
    'a time of day with its word',
    'Datum;Uhrzeit;LAeq\n22.03.2025;22:00:00 Uhr;45,1\n22.03.2025;22:00:01 Uhr;46,2\n',
  ],
  ['hours marked as such', 'Fecha;Hora;LAeq\n22-03-2025;22:00:00 h;45,1\n22-03-2025;22:00:01 hrs;46,2\n'],
  ['a column in Chinese', '时间,等效声级\n2025-03-22 22:00:00,45.1\n2025-03-22 22:00:01,46.2\n'],
];

test.each(layouts.map(([name, content, rows = two]) => ({ name, content, rows })))(
  '$name is understood without being told',
  ({ content, rows }) => {
    const { rows: found, count } = read(content);
    expect(found).toEqual(rows);
    expect(count).toMatchObject({ rows: 2, valid: 2, blank: 0, unreadable: 0, late: 0 });
  },
);

test('columns can be named or counted', () => {
  const text = 'a,b,when\n50,45.1,2025-03-22 22:00:00\n51,46.2,2025-03-22 22:00:01\n';
  expect(read(text, { level: 'B', time: ['when'] }).rows).toEqual(two);
  expect(read(text, { level: '2' }).rows).toEqual(two);
  const bare = '\uFEFF2025-03-22 22:00:00,45.1\n2025-03-22 22:00:01,46.2\n';
  expect(read(bare, { level: '2' }).rows).toEqual(two);
  expect(() => read(text)).toThrow(/no column is named as an A-weighted equivalent level/);
  expect(() => read(bare)).toThrow(/no column is named as an A-weighted equivalent level/);
});

test('stamps in the middle of the minute are recognised, and the minute begins before them', () => {
  const minute = read('time,LAeq\n2025-03-22 22:00:30,45\n2025-03-22 22:01:30,46\n2025-03-22 22:02:30,47\n');
  expect(minute.layout).toMatchObject({ isMiddle: true, stepS: 60 });
  expect(minute.rows).toEqual(['22:00:00 45', '22:01:00 46', '22:02:00 47']);
  expect(read('time,LAeq\n2025-03-22 22:00:00,45\n2025-03-22 22:01:00,46\n').layout.isMiddle).toBe(false);
  // Of two seconds an odd one says nothing.
  expect(read('time,LAeq\n2025-03-22 22:00:01,45\n2025-03-22 22:00:03,46\n').layout.isMiddle).toBe(false);
});

test.each([
  'Start Time,22:00:00',
  'End Time,23:00:00',
  'Stop,23/03/2025',
  'LAeq,44.1',
  'LCeq,"44,1 dB"',
  'Data,LCeq',
])('a statement above the head (%s) says nothing of the columns under it', (statement) => {
  const rows = '22-Mar-25,22:00:00,45.1\n22-Mar-25,22:00:01,46.2\n';
  const { layout, rows: found } = read(`Run,1\n${statement}\nDate,Time,LAeq dB\n${rows}`);
  expect(found).toEqual(two);
  expect(layout).toMatchObject({ names: ['Date', 'Time', 'LAeq dB'], stampBy: 'granted' });
});

test('blanks are missing, nonsense is listed with its line, doubled rows are left out', () => {
  const { count, rows } = read(
    [
      'time,LAeq',
      '2025-03-22 22:00:00,45.1',
      '2025-03-22 22:00:01,',
      '2025-03-22 22:00:02,NaN',
      '2025-03-22 22:00:03,fan on',
      '2025-03-22 22:00:04,-99.9',
      '2025-03-22 22:00:05,0.0',
      '2025-02-30 22:00:06,45',
      '2025-03-22 22:61:06,45',
      '2025-03-22 22:00:07',
      '',
      '2025-03-22 22:00:08,46.2',
      '2025-03-22 22:00:08,46.2',
      '2025-03-22 22:00:06,46.2',
      '2025-03-22 22:00:09,1.2.3',
      'garbage',
    ].join('\n'),
  );
  expect(rows).toEqual(['22:00:00 45.1', '22:00:01 NaN', '22:00:02 NaN', '22:00:08 46.2']);
  expect(count).toMatchObject({ rows: 14, valid: 2, blank: 2, late: 2, firstLateLine: 13, unreadable: 8 });
  expect(count.unreadableRows.map(({ line, why }) => `${line} ${said(why)}`)).toEqual([
    '5 "fan on" is no level',
    '6 -99.9 dB is no sound level',
    '7 0 dB is no sound level',
    '8 no time',
    '9 no time',
    '10 too few columns',
    '15 "1.2.3" is no level',
    '16 no time',
  ]);
});

test('only the first ten unreadable rows are kept, all are counted', () => {
  const good = '2025-03-22 22:00:00,45.1\n2025-03-22 22:00:01,46.2\n';
  const { count } = read(`time,LAeq\n${good}${'x,y\n'.repeat(500)}`);
  expect([count.unreadable, count.unreadableRows.length]).toEqual([500, 10]);
});

test('numbers read in place are those that the language reads', () => {
  const levels = ['47.36041774214498', '44.085907', '60', '99.999999999999999', '012.5', '45.10'];
  const text = levels.map((level, second) => `2025-03-22 22:00:0${second},${level}`).join('\n');
  expect(read(`time,LAeq\n${text}\n`).rows.map((row) => Number(row.slice(9)))).toEqual(levels.map(Number));
});

test('rows cut by the end of a piece are whole', () => {
  const rows = Array.from({ length: 60_000 }, (_, second) => {
    const time = new Date(Date.UTC(2025, 2, 22) + second * 1000).toISOString().replace('T', ' ').slice(0, 19);
    return `${time},${(40 + (second % 100) / 10).toFixed(1)}`;
  });
  const { count, rows: found } = read(`time,LAeq\n${rows.join('\n')}\n`);
  expect(count).toMatchObject({ rows: 60_000, valid: 60_000, unreadable: 0, late: 0 });
  expect(found.at(-1)).toBe('16:39:59 49.9');
});

test('the hour that comes twice is taken in order, and the span has no hole', () => {
  const local = ['01:59:00', '02:00:00', '02:59:00', '02:00:00', '02:59:00', '03:00:00'];
  const text = local.map((time) => `2025-10-26 ${time},45`).join('\n');
  const { rows, count } = read(`time,LAeq\n${text}\n2025-10-26 03:01:00,45\n`, {}, 'Europe/Berlin');
  expect(rows.map((row) => row.slice(0, 5))).toEqual([
    '23:59',
    '00:00',
    '00:59',
    '01:00',
    '01:59',
    '02:00',
    '02:01',
  ]);
  expect(count).toMatchObject({ late: 0, clock: { hasTwice: true, hasNever: false } });
  const once = read('time,LAeq\n2025-10-26 02:10:00,45\n2025-10-26 02:11:00,45\n', {}, 'Europe/Berlin');
  expect(once.rows[0]).toBe('00:10:00 45');
});

/** What stands in the file, why it cannot be read. */
const refused: readonly (readonly [name: string, content: string, why: RegExp, wishes?: LayoutWishes])[] = [
  ['nothing', '', /is empty/],
  ['blank lines', '\n\n  \n', /is empty/],
  ['a header alone', 'time,LAeq\n', /no line of it has a time and a level/],
  ['prose', 'Dear neighbour,\nit was loud.\n', /no line of it has a time and a level/],
  ['one row', 'time,LAeq\n2025-03-22 22:00:00,45\n', /fewer than two rows/],
  [
    'two hours between rows',
    'time,LAeq\n2025-03-22 22:00:00,45\n2025-03-23 00:00:00,45\n',
    /each 7200 s: rows of 0\.01 s to 1 h/,
  ],
  ...['22/3/2568', '22/3/68', '22.03.2568', '2568-03-22'].map(
    (date) =>
      [
        `a year of another calendar in ${date}`,
        `date,time,LAeq\n${date},22:00:00,45\n${date},22:00:01,46\n`,
        /is of the year 2[50]68, .* 543 more/,
      ] as const,
  ),
  [
    'times without level',
    'time,note\n2025-03-22 22:00:00,a\n2025-03-22 22:00:01,b\n',
    /no column is named.*"note" .*note/s,
  ],
  [
    'no such column',
    'time,LAeq\n2025-03-22 22:00:00,45\n2025-03-22 22:00:01,46\n',
    /no column "LZeq"/,
    { level: 'LZeq' },
  ],
  [
    'a column without times',
    'time,LAeq\n2025-03-22 22:00:00,45\n2025-03-22 22:00:01,46\n',
    /no time stands in column LAeq/,
    { time: ['LAeq'] },
  ],
  [
    'words under the name of the level',
    'time,LAeq,b\n2025-03-22 22:00:00,on,1\n2025-03-22 22:00:01,off,2\n',
    /column "LAeq" holds no sound levels/,
  ],
];

test.each(refused.map(([name, content, why, wishes = {}]) => ({ name, content, why, wishes })))(
  'a file with $name is refused in words',
  ({ content, why, wishes }) => {
    const source = textSource(writtenFile(content));
    const opened = source.ok ? openLevels(source.value, wishes) : source;
    expect(opened.ok).toBe(false);
    if (!opened.ok) {
      expect(said(opened.fault.text)).toMatch(why);
      expect(opened.fault.exitCode).toBe(65);
    }
  },
);

test('a file that is not there, and a folder, have exit code 66', () => {
  for (const path of ['no/such.csv', '.']) {
    const opened = textSource(path);
    expect(opened.ok ? 0 : opened.fault.exitCode).toBe(66);
  }
});

test('steps that change, holes and parts of a second each have their own duration', () => {
  const lines = (start: string, count: number, stepMs: number) =>
    Array.from({ length: count }, (_, index) => {
      const time = new Date(Date.parse(start) + index * stepMs).toISOString();
      return `${time.slice(0, 10)} ${time.slice(11, 23)},45`;
    });
  const mixed = [...lines('2025-03-22T22:00:00Z', 10, 60_000), ...lines('2025-03-22T22:10:00Z', 60, 1000)];
  const { count } = read(['time,LAeq', ...mixed].join('\n'));
  expect([count.validS, count.shortestS, count.longestS]).toEqual([660, 1, 60]);
  const hole = [...lines('2025-03-22T22:00:00Z', 60, 1000), ...lines('2025-03-22T23:00:00Z', 60, 1000)];
  expect(read(['time,LAeq', ...hole].join('\n')).count.validS).toBe(120);
  const fine = read(['time,LAeq', ...lines('2025-03-22T22:00:00Z', 16, 125)].join('\n'));
  expect([fine.count.validS, fine.layout.stepS]).toEqual([2, 0.125]);
});
