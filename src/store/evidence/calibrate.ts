/**
 * What follows from an acoustic check (GB 12348-2008 and GB 22337-2008, 5.1.2): an offset from now on, and, where the
 * meter had drifted, no trust in its levels since the check before. Recorded minutes stay as they are; markings
 * say which of them do not count.
 */

import { GREATEST_DRIFT_DB } from '../../acoustics/levels/calibration.ts';
import { message } from '../../model/message.ts';
import type { Sql } from '../../ports/database.ts';
import type { Calibration, Marking } from '../../ports/history.ts';
import {
  inForce,
  insertCalibration,
  insertMarking,
  selectCalibrations,
  withId,
} from '../file/calibration-rows.ts';
import { seal, sealForeign } from '../seal/seal.ts';

/** What the technician read and who it was. Levels as the meter itself showed them. */
export type Check = Omit<Calibration, 'id' | 'driftDb' | 'offsetDb'>;

/** The check as recorded, with the drift since the one before. */
export interface CheckOutcome {
  readonly calibration: Calibration;
  /** The check before; null for the first of this meter. */
  readonly previous: Calibration | null;
  readonly hasDrifted: boolean;
}

/** Records the check, and the markings: of the time in which the calibrator sounded, and after a drift. */
export function recordCheck(sql: Sql, check: Check, tookMs: number): CheckOutcome {
  sealForeign(sql, check.wallMs);
  const previous = inForce(selectCalibrations(sql)).get(check.meter) ?? null;
  const driftDb = hundredths(check.beforeDb + (previous?.offsetDb ?? 0) - check.levelDb);
  const calibration = withId({ ...check, driftDb, offsetDb: hundredths(check.levelDb - check.afterDb) });
  const hasDrifted = Math.abs(driftDb) > GREATEST_DRIFT_DB;
  insertCalibration(sql, calibration);
  insertMarking(sql, toneMarking(calibration, tookMs));
  if (hasDrifted) insertMarking(sql, driftMarking(calibration, previous?.wallMs ?? 0));
  seal(sql, check.wallMs, 'command');
  return { calibration, previous, hasDrifted };
}

function toneMarking({ id, meter, wallMs }: Calibration, tookMs: number): Marking {
  const reason = message('calibrator-sounded');
  return { fromMs: wallMs - tookMs, toMs: wallMs, meter, quality: 'maintenance', reason, calibration: id };
}

function driftMarking({ id, meter, wallMs, driftDb }: Calibration, sinceMs: number): Marking {
  const reason = message('meter-drifted', { driftDb, mostDb: GREATEST_DRIFT_DB });
  return { fromMs: sinceMs, toMs: wallMs, meter, quality: 'sensor-fault', reason, calibration: id };
}

/** Levels are read to hundredths at most; keeps 93.8 + 0.2 from being 94.00000000000001. */
function hundredths(valueDb: number): number {
  return Math.round(100 * valueDb) / 100;
}
