import { expect, test } from 'vitest';
import { inEnglish } from '../../../../src/language/say.ts';
import { createStringTable } from '../../../../src/store/codec/string-table.ts';
import { type Check, recordCheck } from '../../../../src/store/evidence/calibrate.ts';
import { verifyChain } from '../../../../src/store/evidence/verify-chain.ts';
import { verifyReferences } from '../../../../src/store/evidence/verify-references.ts';
import { inForce, selectCalibrations, selectMarkings } from '../../../../src/store/file/calibration-rows.ts';
import { appendMinutes } from '../../../../src/store/file/minute-rows.ts';
import { prune } from '../../../../src/store/file/prune.ts';
import { readerOf } from '../../../../src/store/file/reader.ts';
import { said } from '../../language/said.ts';
import { chainOf, eveningMs, minute, must, newDatabase, newHistory, testFiles, write } from '../fixture.ts';

const HOUR_MS = 3_600_000;
const TOOK_MS = 300_000;

function check(changes: Partial<Check> = {}): Check {
  return {
    wallMs: eveningMs + HOUR_MS,
    meter: 'slm-north',
    levelDb: 94,
    beforeDb: 93.8,
    afterDb: 94,
    by: 'Li Wei',
    meterSerial: 'S-17',
    calibratorSerial: 'C-4',
    note: null,
    ...changes,
  };
}

test('a meter that was adjusted needs no offset, one that was not gets what it lacks', () => {
  const db = newDatabase();
  const outcome = (own: Partial<Check>) =>
    write(db, (sql) => recordCheck(sql, check(own), TOOK_MS)).calibration;
  expect(outcome({})).toMatchObject({ driftDb: -0.2, offsetDb: 0 });
  expect(outcome({ wallMs: eveningMs + 2 * HOUR_MS, afterDb: 93.8 })).toMatchObject({ offsetDb: 0.2 });
});

test('drift counts with the offset then in force', () => {
  const db = newDatabase();
  write(db, (sql) => recordCheck(sql, check({ beforeDb: 93.7, afterDb: 93.7 }), TOOK_MS));
  const later = check({ wallMs: eveningMs + 9 * HOUR_MS, beforeDb: 93.6, afterDb: 93.6 });
  // The meter shows 93.6, we say 93.9: it drifted by 0.1 since the last check.
  const { calibration, hasDrifted } = write(db, (sql) => recordCheck(sql, later, TOOK_MS));
  expect(calibration).toMatchObject({ driftDb: -0.1, offsetDb: 0.4 });
  expect(hasDrifted).toBe(false);
});

test('more than 0.5 dB marks all minutes of this meter back to the check before, and changes none', async () => {
  const db = chainOf(240);
  const atMin = (min: number) => eveningMs + min * 60_000;
  write(db, (sql) => recordCheck(sql, check({ wallMs: atMin(30) }), TOOK_MS));
  const drifted = check({ wallMs: atMin(90), beforeDb: 94.6 });
  expect(write(db, (sql) => recordCheck(sql, drifted, TOOK_MS)).hasDrifted).toBe(true);
  const span = { fromMs: eveningMs, toMs: atMin(120) };
  const minutes = must(await readerOf(db).minutes(span));
  const qualityAt = (level: string, min: number) =>
    minutes.find((one) => one.level === level && one.startWallMs === atMin(min))?.quality;
  expect([20, 27, 40, 80, 87, 100].map((min) => qualityAt('north', min))).toEqual([
    ...['good', 'maintenance', 'sensor-fault', 'sensor-fault', 'maintenance', 'good'],
  ]);
  expect(minutes.filter(({ level }) => level === 'rest').every(({ quality }) => quality === 'good')).toBe(
    true,
  );
  expect(must(db.attempt('read', verifyChain)).findings).toEqual([]);
  expect(must(await readerOf(db).markings(span))).toHaveLength(3);
});

test('exactly 0.5 dB is still good', () => {
  const { hasDrifted } = write(newDatabase(), (sql) => recordCheck(sql, check({ beforeDb: 93.5 }), TOOK_MS));
  expect(hasDrifted).toBe(false);
});

test('a check that was changed or taken out is found, and so is a marking', () => {
  const tampered = (statement: string): readonly string[] => {
    const db = chainOf(4);
    write(db, (sql) => {
      const { calibration } = recordCheck(sql, check({ beforeDb: 95 }), TOOK_MS);
      appendMinutes(sql, [minute(4, { calibration: calibration.id })], createStringTable());
      sql.exec(statement);
    });
    return must(db.attempt('read', verifyReferences)).map(said);
  };
  expect(tampered('')).toEqual([]);
  expect(tampered('UPDATE calibrations SET drift_db = 0.1')).toEqual([
    expect.stringContaining('changed: calibration'),
  ]);
  expect(tampered('DELETE FROM calibrations; DELETE FROM markings')).toEqual([
    expect.stringContaining('missing: calibration'),
  ]);
  expect(tampered('DELETE FROM markings')).toEqual([
    expect.stringContaining('missing: the marking of slm-north'),
  ]);
  expect(tampered('DELETE FROM configs')).toEqual([
    expect.stringContaining('missing: configuration abcdef012345'),
  ]);
});

test('a running history takes over a check that another process recorded, and tells it', () => {
  const { history, second, path } = newHistory();
  for (let count = 0; count < 15; count += 1) second();
  expect(history.calibrationOf('slm-north')).toBeNull();
  const other = must(testFiles().open(path, 'write'));
  write(other, (sql) => recordCheck(sql, check({ afterDb: 93.8 }), TOOK_MS));
  other.close();
  for (let count = 0; count < 11; count += 1) second();
  expect(history.calibrationOf('slm-north')).toMatchObject({ offsetDb: 0.2, by: 'Li Wei' });
  expect(history.takeEvents().map(({ message }) => inEnglish(message))).toEqual([
    'slm-north was checked by Li Wei: drift -0.2 dB; +0.2 dB is added to its levels from now on.',
  ]);
});

test('checks and markings are never pruned', () => {
  const db = newDatabase();
  write(db, (sql) => recordCheck(sql, check({ beforeDb: 95 }), TOOK_MS));
  const retention = { secondsMs: 1, minutesMs: 1, fileBytesMax: 1 };
  write(db, (sql) => prune(sql, eveningMs * 2, retention));
  const left = must(
    db.attempt('read', (sql) => [inForce(selectCalibrations(sql)).size, selectMarkings(sql, 0, 8e15).length]),
  );
  expect(left).toEqual([1, 2]);
});
