/** 1-wire sensors as files: in memory for virtual time, on disk for a gateway in another process. */

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rawOf } from '../../src/devices/instruments/measured.ts';
import { encodeOneWire } from '../../src/devices/instruments/one-wire.ts';
import { plain } from '../../src/model/message.ts';
import { failed, ok } from '../../src/model/result.ts';
import type { OneWirePlan, SensorPlan } from '../../src/plan/site-plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { SensorFiles } from '../../src/ports/field/sensor-files.ts';
import type { FaultSwitches } from '../faults/faults.ts';
import type { StationModel } from '../station/model.ts';

/** Time of a conversion at 12 bits (DS18B20 data sheet). */
const CONVERSION_MS = 750;

/**
 * Sensor files for virtual time. A sensor that the plan does not have, or whose fault is `silent`, is not
 * there.
 */
export function createSimulatedSensors(
  plan: OneWirePlan,
  model: StationModel,
  clock: Clock,
  faults: FaultSwitches,
): SensorFiles {
  const startMs = clock.nowMs();
  return {
    read(number, done) {
      const sensor = plan.sensors.find((one) => one.sensor === number);
      const struck = sensor === undefined ? [] : faults.strike(plan.id, sensor.id, clock.nowMs() - startMs);
      const isAbsent = sensor === undefined || struck.some(({ fault }) => fault.kind === 'silent');
      const late = struck.find(({ fault }) => fault.kind === 'late');
      const afterMs = CONVERSION_MS + (late === undefined ? 0 : (late.fault.delayMs ?? 1500));
      clock.at(clock.nowMs() + afterMs, () => {
        if (isAbsent)
          done(failed({ kind: 'link-down', detail: plain(`${plan.path}/${number} is not there`) }));
        else
          done(
            ok(
              struck.some(({ fault }) => fault.kind === 'garbled')
                ? garbled(sensor, model)
                : textOf(sensor, model),
            ),
          );
      });
    },
  };
}

/** Writes the present readings of the sensors below `folder`, each file whole. */
export function writeSensors(plan: OneWirePlan, model: StationModel, folder: string): void {
  for (const sensor of plan.sensors) {
    const sensorFolder = join(folder, sensor.sensor);
    mkdirSync(sensorFolder, { recursive: true });
    writeFileSync(join(sensorFolder, 'next'), textOf(sensor, model));
    renameSync(join(sensorFolder, 'next'), join(sensorFolder, 'w1_slave'));
  }
}

function textOf({ id, definition }: SensorPlan, model: StationModel): string {
  const [point] = definition.points;
  const value = point === undefined ? undefined : model.value(id, point.id);
  // A sensor that has not measured yet shows 85 C.
  return encodeOneWire(point === undefined || typeof value !== 'number' ? 85_000 : rawOf(point, value));
}

function garbled(sensor: SensorPlan, model: StationModel): string {
  return textOf(sensor, model).replace('YES', 'NO');
}
