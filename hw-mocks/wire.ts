/** The field side of a whole site plan: every device on its bus, ready to be served over memory, TCP or serial lines. */

import { instrumentLinkOver } from '../src/adapters/serial/instrument-link.ts';
import type { Bus } from '../src/fieldbus/bus/bus.ts';
import type { BusDeps } from '../src/fieldbus/bus/bus-state.ts';
import { setValueOf } from '../src/plan/set-value.ts';
import type { BusPlan, DevicePlan, MeterPortPlan, SitePlan } from '../src/plan/site-plan.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { ByteLink } from '../src/ports/field/byte-link.ts';
import type { GpioBank } from '../src/ports/field/gpio.ts';
import type { InstrumentLink } from '../src/ports/field/instrument-link.ts';
import type { SimulatedBoard } from './devices/board.ts';
import { createBoardOf } from './devices/board-parts.ts';
import { createLeanBus } from './devices/lean-bus.ts';
import { createMemoryGpio } from './devices/memory-gpio.ts';
import { createSimulatedBus, type SimulatedBus } from './devices/simulated-bus.ts';
import { createSimulatedDevice, type SimulatedDevice } from './devices/simulated-device.ts';
import { createSimulatedInstrument } from './devices/simulated-instrument.ts';
import { createSimulatedSensors } from './devices/simulated-sensors.ts';
import { createFaultSwitches, type FaultSwitches } from './faults/faults.ts';
import { createMemoryWire, type MemoryServerEnd, type MemoryWireOptions } from './links/memory-link.ts';
import type { StationModel } from './station/model.ts';

/** What the wire needs of a site plan. */
export interface WirePlan extends Pick<SitePlan, 'buses' | 'devices' | 'outputs'> {
  readonly boards?: SitePlan['boards'];
  readonly banks?: SitePlan['banks'];
  readonly ports?: SitePlan['ports'];
  readonly control: Pick<SitePlan['control'], 'outputs'>;
}

/** The field side of a site. */
export interface Wire {
  /** In the order of the plan. */
  readonly buses: readonly SimulatedBus[];
  /** Instruments with a port of their own, in the order of the plan. */
  readonly instruments: readonly SimulatedBus[];
  readonly faults: FaultSwitches;
  /** The far end of a bus without its wire; the fault switches do not act there. */
  leanBus(deps: BusDeps): Bus;
  /** A new link to each bus, by bus id, for virtual time. */
  memoryLinks(): Record<string, ByteLink>;
  /** A new link to each port of the plan. */
  memoryInstruments(): Record<string, InstrumentLink>;
  /** By board id, just switched on. */
  readonly boards: Readonly<Record<string, SimulatedBoard>>;
  /** A new byte link to each board, by board id, for virtual time. */
  boardLinks(): Record<string, ByteLink>;
  /** The lines of each device on GPIO, in memory. */
  banks(): Record<string, GpioBank>;
  /** The station's end of the newest memory link of each bus, to drop it or to refuse connections. */
  readonly memoryEnds: Readonly<Record<string, MemoryServerEnd>>;
}

/** How the wire behaves; without any it does as the plan says and nothing fails. */
export interface WireOptions {
  readonly faults?: FaultSwitches;
  /** Time of a device to answer, ms. Default 5 on a serial line, 2 behind TCP. */
  readonly turnaroundMs?: number;
  /** Every bus by Modbus TCP, or every bus in RTU frames, whatever the plan says. Default: as planned. */
  readonly transport?: 'tcp' | 'rtu';
  /** Options of the memory links. */
  readonly memory?: MemoryWireOptions;
}

