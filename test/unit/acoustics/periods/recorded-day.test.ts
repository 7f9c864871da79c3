/** A recorded day of LAeq,1s (Saturday 22 March 2025) through a track, against sums made here from the file. */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { emptyTrack, trackSample } from '../../../../src/acoustics/periods/level-track.ts';
import type { ClosedPeriod } from '../../../../src/acoustics/periods/open-period.ts';

const file = resolve(import.meta.dirname, '../../../../shared/data/noise_laeq_1s_24h.csv');
const night = { startMin: 22 * 60, endMin: 6 * 60 };

test.skipIf(!existsSync(file))(
  'night and day of a recorded day keep their level and percentiles (needs ../shared/data)',
  () => {
    const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
    const samples = rows.map((row) => {
      const [time = '', level = ''] = row.split(',');
      return { time, wallMs: Date.parse(`${time.replace(' ', 'T')}+08:00`), levelDb: Number(level) };
    });
    let track = emptyTrack();
    const closed: ClosedPeriod[] = [];
    const more = { time: '', wallMs: (samples[0]?.wallMs ?? 0) + 30 * 3_600_000, levelDb: 40 };
    for (const { wallMs, levelDb } of [...samples, more]) {
      const step = trackSample(track, {
        wallMs,
        levelDb,
        peakDb: null,
        seconds: 1,
        utcOffsetMin: 480,
        night,
      });
      track = step.track;
      closed.push(...step.closed);
    }
    const periods = closed.filter(({ kind }) => kind === 'night' || kind === 'day');
    expect(periods.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'night 2025-03-21',
      'day 2025-03-22',
      'night 2025-03-22',
    ]);
    const dayTimes = (time: string) => time.slice(11) >= '06:00:00' && time.slice(11) < '22:00:00';
    const groups = [
      samples.filter(({ time }) => time < '2025-03-22 06:00:00'),
      samples.filter(({ time }) => dayTimes(time)),
      samples.filter(({ time }) => time >= '2025-03-22 22:00:00'),
    ];
    for (const [index, group] of groups.entries()) {
      const sorted = group.map(({ levelDb }) => levelDb).sort((a, b) => a - b);
      const energy = sorted.reduce((sum, levelDb) => sum + Math.exp((levelDb * Math.LN10) / 10), 0);
      const period = periods[index];
      expect(period?.validS).toBe(sorted.length);
      expect(Math.abs((period?.laeqDb ?? 0) - 10 * Math.log10(energy / sorted.length))).toBeLessThan(0.001);
      for (const [exceededDb, share] of [
        [period?.l10Db, 0.9],
        [period?.l50Db, 0.5],
        [period?.l90Db, 0.1],
      ] as const) {
        const byHand = sorted[Math.round((sorted.length - 1) * share)] ?? 0;
        expect(Math.abs((exceededDb ?? 0) - byHand)).toBeLessThanOrEqual(0.05);
      }
    }
  },
);
