/** Histories in a folder of their own, minutes and images to fill them with. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createVirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import { createSqliteFiles, type SqliteOptions } from '../../../src/adapters/sqlite.ts';
import type { ProcessImage } from '../../../src/model/image.ts';
import { good, type Reading } from '../../../src/model/reading.ts';
import type { Result } from '../../../src/model/result.ts';
import type { Database, DatabaseFiles, Sql } from '../../../src/ports/database.ts';
import type { Minute } from '../../../src/ports/history.ts';
import type { History, HistoryCycle } from '../../../src/ports/history-writer.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import { createStringTable } from '../../../src/store/codec/string-table.ts';
import { appendMinutes } from '../../../src/store/file/minute-rows.ts';
import { migrate } from '../../../src/store/file/schema.ts';
import { createHistory, type HistoryOptions } from '../../../src/store/writer/history.ts';
import { localThread } from '../../../src/store/writer/local-thread.ts';

/** 2026-07-15 22:00 in Shanghai. */
export const eveningMs = Date.UTC(2026, 6, 15, 14);

/** Of a batch: what is sent to the back office. */
export const noLog = { attribution: [], noiseEvents: [], acks: [], cursors: null, isSynced: true };

/** A path in a folder that is gone after the test. */
export function newPath(name = 'history.db'): string {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-history-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** Sync is off: what these tests end are processes, not supplies. */
export function testFiles(options: SqliteOptions = {}): DatabaseFiles {
  return createSqliteFiles({ sync: 'off', ...options });
}

export function newDatabase(path = newPath()): Database {
  const db = must(testFiles().open(path, 'write'));
  must(migrate(db));
  onTestFinished(() => db.close());
  return db;
}

/** The value, or the fault as a failure of the test. */
export function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

export function write<T>(db: Database, work: (sql: Sql) => T): T {
  return must(db.attempt('write', work));
}

/** The minute `index` of the night at one of two levels, in turn. */
export function minute(index: number, changes: Partial<Minute> = {}): Minute {
  const energyS = 1e6 * (index + 1) + 0.1;
  return {
    level: index % 2 === 0 ? 'north' : 'rest',
    meter: index % 2 === 0 ? 'slm-north' : 'slm-rest',
    startWallMs: eveningMs + Math.floor(index / 2) * 60_000,
    utcOffsetMin: 480,
    energyS,
    validS: 60,
    spanS: 60,
    count: 60,
    lafmaxDb: 51.25,
    histogram: { firstClass: 421, counts: [10, 0, 50] },
    equipmentDb: index % 2 === 0 ? 38.5 : null,
    ...(index % 2 === 0
      ? { equipment: { expandedDb: 2.4, isLearned: true, gate: 'trusted', change: 'none' } as const }
      : {}),
    weatherS: 0,
    clockSynced: true,
    clockSource: 'assumed',
    clockStepped: false,
    config: 'abcdef012345',
    calibration: null,
    ...changes,
  };
}

/** A database with a chain of `count` minutes. */
export function chainOf(count: number): Database {
  const db = newDatabase();
  const minutes = Array.from({ length: count }, (_, index) => minute(index));
  write(db, (sql) => {
    sql.run("INSERT INTO configs (hash, plan) VALUES ('abcdef012345', x'00')");
    appendMinutes(sql, minutes, createStringTable());
  });
  return db;
}

export interface TestHistory {
  readonly history: History & Journal;
  readonly clock: ReturnType<typeof createVirtualClock>;
  readonly path: string;
  /** Appends the next second; `changes` to the cycle, `readings` by channel. */
  second(changes?: Partial<HistoryCycle>, readings?: Readonly<Record<string, Reading>>): void;
}

export const channels = [
  { id: 'slm-north.sound.laeq', resolution: 100, validMs: 5000 },
  { id: 'gun-a-01.power.active', resolution: 1, validMs: 6000 },
];

/** A history on a virtual clock, in this thread. */
export function newHistory(
  options: Partial<HistoryOptions> = {},
  path = newPath(),
  planText = '{"site":"test"}',
): TestHistory {
  const clock = createVirtualClock({ startWallMs: eveningMs });
  const history = createHistory({
    start: localThread(testFiles()),
    clock,
    session: {
      path,
      config: 'abcdef012345',
      planText,
      retention: { secondsMs: 1e9, minutesMs: 1e11, fileBytesMax: 1e9 },
    },
    channels,
    gradual: new Set(['fan']),
    ...options,
  });
  let cycle = 0;
  return {
    history,
    clock,
    path,
    second(changes = {}, readings = {}) {
      cycle += 1;
      clock.runUntil(clock.nowMs() + 1000);
      const image = imageAt(cycle, clock.nowMs(), clock.wallMs(), readings);
      history.append({ image, decisions: [], events: [], minutes: [], ...changes });
    },
  };
}

export function imageAt(
  cycle: number,
  nowMs: number,
  wallMs: number,
  readings: Readonly<Record<string, Reading>> = {},
): ProcessImage {
  const laeq = readings['slm-north.sound.laeq'] ?? good(45 + (cycle % 7) / 10, nowMs - 200);
  return {
    cycle,
    nowMs,
    wallMs,
    utcOffsetMin: 480,
    clockSynced: true,
    channels: { 'slm-north.sound.laeq': laeq, 'gun-a-01.power.active': good(120_000, nowMs), ...readings },
    samples: [
      {
        channel: 'slm-north.sound.laeq',
        value: laeq.value,
        peakDb: 50,
        seconds: 1,
        takenMs: nowMs - 200,
        quality: 'good',
      },
    ],
    requests: [],
  };
}
