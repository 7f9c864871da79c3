/** Every export of instruments, portals and people as it is: taken for what it is, or refused with what to type. */

import { expect, test } from 'vitest';
import { runAssess, writtenFile } from '../cli/assess/written-file.ts';
import { samples } from './export-samples.ts';

interface Answer {
  readonly periods: readonly {
    readonly id: string;
    readonly kind: string;
    readonly laeqDb: number | null;
    readonly validS: number;
  }[];
}

test.each(samples.filter(({ nightDb }) => nightDb !== undefined))(
  '$name: read',
  async ({ content, options = {}, nightDb = 0, validS, says = [] }) => {
    const path = writtenFile(content);
    const asked = { zone: 'Asia/Shanghai', ...options };
    const { code, text, complaint } = await runAssess(path, asked);
    expect(code, complaint).toBe(0);
    for (const said of says) expect(text).toMatch(said);
    const { periods } = JSON.parse((await runAssess(path, { ...asked, json: true })).text) as Answer;
    const night = periods.find(({ id, kind }) => kind === 'night' && id === '2025-03-22');
    if (!Number.isNaN(nightDb)) expect(night?.laeqDb).toBeCloseTo(nightDb, 6);
    if (validS !== undefined) expect(night?.validS).toBeCloseTo(validS, 6);
  },
);

test.each(samples.filter(({ nightDb }) => nightDb === undefined))(
  '$name: refused, in words',
  async ({ content, options = {}, says = [] }) => {
    const { code, text, complaint } = await runAssess(writtenFile(content), {
      zone: 'Asia/Shanghai',
      ...options,
    });
    expect([code, text]).toEqual([65, '']);
    for (const said of says) expect(complaint.replace(/^quietpost: /, '')).toMatch(said);
    expect(complaint).not.toMatch(/NaN|undefined|\[object|at .*\.ts:/);
  },
);
