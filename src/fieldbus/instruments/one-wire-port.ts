/**
 * The only reader of the 1-wire sensors of this computer. One read at a time: a hanging read holds a thread of the
 * process, so no other is started until it returns, and its result is then too late.
 */

import { decodeOneWire } from '../../devices/instruments/one-wire.ts';
import type { Fault } from '../../model/fault.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { OneWirePlan, SensorPlan } from '../../plan/site-plan.ts';
import type { SensorFiles } from '../../ports/field/sensor-files.ts';
import type { Bus } from '../bus/bus.ts';
import { createUnitCounters, type UnitCounters } from '../bus/device-counters.ts';
import { createHealth, type Health, recordAnswer, recordFailure } from '../bus/device-health.ts';
import { createWakeTimer, type WakeTimer } from '../link/wake-timer.ts';
import { createWireCounters, type WireCounters } from '../modbus/wire-counters.ts';
import { type PortDeps, portCountersOf, refuseWrite } from './port-counters.ts';

/** An owner that has not started yet. */
export function createOneWirePort(plan: OneWirePlan, files: SensorFiles, deps: PortDeps): Bus {
  const state = createState(plan, files, deps);
  const { sensors, timer, wire } = state;
  return {
    id: plan.id,
    start() {
      const nowMs = deps.clock.nowMs();
      for (const [index, sensor] of sensors.entries())
        sensor.dueMs = nowMs + (sensor.plan.pollMs * index) / sensors.length;
      dispatch(state);
    },
    stop() {
      state.phase = { kind: 'stopped' };
      timer.cancel();
    },
    write: refuseWrite,
    counters: () => portCountersOf(wire, 0, new Map(sensors.map((sensor) => [sensor.plan.id, sensor]))),
  };
}

interface State {
  readonly deps: PortDeps;
  readonly files: SensorFiles;
  readonly sensors: readonly Sensor[];
  readonly wire: WireCounters;
  readonly timer: WakeTimer;
  phase: Phase;
}

/** `late`: the slot of the read has passed with a timeout; the read is awaited, but its result is not used. */
type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly sensor: Sensor; readonly sentMs: number }
  | { readonly kind: 'late'; readonly sensor: Sensor; readonly sentMs: number }
  | { readonly kind: 'stopped' };

type Reading = Extract<Phase, { kind: 'reading' }>;

interface Sensor {
  readonly plan: SensorPlan;
  readonly health: Health;
  readonly counters: UnitCounters;
  dueMs: number;
}

function createState(plan: OneWirePlan, files: SensorFiles, deps: PortDeps): State {
  const state: State = {
    deps,
    files,
    sensors: plan.sensors.map((sensor) => ({
      plan: sensor,
      health: createHealth(),
      counters: createUnitCounters(),
      dueMs: 0,
    })),
    wire: createWireCounters(),
    timer: createWakeTimer(deps.clock, () => dispatch(state)),
    phase: { kind: 'idle' },
  };
  return state;
}

/** Does what is due now, and sets the timer for what comes next. */
function dispatch(state: State): void {
  const nowMs = state.deps.clock.nowMs();
  switch (state.phase.kind) {
    case 'stopped':
      return;
    case 'idle':
      begin(state, nowMs);
      break;
    case 'reading':
      watch(state, state.phase, nowMs);
      break;
    case 'late':
      passSlots(state, state.phase.sensor, nowMs);
  }
  state.timer.at(nextMs(state));
}

function nextMs({ phase, sensors }: State): number {
  return phase.kind === 'reading'
    ? phase.sentMs + timeoutOf(phase.sensor)
    : Math.min(...sensors.map(({ dueMs }) => dueMs));
}

function begin(state: State, nowMs: number): void {
  const sensor = state.sensors.reduce((first, other) => (other.dueMs < first.dueMs ? other : first));
  if (sensor.dueMs > nowMs) return;
  takeSlot(sensor, nowMs);
  state.wire.requests++;
  sensor.counters.requests++;
  const read: Reading = { kind: 'reading', sensor, sentMs: nowMs };
  state.phase = read;
  state.files.read(sensor.plan.sensor, (text) => done(state, read, text));
}

function watch(state: State, { sensor, sentMs }: Reading, nowMs: number): void {
  const timeoutMs = timeoutOf(sensor);
  if (nowMs < sentMs + timeoutMs) return;
  fail(state, sensor, { kind: 'timeout', afterMs: timeoutMs }, sentMs, nowMs);
  state.phase = { kind: 'late', sensor, sentMs };
  passSlots(state, sensor, nowMs);
}

/** Slots that come due while a read hangs pass with its timeout. */
function passSlots({ deps, sensors }: State, hanging: Sensor, nowMs: number): void {
  for (const sensor of sensors) {
    if (sensor.dueMs > nowMs) continue;
    takeSlot(sensor, nowMs);
    sensor.counters.missed++;
    deps.onReading(sensor.plan, failed({ kind: 'timeout', afterMs: timeoutOf(hanging) }), nowMs);
  }
}

function done(state: State, read: Reading, text: Result<string, Fault>): void {
  const { phase } = state;
  if (phase.kind === 'stopped' || phase.kind === 'idle' || phase.sentMs !== read.sentMs) return;
  const nowMs = state.deps.clock.nowMs();
  state.phase = { kind: 'idle' };
  read.sensor.counters.busyMs += nowMs - read.sentMs;
  if (phase.kind === 'reading') settle(state, read, text, nowMs);
  dispatch(state);
}

function settle(state: State, { sensor, sentMs }: Reading, text: Result<string, Fault>, nowMs: number): void {
  const { deps, wire } = state;
  const values = text.ok ? decodeOneWire(sensor.plan.definition, text.value) : undefined;
  const first = values?.[0]?.result;
  const fault = !text.ok ? text.fault : first !== undefined && !first.ok ? first.fault : undefined;
  if (values === undefined || fault?.kind === 'crc' || fault?.kind === 'frame') {
    fail(state, sensor, fault ?? { kind: 'never-read' }, sentMs, nowMs);
    return;
  }
  wire.ok++;
  if (recordAnswer(sensor.health, true, nowMs, nowMs - sentMs))
    deps.onState({ kind: 'device-back', device: sensor.plan.id });
  deps.onReading(sensor.plan, ok(values), nowMs);
}

function fail(
  { deps, wire }: State,
  { plan, health, counters }: Sensor,
  fault: Fault,
  sentMs: number,
  nowMs: number,
): void {
  for (const counts of [wire, counters]) {
    if (fault.kind === 'timeout') counts.timeouts++;
    else if (fault.kind === 'crc') counts.crcErrors++;
    else counts.frameErrors++;
  }
  const attempt = { sentMs, nowMs, backoffMs: 0, quietMs: 0, jitter: deps.jitter() };
  if (recordFailure(health, fault, attempt)) deps.onState({ kind: 'device-silent', device: plan.id, fault });
  deps.onReading(plan, failed(fault), nowMs);
}

function takeSlot(sensor: Sensor, nowMs: number): void {
  const { pollMs } = sensor.plan;
  const missed = Math.max(0, Math.floor((nowMs - sensor.dueMs) / pollMs));
  sensor.counters.missed += missed;
  sensor.dueMs += (missed + 1) * pollMs;
}

function timeoutOf({ plan }: Sensor): number {
  return plan.definition.limits.responseTimeout;
}
