/**
 * One Modbus device, made from its definition: it shows the station's physics at the moment of the read, and writes act
 * on that. Relays release when their time is over (relay-board.ts); a fan without traffic takes its fail-safe set value
 * (set-values.ts). Frames are handled in simulated-bus.ts.
 */

import type { DeviceDefinition } from '../../src/devices/modbus/definition.ts';
import { encodeAbsent, encodePoint } from '../../src/devices/modbus/encode.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ModbusRequest } from '../../src/ports/modbus-client.ts';
import { type DeviceAnswer, deviceFailure, illegalAddress } from '../faults/device-answer.ts';
import type { StationModel } from '../station/model.ts';
import { planRead, type ReadPlan, type Span } from './register-map.ts';
import { RelayBoard } from './relay-board.ts';
import { SetValues } from './set-values.ts';

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
  return new Device(options);
}

const tableRank = { coil: 0, discrete: 1, input: 2, holding: 3 } as const;

class Device implements SimulatedDevice {
  readonly id: string;
  readonly #options: SimulatedDeviceOptions;
  readonly #setValues: SetValues;
  readonly #boards: readonly RelayBoard[];
  /** The plan of each span read so far, because the same few repeat. */
  readonly #plans = new Map<number, ReadPlan>();

  constructor(options: SimulatedDeviceOptions) {
    this.id = options.id;
    this.#options = options;
    const { id, definition, model, clock } = options;
    this.#setValues = new SetValues({
      ...options,
      commands: definition.commands.filter((command) => command.kind === 'register'),
      changed: (command, value) => model.command(id, command.name, value),
    });
    this.#boards = definition.commands
      .filter((command) => command.kind !== 'register')
      .map((command) => new RelayBoard(command, clock, (mask) => model.relays(id, mask)));
  }

  renew(): void {
    this.#setValues.renew();
  }

  answer(request: ModbusRequest): DeviceAnswer | undefined {
    if (this.#options.model.isSilent(this.id)) return undefined;
    this.renew();
    switch (request.kind) {
      case 'read':
        return this.#read(request);
      case 'write-coil':
        return this.#switch('coil', request.address, request.value) ?? illegalAddress;
      case 'write-register':
        return (
          this.#switch('holding', request.address, request.value) ??
          this.#setValues.write(request.address, [request.value])
        );
      case 'write-registers':
        return this.#setValues.write(request.address, request.values);
    }
  }

  #read(span: Span): DeviceAnswer {
    const plan = this.#planOf(span);
    if ('exception' in plan) return plan;
    if ('words' in plan) return plan.words;
    const words: number[] = new Array(span.count).fill(0);
    const place = (address: number, word: number) => {
      const index = address - span.address;
      if (index >= 0 && index < span.count) words[index] = word;
    };
    const { model } = this.#options;
    // A meter without instrument transformers in the physics has ratios of 1.
    const ratioOf = (id: string) => model.value(this.id, id) ?? 1;
    for (let index = 0; index < plan.length; index++) {
      const point = plan[index];
      if (point === undefined) continue;
      const value = point.quantity === 'ratio' ? ratioOf(point.id) : model.value(this.id, point.id);
      if (value === undefined) continue;
      const encoded = value === null ? encodeAbsent(point) : encodePoint(point, value, ratioOf);
      // A device without a "no value" refuses rather than show a wrong one.
      if (encoded === undefined) return deviceFailure;
      const { address, values } = encoded;
      for (let offset = 0; offset < values.length; offset++) place(address + offset, values[offset] ?? 0);
      if (encoded.scale !== undefined) place(encoded.scale.address, encoded.scale.value);
    }
    if (span.table === 'holding') this.#setValues.show(place);
    for (const board of this.#boards) if (board.table === span.table) board.show(place);
    return words;
  }

  #planOf(span: Span): ReadPlan {
    const key = (tableRank[span.table] * 0x1_0000 + span.address) * 0x1_0000 + span.count;
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = planRead(this.#options.definition, span);
    // Bounded, for a client that reads all spans everywhere.
    if (this.#plans.size < 1000) this.#plans.set(key, plan);
    return plan;
  }

  #switch(table: RelayBoard['table'], address: number, word: number): DeviceAnswer | undefined {
    for (const board of this.#boards) {
      const result = board.table === table ? board.write(address, word) : undefined;
      if (result !== undefined) return result;
    }
    return undefined;
  }
}
