/** Which meters measured the night, and the acoustic checks that enclose it (GB 12348-2008 and GB 22337-2008, 5.1.2). */

import { calibrationDrift } from '../../acoustics/levels/calibration.ts';
import { deviceOf } from '../../model/reading.ts';
import { levelsOf } from '../../plan/control-plan.ts';
import { readersOf, type SitePlan } from '../../plan/site-plan.ts';
import type { Calibration } from '../../ports/history.ts';
import type { CalibrationCheck, Instrument } from './shape/report-data.ts';

/** The meters of the site, receptors first. */
export function instrumentsOf(plan: SitePlan, calibrations: readonly Calibration[]): Instrument[] {
  return levelsOf(plan.control).map(({ id, level }) => {
    const meter = deviceOf(level);
    const device = readersOf(plan).find(({ id: reader }) => reader === meter);
    const latest = calibrations.findLast((check) => check.meter === meter && check.meterSerial !== null);
    return {
      id: meter,
      title: device?.definition.title ?? meter,
      level: id,
      serial: latest?.meterSerial ?? null,
    };
  });
}

/** Of each meter the last check before the night, those in it, and the first after it. */
export function calibrationsAround(
  calibrations: readonly Calibration[],
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  meters: readonly string[],
): CalibrationCheck[] {
  return meters.flatMap((meter) => {
    const checks = calibrations.filter((calibration) => calibration.meter === meter);
    const before = checks.findLast(({ wallMs }) => wallMs < startMs);
    const after = checks.find(({ wallMs }) => wallMs >= endMs);
    const during = checks.filter(({ wallMs }) => wallMs >= startMs && wallMs < endMs);
    return [before, ...during, after].flatMap((calibration) =>
      calibration === undefined ? [] : [checkOf(calibration)],
    );
  });
}

function checkOf(calibration: Calibration): CalibrationCheck {
  const { wallMs, meter, levelDb, beforeDb, afterDb, driftDb, calibratorSerial } = calibration;
  const { valid } = calibrationDrift(levelDb, levelDb + driftDb);
  return { atMs: wallMs, meter, levelDb, beforeDb, afterDb, driftDb, calibratorSerial, isValid: valid };
}
