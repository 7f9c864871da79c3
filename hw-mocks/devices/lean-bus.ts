/**
 * A bus without its wire, for simulations of many nights. It begins as the real one, whose schedule finds its places;
 * after a minute each block is answered by its device in the same words, at the moments of the last pattern of the wire
 * again and again, without frames, queue and faults. So control reads the same in the same seconds and decides the same
 * (test/scenario/lean.test.ts).
 */

import type { ReadBlock } from '../../src/devices/modbus/definition.ts';
import { type Bus, createBus } from '../../src/fieldbus/bus/bus.ts';
import type { BusDeps } from '../../src/fieldbus/bus/bus-state.ts';
import type { FreezeGrid } from '../../src/fieldbus/schedule/freeze-grid.ts';
import type { Fault } from '../../src/model/fault.ts';
import { failed, ok, type Result } from '../../src/model/result.ts';
import type { DevicePlan } from '../../src/plan/site-plan.ts';
import type { Cancel } from '../../src/ports/clock.ts';
import type { ModbusReply, ModbusRequest } from '../../src/ports/field/modbus-client.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** One answer of the pattern. */
interface Slot {
  readonly device: DevicePlan;
  readonly block: ReadBlock;
  readonly request: ModbusRequest;
  /** When the wire would bring it next, and after that. */
  dueMs: number;
  everyMs: number;
}

interface State {
  readonly deps: BusDeps;
  readonly far: ReadonlyMap<number, SimulatedDevice>;
  readonly wire: Bus;
  /** The answers of the wire so far. */
  readonly brought: Slot[];
  isLean: boolean;
  cancel: Cancel | undefined;
}

/** The schedule has found its places by then. */
const WIRE_MS = 60_000;
const PATTERN_MAX_MS = 60_000;
/** From a write to its acknowledgement. */
const WRITE_MS = 5;

/** A bus that is not started yet; `far`: its devices by unit id. */
export function createLeanBus(deps: BusDeps, far: ReadonlyMap<number, SimulatedDevice>): Bus {
  const brought: Slot[] = [];
  const wire = createBus({
    ...deps,
    onReading(device, block, reply, takenMs) {
      const { table, address, count } = block;
      const request: ModbusRequest = { kind: 'read', table, address, count };
      brought.push({ device, block, request, dueMs: takenMs, everyMs: block.everyMs });
      deps.onReading(device, block, reply, takenMs);
    },
  });
  const state: State = { deps, far, wire, brought, isLean: false, cancel: undefined };
  return {
    id: deps.plan.id,
    start(freeze) {
      if (freeze === undefined) throw new Error('assertion: a lean bus reads for a cycle');
      wire.start(freeze);
      leaveWire(state, freeze);
    },
    stop() {
      state.cancel?.();
      if (!state.isLean) wire.stop();
    },
    counters: wire.counters,
    write(job) {
      if (state.isLean) answerWrite(state, job);
      else wire.write(job);
    },
  };
}

/** Before anything is written in a cycle. */
function leaveWire(state: State, { firstMs, periodMs }: FreezeGrid): void {
  const { clock } = state.deps;
  const leaveMs = firstMs + Math.round((WIRE_MS + PATTERN_MAX_MS) / periodMs) * periodMs;
  state.cancel = clock.at(leaveMs - 1, () => {
    state.wire.stop();
    state.isLean = true;
    const slots = slotsAfter(state.brought, leaveMs, periodMs);
    state.brought.length = 0;
    readBefore(state, slots, leaveMs + periodMs, periodMs);
  });
}

/** What the wire would bring from now on: its last pattern again, and what is read more seldom in its own time. */
function slotsAfter(brought: readonly Slot[], leaveMs: number, periodMs: number): readonly Slot[] {
  const [seldom, often] = [brought.filter(isSeldom), brought.filter((slot) => !isSeldom(slot))];
  const patternMs = patternOf(often, periodMs);
  const slots = often.filter(({ dueMs }) => dueMs >= leaveMs - patternMs);
  for (const slot of slots) slot.everyMs = patternMs;
  const last = new Map(seldom.map((slot) => [`${slot.device.id} ${slot.block.address}`, slot]));
  const all = [...slots, ...last.values()];
  for (const slot of all) slot.dueMs += slot.everyMs;
  return all;
}

function isSeldom({ block }: Slot): boolean {
  return block.everyMs > PATTERN_MAX_MS;
}

/** The time after which the questions of a bus begin anew: the least common multiple of their periods. */
function patternOf(brought: readonly Slot[], periodMs: number): number {
  const everyMs = [...new Set([periodMs, ...brought.map(({ block }) => block.everyMs)])];
  const multiple = everyMs.reduce((most, every) => (most / greatestDivisor(most, every)) * every);
  return Math.min(multiple, PATTERN_MAX_MS);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** All that the wire would bring before a freeze, shortly before it: the devices show the same until then. */
function readBefore(state: State, slots: readonly Slot[], freezeMs: number, periodMs: number): void {
  const { deps, far } = state;
  state.cancel = deps.clock.at(freezeMs - 1, () => {
    readBefore(state, slots, freezeMs + periodMs, periodMs);
    for (const slot of slots) {
      if (slot.dueMs >= freezeMs) continue;
      const { device, block, request, dueMs } = slot;
      slot.dueMs += slot.everyMs;
      deps.onReading(device, block, replyOf(far.get(device.unitId), request), dueMs);
    }
  });
}

function answerWrite({ deps, far }: State, { device, request, done }: Parameters<Bus['write']>[0]): void {
  const unitId = deps.devices.find(({ id }) => id === device)?.unitId ?? -1;
  deps.clock.at(deps.clock.nowMs() + WRITE_MS, () => done(replyOf(far.get(unitId), request)));
}

function replyOf(far: SimulatedDevice | undefined, request: ModbusRequest): Result<ModbusReply, Fault> {
  const answer = far?.answer(request);
  if (answer === undefined) return failed({ kind: 'timeout', afterMs: 0 });
  return 'exception' in answer ? failed({ kind: 'modbus-exception', code: answer.exception }) : ok(answer);
}
