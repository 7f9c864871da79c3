/**
 * One Modbus device, made from its definition: it shows the station's physics at the moment of the read, and writes act
 * on that. Relays release when their time is over (relay-board.ts); a fan without traffic takes its fail-safe set value
 * (set-values.ts). Frames are handled in simulated-bus.ts.
 */

import type { DeviceDefinition } from '../../src/devices/modbus/definition.ts';
import { encodeAbsent, encodePoint } from '../../src/devices/modbus/encode.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ModbusRequest } from '../../src/ports/field/modbus-client.ts';
import { type DeviceAnswer, deviceFailure, illegalAddress } from '../faults/device-answer.ts';
import type { StationModel } from '../station/model.ts';
import { planRead, type ReadPlan, type Span } from './register-map.ts';
import { createRelayBoard, type RelayBoard } from './relay-board.ts';
import { createSetValues, type SetValues } from './set-values.ts';

/** A device without its frames. */
export interface SimulatedDevice {
  readonly id: string;
  /** Carries out the request; undefined: the device is silent now and has not received it. */
  answer(request: ModbusRequest): DeviceAnswer | undefined;
  /** Traffic that is refused for another reason still renews the lease. */
  renew(): void;
}

/** The device by its definition, and the station whose values it shows. */
export interface SimulatedDeviceOptions {
  readonly id: string;
  readonly definition: DeviceDefinition;
  readonly model: StationModel;
  readonly clock: Clock;
  /** Set values with a lease, at the start and after the lease, in the unit of the command's quantity. */
  readonly failSafeValue?: number;
  /** Lease of such a device, ms. */
  readonly leaseMs?: number;
}

/** The device of this definition. */
export function createSimulatedDevice(options: SimulatedDeviceOptions): SimulatedDevice {
  const { id, definition, model, clock } = options;
  const setValues = createSetValues({
    ...options,
    commands: definition.commands.filter((command) => command.kind === 'register'),
    changed: (command, value) => model.command(id, command.name, value),
  });
  const boards = definition.commands
    .filter((command) => command.kind !== 'register')
    .map((command) => createRelayBoard(command, clock, (mask) => model.relays(id, mask)));
  const state: State = { options, setValues, boards, plans: new Map() };
  return { id, renew: setValues.renew, answer: (request) => answer(state, request) };
}

const tableRank = { coil: 0, discrete: 1, input: 2, holding: 3 } as const;

interface State {
  readonly options: SimulatedDeviceOptions;
  readonly setValues: SetValues;
  readonly boards: readonly RelayBoard[];
  /** The plan of each span read so far, because the same few repeat. */
  readonly plans: Map<number, ReadPlan>;
}

function answer(state: State, request: ModbusRequest): DeviceAnswer | undefined {
  if (state.options.model.isSilent(state.options.id)) return undefined;
  state.setValues.renew();
  switch (request.kind) {
    case 'read':
      return read(state, request);
    case 'write-coil':
      return switchRelay(state, 'coil', request.address, request.value) ?? illegalAddress;
    case 'write-register':
      return (
        switchRelay(state, 'holding', request.address, request.value) ??
        state.setValues.write(request.address, [request.value])
      );
    case 'write-registers':
      return state.setValues.write(request.address, request.values);
  }
}

function read(state: State, span: Span): DeviceAnswer {
  const plan = planOf(state, span);
  if ('exception' in plan) return plan;
  if ('words' in plan) return plan.words;
  const words: number[] = new Array(span.count).fill(0);
  const place = (address: number, word: number) => {
    const index = address - span.address;
    if (index >= 0 && index < span.count) words[index] = word;
  };
  const { model } = state.options;
  // A meter without instrument transformers in the physics has ratios of 1.
  const ratioOf = (id: string) => model.value(state.options.id, id) ?? 1;
  for (let index = 0; index < plan.length; index++) {
    const point = plan[index];
    if (point === undefined) continue;
    const value = point.quantity === 'ratio' ? ratioOf(point.id) : model.value(state.options.id, point.id);
    if (value === undefined) continue;
    const encoded = value === null ? encodeAbsent(point) : encodePoint(point, value, ratioOf);
    // A device without a "no value" refuses rather than show a wrong one.
    if (encoded === undefined) return deviceFailure;
    const { address, values } = encoded;
    for (let offset = 0; offset < values.length; offset++) place(address + offset, values[offset] ?? 0);
    if (encoded.scale !== undefined) place(encoded.scale.address, encoded.scale.value);
  }
  if (span.table === 'holding') state.setValues.show(place);
  for (const board of state.boards) if (board.table === span.table) board.show(place);
  return words;
}

function planOf(state: State, span: Span): ReadPlan {
  const key = (tableRank[span.table] * 0x1_0000 + span.address) * 0x1_0000 + span.count;
  const known = state.plans.get(key);
  if (known !== undefined) return known;
  const plan = planRead(state.options.definition, span);
  // Bounded, for a client that reads all spans everywhere.
  if (state.plans.size < 1000) state.plans.set(key, plan);
  return plan;
}

function switchRelay(
  state: State,
  table: RelayBoard['table'],
  address: number,
  word: number,
): DeviceAnswer | undefined {
  for (const board of state.boards) {
    const result = board.table === table ? board.write(address, word) : undefined;
    if (result !== undefined) return result;
  }
  return undefined;
}