/** Builds all buses of `plan` over `model`. Fans start at their fail-safe set value. */
export function createWire(
  plan: WirePlan,
  model: StationModel,
  clock: Clock,
  options: WireOptions = {},
): Wire {
  const faults = options.faults ?? createFaultSwitches();
  const farOf = new Map(plan.buses.map(({ id }) => [id, devicesOf(id, plan, model, clock)]));
  const buses = plan.buses.map((bus) => {
    const timing = timingOf(bus, options);
    const devices = farOf.get(bus.id) ?? new Map();
    return createSimulatedBus({ id: bus.id, devices, clock, faults, ...timing });
  });
  const boards = Object.fromEntries(
    (plan.boards ?? []).map((board) => [board.id, createBoardOf(board, plan, model, clock)]),
  );
  const memoryEnds: Record<string, MemoryServerEnd> = {};
  const ports = plan.ports ?? [];
  const talking = ports.flatMap((port) => (port.kind === 'one-wire' ? [] : [port]));
  const instruments = talking.map((port) =>
    createSimulatedInstrument({ plan: port, model, clock, faults, ...timingOfPort(port, options) }),
  );
  function memoryLink(id: string, far: Pick<SimulatedBus, 'serve'>): ByteLink {
    const { link, server } = createMemoryWire(clock, options.memory);
    far.serve(server);
    memoryEnds[id] = server;
    return link;
  }
  return {
    buses,
    boards,
    instruments,
    faults,
    memoryEnds,
    leanBus: (deps) => createLeanBus(deps, farOf.get(deps.plan.id) ?? new Map()),
    boardLinks() {
      return Object.fromEntries(Object.entries(boards).map(([id, board]) => [id, memoryLink(id, board)]));
    },
    banks: () =>
      Object.fromEntries(
        (plan.banks ?? []).map((bank) => [bank.device, createMemoryGpio(bank, model, clock, faults)]),
      ),
    memoryLinks() {
      return Object.fromEntries(buses.map((bus) => [bus.id, memoryLink(bus.id, bus)]));
    },
    memoryInstruments() {
      const ways = ports.map((port): [string, InstrumentLink] => {
        if (port.kind === 'one-wire')
          return [port.id, { kind: 'files', files: createSimulatedSensors(port, model, clock, faults) }];
        const served = instruments.find(({ id }) => id === port.id);
        if (served === undefined) throw new Error(`assertion: ${port.id} was made from the plan`);
        return [port.id, instrumentLinkOver(port, memoryLink(port.id, served))];
      });
      return Object.fromEntries(ways);
    },
  };
}

/** The devices of a bus, by unit id. */
function devicesOf(
  bus: string,
  plan: WirePlan,
  model: StationModel,
  clock: Clock,
): ReadonlyMap<number, SimulatedDevice> {
  const own = plan.devices.filter((device) => device.bus === bus);
  return new Map(own.map((device) => [device.unitId, createDevice(plan, device, model, clock)]));
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
    output?.kind !== 'register' || spec === undefined
      ? {}
      : { failSafeValue: setValueOf(output, spec.failSafe), leaseMs: output.leaseMs };
  return createSimulatedDevice({ id: device.id, definition: device.definition, model, clock, ...lease });
}

/**
 * The settings of a bus on a serial line. A bus that the plan has on TCP has none: the fastest usual ones are taken.
 */
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

function timingOfPort(port: MeterPortPlan, options: WireOptions) {
  const isSerial =
    options.transport === undefined ? port.kind === 'meter-serial' : options.transport === 'rtu';
  const turnaroundMs = options.turnaroundMs ?? 5;
  if (!isSerial) return { charMs: 0, turnaroundMs };
  const { baud, format } = portSettingsOf(port);
  return { charMs: ((format === '8N1' ? 10 : 11) * 1000) / baud, turnaroundMs };
}

/** The settings of a port on a serial line; where the plan has it on TCP, those of the factory. */
export function portSettingsOf(port: MeterPortPlan): Pick<RtuBusPlan, 'baud' | 'format'> {
  const { baud, format } = port.kind === 'meter-serial' ? port : port.meter.definition.serial;
  return { baud, format };
}
