/**
 * The one reader of the 1-wire sensors of this computer. One read at a time; a read that hangs holds a thread of the
 * process, so no other is begun until it has returned, and what it brings then is too late.
 */

import { decodeOneWire } from '../../devices/instruments/one-wire.ts';
import type { Fault } from '../../model/fault.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { OneWirePlan, SensorPlan } from '../../plan/site-plan.ts';
import type { SensorFiles } from '../../ports/sensor-files.ts';
import type { Bus } from '../bus/bus.ts';
import { createUnitCounters, type UnitCounters } from '../bus/device-counters.ts';
import { createHealth, type Health, recordAnswer, recordFailure } from '../bus/device-health.ts';
import { createWakeTimer } from '../link/wake-timer.ts';
import { createWireCounters } from '../modbus/wire-counters.ts';
import { type PortDeps, portCountersOf, refuseWrite } from './port-counters.ts';

interface Sensor {
  readonly plan: SensorPlan;
  readonly health: Health;
  readonly counters: UnitCounters;
  dueMs: number;
}

interface Read {
  readonly sensor: Sensor;
  readonly sentMs: number;
  /** Its slot has passed with a timeout; it is still waited for, but not used. */
  isLate: boolean;
}

export function createOneWirePort(plan: OneWirePlan, files: SensorFiles, deps: PortDeps): Bus {
  const { clock, jitter, onReading, onState } = deps;
  const sensors: readonly Sensor[] = plan.sensors.map((sensor) => ({
    plan: sensor,
    health: createHealth(),
    counters: createUnitCounters(),
    dueMs: 0,
  }));
  const wire = createWireCounters();
  const alarm = createWakeTimer(clock, pump);
  let read: Read | undefined;
  let isStopped = false;

  function pump(): void {
    if (isStopped) return;
    const nowMs = clock.nowMs();
    if (read !== undefined) watch(read, nowMs);
    else begin(nowMs);
    const nextMs = Math.min(...sensors.map(({ dueMs }) => dueMs));
    if (read === undefined) alarm.at(nextMs);
    else alarm.at(read.isLate ? nextMs : read.sentMs + timeoutOf(read.sensor));
  }

  function begin(nowMs: number): void {
    const sensor = sensors.reduce((first, other) => (other.dueMs < first.dueMs ? other : first));
    if (sensor.dueMs > nowMs) return;
    takeSlot(sensor, nowMs);
    wire.requests++;
    sensor.counters.requests++;
    const own: Read = { sensor, sentMs: nowMs, isLate: false };
    read = own;
    files.read(sensor.plan.sensor, (text) => came(own, text));
  }

  function watch(own: Read, nowMs: number): void {
    if (!own.isLate && nowMs < own.sentMs + timeoutOf(own.sensor)) return;
    if (!own.isLate) fail(own.sensor, { kind: 'timeout', afterMs: timeoutOf(own.sensor) }, own.sentMs, nowMs);
    own.isLate = true;
    for (const sensor of sensors) {
      if (sensor.dueMs > nowMs) continue;
      takeSlot(sensor, nowMs);
      sensor.counters.missed++;
      onReading(sensor.plan, failed({ kind: 'timeout', afterMs: timeoutOf(own.sensor) }), nowMs);
    }
  }

  function came(own: Read, text: Result<string, Fault>): void {
    if (isStopped || read !== own) return;
    const nowMs = clock.nowMs();
    read = undefined;
    own.sensor.counters.busyMs += nowMs - own.sentMs;
    if (!own.isLate) settle(own, text, nowMs);
    pump();
  }

  function settle({ sensor, sentMs }: Read, text: Result<string, Fault>, nowMs: number): void {
    const values = text.ok ? decodeOneWire(sensor.plan.definition, text.value) : undefined;
    const first = values?.[0]?.result;
    const fault = !text.ok ? text.fault : first !== undefined && !first.ok ? first.fault : undefined;
    if (values === undefined || fault?.kind === 'crc' || fault?.kind === 'frame') {
      fail(sensor, fault ?? { kind: 'never-read' }, sentMs, nowMs);
      return;
    }
    wire.ok++;
    if (recordAnswer(sensor.health, true, nowMs, nowMs - sentMs))
      onState({ kind: 'device-back', device: sensor.plan.id });
    onReading(sensor.plan, ok(values), nowMs);
  }

  function fail(
    { plan: sensor, health, counters }: Sensor,
    fault: Fault,
    sentMs: number,
    nowMs: number,
  ): void {
    for (const counts of [wire, counters]) {
      if (fault.kind === 'timeout') counts.timeouts++;
      else if (fault.kind === 'crc') counts.crcErrors++;
      else counts.frameErrors++;
    }
    const attempt = { sentMs, nowMs, backoffMs: 0, quietMs: 0, jitter: jitter() };
    if (recordFailure(health, fault, attempt)) onState({ kind: 'device-silent', device: sensor.id, fault });
    onReading(sensor, failed(fault), nowMs);
  }

  function takeSlot(sensor: Sensor, nowMs: number): void {
    const { pollMs } = sensor.plan;
    const missed = Math.max(0, Math.floor((nowMs - sensor.dueMs) / pollMs));
    sensor.counters.missed += missed;
    sensor.dueMs += (missed + 1) * pollMs;
  }

  return {
    id: plan.id,
    start() {
      const nowMs = clock.nowMs();
      sensors.forEach((sensor, index) => {
        sensor.dueMs = nowMs + (sensor.plan.pollMs * index) / sensors.length;
      });
      pump();
    },
    stop() {
      isStopped = true;
      alarm.cancel();
    },
    write: refuseWrite,
    counters: () => portCountersOf(wire, 0, new Map(sensors.map((sensor) => [sensor.plan.id, sensor]))),
  };
}

function timeoutOf({ plan }: Sensor): number {
  return plan.definition.limits.responseTimeout;
}
