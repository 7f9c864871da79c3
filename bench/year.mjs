// A history of more than a year: how long its report takes, and how long it takes to prove it. The records are made up, and
// written and sealed by the code of the gateway: minutes of all meters, a decision and a seal each ten minutes, a signed
// head each hour. Each command is a process of its own, start included.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deviceKeyBeside } from '../dist/src/adapters/device-key.js';
import { createSqliteFiles } from '../dist/src/adapters/sqlite.js';
import { createStringTable } from '../dist/src/store/codec/string-table.js';
import { migrate } from '../dist/src/store/file/schema.js';
import { writeBatch, writeConfig } from '../dist/src/store/file/write-batch.js';
import { growingTree } from '../dist/src/store/seal/merkle.js';
import { seal, sealForeign } from '../dist/src/store/seal/seal.js';
import { signHead } from '../dist/src/store/seal/tree-head.js';
import { root, shippedPlan } from './shipped.mjs';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The minutes of one transaction, as the gateway writes them. */
const TOGETHER = 10;
const METERS = 4;
/** Midnight at the site. */
const fromMs = Date.UTC(2025, 11, 31, 16);

export function measure({ smoke }) {
  const days = smoke ? 8 : 400;
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-year-'));
  try {
    const path = join(folder, 'history.db');
    writeHistory(path, days);
    const fileMb = statSync(path).size / 1e6;
    const conditions = `${days} days of ${METERS} meters, ${fileMb.toFixed(0)} MB, start included`;
    const page = join(folder, 'year.html');
    const row = (name, atMost, ...args) => ({
      ...{ name, value: secondsOf([...args, '--history', path]), unit: 's', conditions },
      ...(smoke ? {} : { atMost }),
    });
    return [
      row('report of a year', 10, 'report', '--year', '2026', '--out', page),
      row('report of a night', 5, 'report', '--night', '2026-01-05', '--out', page),
      row('verify all of it', 30, 'verify'),
      row('verify from the last signed head', 1, 'verify', '--since-head'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeHistory(path, days) {
  const plan = shippedPlan();
  const opened = createSqliteFiles({ sync: 'off' }).open(path, 'write');
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  const db = opened.value;
  const write = (work) => {
    const done = db.attempt('write', work);
    if (!done.ok) throw new Error(JSON.stringify(done.fault));
  };
  if (!migrate(db).ok) throw new Error('no history could be made');
  const key = deviceKeyBeside(path);
  const tree = growingTree();
  const strings = createStringTable();
  const levels = levelsOf(plan);
  const output = plan.control.outputs[0].id;
  write((sql) => {
    sealForeign(sql, fromMs);
    writeConfig(sql, plan.hash, JSON.stringify(plan), fromMs);
    seal(sql, fromMs, 'gateway');
  });
  for (let atMs = fromMs; atMs < fromMs + days * DAY_MS; atMs += TOGETHER * MINUTE_MS) {
    write((sql) => {
      const minutes = [];
      for (let minute = 0; minute < TOGETHER; minute += 1)
        for (const level of levels) minutes.push(minuteAt(atMs + minute * MINUTE_MS, level, plan.hash));
      writeBatch(sql, batchOf(atMs, plan.hash, minutes, [decisionAt(atMs, output)]), [], strings);
      seal(sql, atMs + TOGETHER * MINUTE_MS, 'gateway');
      if (atMs % HOUR_MS === 0) signHead(sql, key, atMs + TOGETHER * MINUTE_MS, true, tree);
    });
  }
  db.close();
}

/** As many as asked for: those of the site, then more of its receptors' kind. */
function levelsOf({ control }) {
  const own = [...control.receptors, ...control.otherLevels].map(({ id, level }) => ({
    level: id,
    meter: level.split('.')[0],
  }));
  return Array.from(
    { length: METERS },
    (_, at) => own[at] ?? { level: `more-${at}`, meter: `slm-more-${at}` },
  );
}

/** Traffic by day, quiet by night, a little different each minute. */
function minuteAt(startWallMs, { level, meter }, config) {
  const hour = (startWallMs / HOUR_MS + 8) % 24;
  const levelDb =
    (hour >= 22 || hour < 6 ? 41 : 52) + 3 * Math.sin(startWallMs / 7.3e6) + ((startWallMs / MINUTE_MS) % 3);
  const first = Math.floor(levelDb * 10) - 20;
  return {
    ...{ level, meter, startWallMs, utcOffsetMin: 480, energyS: 60 * 10 ** (levelDb / 10) },
    ...{ validS: 60, spanS: 60, count: 60, lafmaxDb: levelDb + 8, equipmentDb: levelDb - 6 },
    histogram: { firstClass: first, counts: [4, 9, 12, 15, 11, 6, 3] },
    equipment: { expandedDb: 2.1, isLearned: true, gate: 'trusted', change: 'none' },
    ...{ weatherS: 0, clockSynced: true, clockSource: 'assumed', clockStepped: false },
    ...{ config, calibration: null },
  };
}

/** Nothing but minutes and decisions. */
function batchOf(wallMs, config, minutes, decisions) {
  const none = { seconds: 0, minutes: 0, events: 0, decisions: 0, attribution: 0, noiseEvents: 0, acks: 0 };
  return {
    ...{ id: wallMs / MINUTE_MS, wallMs, isSynced: true, block: null, sound: [], minutes, decisions },
    ...{ events: [], gaps: [], attribution: [], noiseEvents: [], acks: [] },
    ...{ cursors: null, tracks: null, snapshot: null, epoch: 1, config, seqsBefore: none, parts: [] },
  };
}

function decisionAt(wallMs, output) {
  const reason = { key: 'no-request', values: {} };
  return { wallMs, output, value: 20 + ((wallMs / MINUTE_MS) % 60), by: 'rest', reason, overruled: [] };
}

function secondsOf(args) {
  const began = performance.now();
  const program = join(root, 'bin', 'quietpost.mjs');
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`quietpost ${args[0]}: ${stderr}`);
  return (performance.now() - began) / 1000;
}
