/** The field side of a whole site plan: every device on its bus, ready to be served over memory, TCP or serial lines. */

import type { BusPlan, DevicePlan, SitePlan } from '../src/config/plan.ts';
import type { ByteLink } from '../src/ports/byte-link.ts';
import type { Clock } from '../src/ports/clock.ts';
import { createFaultSwitches, type FaultSwitches } from './faults.ts';
import { createMemoryWire, type MemoryServerEnd, type MemoryWireOptions } from './memory-link.ts';
import type { StationModel } from './model.ts';
import { createSimulatedBus, type SimulatedBus } from './simulated-bus.ts';
import { createSimulatedDevice, type SimulatedDevice } from './simulated-device.ts';

/** What the wire needs of a site plan. */
export interface WirePlan extends Pick<SitePlan, 'buses' | 'devices' | 'outputs'> {
  readonly control: Pick<SitePlan['control'], 'outputs'>;
}

export interface Wire {
  /** In the order of the plan. */
  readonly buses: readonly SimulatedBus[];
  readonly faults: FaultSwitches;
  /** A fresh link to each bus, by bus id: for virtual time. */
  memoryLinks(): Record<string, ByteLink>;
  /** The station's end of the newest memory link of each bus: to drop it, or to refuse connections. */
  readonly memoryEnds: Readonly<Record<string, MemoryServerEnd>>;
}

export interface WireOptions {
  readonly faults?: FaultSwitches;
  /** What a device takes to answer, ms. Default 5 on a serial line, 2 behind TCP. */
  readonly turnaroundMs?: number;
  /** Every bus by Modbus TCP, or every bus in RTU frames, whatever the plan says: for desktops. Default as planned. */
  readonly transport?: 'tcp' | 'rtu';
  /** Of the memory links. */
  readonly memory?: MemoryWireOptions;
}

/** Builds all buses of `plan` over `model`. Fans stand at their fail-safe set value from here on. */
export function createWire(
  plan: WirePlan,
  model: StationModel,
  clock: Clock,
  options: WireOptions = {},
): Wire {
  const faults = options.faults ?? createFaultSwitches();
  const buses = plan.buses.map((bus) => {
    const devices = plan.devices
      .filter((device) => device.bus === bus.id)
      .map((device): [number, SimulatedDevice] => [device.unitId, createDevice(plan, device, model, clock)]);
    const timing = timingOf(bus, options);
    return createSimulatedBus({ id: bus.id, devices: new Map(devices), clock, faults, ...timing });
  });
  const memoryEnds: Record<string, MemoryServerEnd> = {};
  return {
    buses,
    faults,
    memoryEnds,
    memoryLinks() {
      const links: Record<string, ByteLink> = {};
      for (const bus of buses) {
        const { link, server } = createMemoryWire(clock, options.memory);
        bus.serve(server);
        links[bus.id] = link;
        memoryEnds[bus.id] = server;
      }
      return links;
    },
  };
}

function createDevice(
  plan: WirePlan,
  device: DevicePlan,
  model: StationModel,
  clock: Clock,
): SimulatedDevice {
  const output = plan.outputs.find(({ device: id, kind }) => id === device.id && kind === 'register');
  const spec = plan.control.outputs.find(({ id }) => id === output?.id);
  const lease =
    output === undefined || spec === undefined ? {} : { failSafePct: spec.failSafe, leaseMs: output.leaseMs };
  return createSimulatedDevice({ id: device.id, definition: device.definition, model, clock, ...lease });
}

/** The settings of a bus on a serial line. A bus that the plan has on TCP says none: the fastest usual ones. */
export function serialSettingsOf(bus: BusPlan): Pick<RtuBusPlan, 'baud' | 'format'> {
  return bus.kind === 'modbus-tcp' ? { baud: 19_200, format: '8N1' } : { baud: bus.baud, format: bus.format };
}

type RtuBusPlan = Extract<BusPlan, { kind: 'modbus-rtu' }>;

function timingOf(bus: BusPlan, options: WireOptions) {
  const transport = options.transport ?? (bus.kind === 'modbus-tcp' ? 'tcp' : 'rtu');
  if (transport === 'tcp') return { transport, charMs: 0, turnaroundMs: options.turnaroundMs ?? 2 };
  const { baud, format } = serialSettingsOf(bus);
  // Start bit, eight data bits, parity or second stop bit, stop bit.
  const charMs = ((format === '8N1' ? 10 : 11) * 1000) / baud;
  return { transport, charMs, turnaroundMs: options.turnaroundMs ?? 5 };
}
