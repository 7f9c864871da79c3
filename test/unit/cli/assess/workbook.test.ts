/** Workbooks as people send them: the sheet with levels is found, times are what the cells show. */

import { expect, test } from 'vitest';
import { type Cell, madeWorkbook } from '../../assess/made-workbook.ts';
import { runAssess, writtenFile } from './written-file.ts';

const zone = 'Asia/Shanghai';

function minute(index: number): Date {
  return new Date(Date.UTC(2025, 2, 22, 22, index));
}

const levels: readonly (readonly Cell[])[] = [
  ['Date & time', 'LZeq', 'LAFmax', 'LAeq'],
  ['', 'dB', 'dB', 'dB'],
  ...Array.from({ length: 480 }, (_, index): Cell[] => [minute(index), 58.1, 49, 40]),
];

test('the sheet with levels is read, its times to the second', async () => {
  const path = writtenFile(
    madeWorkbook({ Summary: [['Meter', 'X1']], 'Time History': levels }),
    'night.xlsx',
  );
  const { code, text, complaint } = await runAssess(path, { zone });
  expect(code, complaint).toBe(0);
  expect(text).toContain('sheet "Time History"');
  expect(text).toContain('plain table; workbook');
  expect(text).toContain('level      "LAeq", named as LAeq, in dB; LAFmax "LAFmax"');
  expect(text).toContain(
    '2025-03-22 22:00:00 to 2025-03-23 06:00:00 Asia/Shanghai, step 60 s, 0.0 % missing',
  );
  expect(text).toContain('night   22:00-06:00  Ln 40.0');
});

test('a date and a time of day in cells of their own are one time', async () => {
  const rows = levels
    .slice(2)
    .map((cells, index): Cell[] => [
      new Date(Date.UTC(2025, 2, index < 120 ? 22 : 23)),
      new Date(Date.UTC(1899, 11, 30) + ((1320 + index) % 1440) * 60_000),
      cells[3] ?? '',
    ]);
  const path = writtenFile(madeWorkbook({ Data: [['日期', '时间', '等效声级'], ...rows] }), 'night.xlsx');
  const { code, text, complaint } = await runAssess(path, { zone });
  expect(code, complaint).toBe(0);
  expect(text).toContain('time       "日期" and "时间"');
  expect(text).toContain('night   22:00-06:00  Ln 40.0');
});

test('of several sheets with levels one has to be chosen', async () => {
  const path = writtenFile(madeWorkbook({ North: levels, South: levels }), 'night.xlsx');
  const { code, complaint } = await runAssess(path, { zone });
  expect([code, complaint]).toEqual([
    65,
    expect.stringMatching(/several sheets have levels \("North", "South"\): choose one with --sheet/),
  ]);
  expect((await runAssess(path, { zone, sheet: 'South' })).text).toContain('sheet "South"');
  expect((await runAssess(path, { zone, sheet: 'West' })).complaint).toContain('there is no sheet "West"');
});

test('what is no workbook, or one of the old form, is refused in words', async () => {
  const broken = await runAssess(writtenFile(Buffer.from('PK\u0003\u0004nothing of the kind'), 'a.xlsx'), {
    zone,
  });
  expect([broken.code, broken.complaint]).toEqual([
    65,
    expect.stringMatching(/no workbook that can be read/),
  ]);
  const old = await runAssess(writtenFile(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'a.xls'), { zone });
  expect([old.code, old.complaint]).toEqual([65, expect.stringMatching(/old form \(\.xls\)/)]);
  const bare = await runAssess(
    writtenFile(
      madeWorkbook({
        Data: [
          ['time', 'Temp'],
          [minute(0), 21],
          [minute(1), 22],
        ],
      }),
      'a.xlsx',
    ),
    { zone },
  );
  expect([bare.code, bare.complaint]).toEqual([
    65,
    expect.stringMatching(/no column is named.*temperature/s),
  ]);
});
