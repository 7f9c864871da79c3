/**
 * How much of a bus a plan needs, before anything is connected: the time of every read and of every regular write,
 * by the cost function that the reads were planned with (src/devices/modbus/line.ts).
 */

import type { Command } from '../../devices/modbus/command.ts';
import type { DeviceDefinition } from '../../devices/modbus/definition.ts';
import { type Line, readMs, tcpLine, writeMs } from '../../devices/modbus/line.ts';
import { planReads } from '../../devices/modbus/read-plan.ts';
import { lineOf } from '../../plan/bus-line.ts';
import { type BusPlan, type OutputPlan, RENEWALS_PER_LEASE, type SitePlan } from '../../plan/site-plan.ts';

/** A device with what is read of it and how often. */
export interface LoadedDevice {
  readonly id: string;
  readonly definition: DeviceDefinition;
  readonly pollMs: number;
}

/** An output with what is written for it, and how often at least. */
export interface LoadedOutput {
  readonly device: string;
  readonly command: Command;
  readonly leaseMs: number;
  /** Most relays energised at once; 1 for a set value. */
  readonly relaysMax: number;
}

/** All that a bus has to do. */
export interface BusWork {
  readonly devices: readonly LoadedDevice[];
  readonly outputs: readonly LoadedOutput[];
  /** Control period: no output is written more often. */
  readonly cycleMs: number;
}

/** The load of one bus. */
export interface BusLoad {
  /** Share of the time that the bus is busy; 1 is all of it. Keep a fifth free for retries. */
  readonly share: number;
  /** By device, the writes to it included. */
  readonly byDevice: ReadonlyMap<string, number>;
}

/** The load of `bus` with `work`. */
export function busLoad(bus: BusPlan, work: BusWork): BusLoad {
  const costs = lineOf(bus) ?? tcpLine;
  const byDevice = new Map<string, number>();
  const readShares = new Map<string, number>();
  const outputsOf = new Map<string, LoadedOutput[]>();
  for (const output of work.outputs) {
    const outputs = outputsOf.get(output.device) ?? [];
    if (outputs.push(output) === 1) outputsOf.set(output.device, outputs);
  }
  for (const { id, definition, pollMs } of work.devices) {
    // Equal devices have equal plans, and there may be many.
    const key = `${definition.model} ${pollMs}`;
    const reads = readShares.get(key) ?? readShare(bus, definition, pollMs, costs);
    readShares.set(key, reads);
    const outputs = outputsOf.get(id) ?? [];
    const writes = outputs.reduce((sum, output) => sum + writesPerMs(output, work.cycleMs), 0);
    byDevice.set(id, reads + writes * writeMs(definition, costs));
  }
  const share = [...byDevice.values()].reduce((sum, one) => sum + one, 0);
  return { share, byDevice };
}

/** What a site asks of one of its buses. */
export function workOf(plan: SitePlan, bus: string): BusWork {
  const devices = plan.devices.filter((device) => device.bus === bus);
  const outputs = plan.outputs.flatMap((output) => {
    const device = devices.find(({ id }) => id === output.device);
    const command = device?.definition.commands.find(({ name }) => name === output.command);
    return command === undefined ? [] : [{ ...output, command, relaysMax: relaysMax(output) }];
  });
  return { devices, outputs, cycleMs: plan.control.periodMs };
}

function relaysMax(output: OutputPlan): number {
  if (output.kind === 'register') return 1;
  return Math.max(...Object.values(output.steps).map((relays) => relays.length));
}

function readShare(bus: BusPlan, definition: DeviceDefinition, pollMs: number, costs: Line): number {
  const blocks = planReads(definition, pollMs, lineOf(bus));
  return blocks.reduce((sum, block) => sum + readMs(block, definition, costs) / block.everyMs, 0);
}

/** Energised relays are renewed; for a set value the worst case counts, a write as often as the device allows. */
function writesPerMs({ command, leaseMs, relaysMax }: LoadedOutput, cycleMs: number): number {
  return command.kind === 'register'
    ? 1 / Math.max(command.minInterval ?? 0, cycleMs)
    : (relaysMax * RENEWALS_PER_LEASE) / leaseMs;
}
