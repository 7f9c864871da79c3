/** A port with a simulated instrument on virtual time. Its level tells when the question was heard. */

import { createSimulatedInstrument } from '../../../../hw-mocks/devices/simulated-instrument.ts';
import { createFaultSwitches } from '../../../../hw-mocks/faults/faults.ts';
import { createMemoryWire } from '../../../../hw-mocks/links/memory-link.ts';
import type { StationModel } from '../../../../hw-mocks/station/model.ts';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { instrumentLinkOver } from '../../../../src/adapters/serial/instrument-link.ts';
import type { MeterDefinition } from '../../../../src/devices/instruments/instrument.ts';
import type { DecodedValue } from '../../../../src/devices/instruments/language.ts';
import type { BusChange } from '../../../../src/fieldbus/bus/bus-change.ts';
import { createInstrumentPort } from '../../../../src/fieldbus/instruments/instrument-port.ts';
import type { Fault } from '../../../../src/model/fault.ts';
import type { Result } from '../../../../src/model/result.ts';
import type { MeterPortPlan } from '../../../../src/plan/site-plan.ts';
import { shippedInstruments } from '../../../golden/shipped-definitions.ts';
import { seededRandom } from '../frames.ts';

export interface Reading {
  readonly reply: Result<readonly DecodedValue[], Fault>;
  readonly takenMs: number;
}

/** The level that is heard at this moment: 30.0 to 129.9 dB, a tenth more each 100 ms. */
export function levelAt(ms: number): number {
  return 30 + (Math.floor(ms / 100) % 1000) / 10;
}

/** How long before `takenMs` the level was heard, to 100 ms. */
export function ageOf(levelDb: number, takenMs: number): number {
  const heardTenths = Math.round((levelDb - 30) * 10);
  return 100 * ((((Math.floor(takenMs / 100) - heardTenths) % 1000) + 1000) % 1000);
}

const all = shippedInstruments();

export function meterDefinition(model: string): MeterDefinition {
  const found = all.find(({ name }) => name === model)?.definition;
  if (found === undefined || found.kind === 'one-wire') throw new Error(`no instrument ${model}`);
  return found;
}

export function portPlan(definition: MeterDefinition, pollMs: number): MeterPortPlan {
  const meter = { id: 'slm', bus: 'port', definition, pollMs, validMs: 3 * pollMs };
  return { id: 'port', kind: 'meter-tcp', host: 'localhost', port: 1, meter };
}

export function createInstrumentRig(definition: MeterDefinition, pollMs = 1000) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const plan = portPlan(definition, pollMs);
  const faults = createFaultSwitches();
  const { link, server } = createMemoryWire(clock);
  const shown = { level: (): number | null => levelAt(clock.nowMs()), status: 0, isSilent: false };
  const model: StationModel = {
    advance: () => {},
    value: (_, point) => (point === 'device.status' ? shown.status : shown.level()),
    isSilent: () => shown.isSilent,
    command: () => {},
    relays: () => {},
  };
  const instrument = createSimulatedInstrument({ plan, model, clock, faults, turnaroundMs: 5, charMs: 0 });
  instrument.serve(server);
  const asked: { readonly bytes: Uint8Array; readonly atMs: number }[] = [];
  const hear = server.onData;
  server.onData = (bytes) => {
    asked.push({ bytes, atMs: clock.nowMs() });
    hear(bytes);
  };
  const readings: Reading[] = [];
  const changes: BusChange[] = [];
  const port = createInstrumentPort(plan, instrumentLinkOver(plan, link), {
    clock,
    jitter: seededRandom(1),
    onReading: (_, reply, takenMs) => readings.push({ reply, takenMs }),
    onState: (change) => changes.push(change),
  });
  return { clock, faults, server, shown, port, readings, changes, asked };
}

/** The first value of each good reading. */
export function levelsOf(readings: readonly Reading[]): { levelDb: number; takenMs: number }[] {
  return readings.flatMap(({ reply, takenMs }) => {
    const first = reply.ok ? reply.value[0]?.result : undefined;
    return first?.ok ? [{ levelDb: first.value, takenMs }] : [];
  });
}
