/** The buses and instrument ports of a site, and which of them a write to a device takes. */

import type { Bus } from '../fieldbus/bus/bus.ts';
import { createBus } from '../fieldbus/bus/bus.ts';
import type { BusChange } from '../fieldbus/bus/bus-change.ts';
import { createInstrumentPort } from '../fieldbus/instruments/instrument-port.ts';
import type { FreezeGrid } from '../fieldbus/schedule/freeze-grid.ts';
import { type ChannelId, deviceOf } from '../model/reading.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { ByteLink } from '../ports/field/byte-link.ts';
import type { InstrumentLink } from '../ports/field/instrument-link.ts';
import type { WriteOutput } from '../ports/field/output.ts';
import type { Intake } from './inputs/intake.ts';
import type { GpioUnits } from './outputs/gpio.ts';
import { modbusRequestOf } from './outputs/modbus-output.ts';

/** What the buses of a site need. */
export interface BusesDeps {
  readonly plan: SitePlan;
  /** One link for each bus of the plan. */
  readonly links: Readonly<Record<string, ByteLink>>;
  /** One for each port of the plan. */
  readonly instruments: Readonly<Record<string, InstrumentLink>>;
  readonly clock: Clock;
  readonly jitter: () => number;
  readonly intake: Intake;
  /** What control waits for before it begins. */
  readonly awaited: ReadonlySet<ChannelId>;
  onState(change: BusChange, bus: string): void;
  /** Another kind of bus than the one on a wire: for simulations of many nights. */
  readonly createBus?: CreateBus | undefined;
}

/** Makes the owner of a bus. */
export type CreateBus = typeof createBus;

/** In the order of the plan, buses before ports. */
export function createBuses(deps: BusesDeps): readonly Bus[] {
  const { plan } = deps;
  return [...plan.buses.map((bus) => busOf(bus, deps)), ...plan.ports.map((port) => portOf(port, deps))];
}

function busOf(bus: SitePlan['buses'][number], deps: BusesDeps): Bus {
  const link = deps.links[bus.id];
  if (link === undefined) throw new Error(`assertion: bus ${bus.id} has no link`);
  return (deps.createBus ?? createBus)({
    plan: bus,
    devices: deps.plan.devices.filter((device) => device.bus === bus.id),
    link,
    clock: deps.clock,
    jitter: deps.jitter,
    awaited: deps.awaited,
    last: new Set(deps.plan.control.receptors.map(({ level }) => deviceOf(level))),
    onReading: deps.intake.take,
    onState: (change) => deps.onState(change, bus.id),
  });
}

function portOf(port: SitePlan['ports'][number], deps: BusesDeps): Bus {
  const link = deps.instruments[port.id];
  if (link === undefined) throw new Error(`assertion: port ${port.id} has no link`);
  return createInstrumentPort(port, link, {
    clock: deps.clock,
    jitter: deps.jitter,
    onReading: deps.intake.takeFrom,
    onState: (change) => deps.onState(change, port.id),
  });
}

/** A bus whose plan has changed, and the link that it has now. */
export interface Relinked {
  readonly bus: string;
  readonly link: ByteLink;
}

/** Each of them is closed, and one with the same name opened by the plan of `deps`; the others are not touched. */
export function relinkedBuses(
  buses: readonly Bus[],
  lines: readonly Relinked[],
  deps: BusesDeps,
  freeze: FreezeGrid,
): readonly Bus[] {
  return buses.map((bus) => {
    const line = lines.find((one) => one.bus === bus.id);
    const busPlan = deps.plan.buses.find(({ id }) => id === bus.id);
    if (line === undefined || busPlan === undefined) return bus;
    bus.stop();
    const next = busOf(busPlan, { ...deps, links: { ...deps.links, [bus.id]: line.link } });
    next.start(freeze);
    return next;
  });
}

/** Writes to the lines of a device on GPIO, or to the bus of a device, whichever it is at that moment. */
export function outputWriter(plan: SitePlan, buses: () => readonly Bus[], gpio: GpioUnits): WriteOutput {
  const devices = new Map(plan.devices.map((device) => [device.id, device]));
  return (id, write, deadlineMs, done) => {
    if (gpio.has(id)) {
      gpio.write(id, write, done);
      return;
    }
    const device = devices.get(id);
    const bus = buses().find(({ id: busId }) => busId === device?.bus);
    if (device === undefined || bus === undefined) throw new Error(`assertion: no bus for ${id}`);
    bus.write({ device: id, request: modbusRequestOf(device.definition, write), deadlineMs, done });
  };
}
