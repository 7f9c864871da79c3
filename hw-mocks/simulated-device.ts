/**
 * One Modbus device, made from its definition alone: what it shows comes from the station's physics at the moment of
 * the read, what is written goes there. A relay board counts its flash leases itself; a fan that nobody talks to for
 * its lease falls to its fail-safe set value. It knows nothing of frames (simulated-bus.ts).
 */

import { conversions, multiply } from '../src/devices/convert.ts';
import type { CoilCommand, DeviceDefinition, Point, RegisterCommand } from '../src/devices/definition.ts';
import { encodeAbsent, encodePoint, encodeRegisterCommand } from '../src/devices/encode.ts';
import { isPlausible } from '../src/model/quantity.ts';
import type { Cancel, Clock } from '../src/ports/clock.ts';
import type { ModbusReply, ModbusRequest } from '../src/ports/modbus-client.ts';
import type { StationModel } from './model.ts';

/** The values read, none for a write, or the exception code of a refusal (V1.1b3, section 7). */
export type DeviceAnswer = ModbusReply | { readonly exception: number };

export interface SimulatedDevice {
  readonly id: string;
  /** Does what is asked; undefined: the device is silent now and has not even heard. */
  answer(request: ModbusRequest): DeviceAnswer | undefined;
  /** Traffic for this device that it refuses for some other reason still renews its lease. */
  hear(): void;
}

export interface SimulatedDeviceOptions {
  readonly id: string;
  readonly definition: DeviceDefinition;
  readonly model: StationModel;
  readonly clock: Clock;
  /** What set values with a traffic lease are at the start and after the lease, in percent. */
  readonly failSafePct?: number;
  /** How long such a device waits for traffic. */
  readonly leaseMs?: number;
}

export function createSimulatedDevice(options: SimulatedDeviceOptions): SimulatedDevice {
  return new Device(options);
}

const illegalFunction = { exception: 1 };
const illegalAddress = { exception: 2 };
const illegalValue = { exception: 3 };
const deviceFailure = { exception: 4 };
const done: ModbusReply = [];

type Span = Extract<ModbusRequest, { kind: 'read' }>;

class Device implements SimulatedDevice {
  readonly id: string;
  readonly #options: SimulatedDeviceOptions;
  readonly #setValues: SetValues;
  readonly #boards: readonly RelayBoard[];
  /** What each span asked for so far is made of; the same few are asked again and again. */
  readonly #plans = new Map<string, ReadPlan>();

  constructor(options: SimulatedDeviceOptions) {
    this.id = options.id;
    this.#options = options;
    const { definition, model, clock } = options;
    this.#setValues = new SetValues(options);
    this.#boards = definition.commands
      .filter((command) => command.kind === 'coil')
      .map((command) => new RelayBoard(command, clock, (mask) => model.relays(options.id, mask)));
  }

  hear(): void {
    this.#setValues.hear();
  }

  answer(request: ModbusRequest): DeviceAnswer | undefined {
    if (this.#options.model.isSilent(this.id)) return undefined;
    this.hear();
    switch (request.kind) {
      case 'read':
        return this.#read(request);
      case 'write-coil':
        return this.#writeCoil(request.address, request.value);
      case 'write-register':
        return this.#setValues.write(request.address, [request.value]);
      case 'write-registers':
        return this.#setValues.write(request.address, request.values);
    }
  }

  #read(span: Span): DeviceAnswer {
    const plan = this.#planOf(span);
    if ('exception' in plan) return plan;
    const words: number[] = new Array(span.count).fill(0);
    const place = (address: number, word: number) => {
      const index = address - span.address;
      if (index >= 0 && index < span.count) words[index] = word;
    };
    for (const point of plan) {
      const value = this.#options.model.value(this.id, point.id);
      if (value === undefined) continue;
      const encoded = value === null ? encodeAbsent(point) : encodePoint(point, value);
      // A device without a word for "no value" refuses rather than lies.
      if (encoded === undefined) return deviceFailure;
      for (const [offset, word] of encoded.values.entries()) place(encoded.address + offset, word);
      if (encoded.scale !== undefined) place(encoded.scale.address, encoded.scale.value);
    }
    if (span.table === 'holding') this.#setValues.show(place);
    if (span.table === 'coil') for (const board of this.#boards) board.show(place);
    return words;
  }

  #planOf(span: Span): ReadPlan {
    const key = `${span.table}:${span.address}:${span.count}`;
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const plan = planRead(this.#options.definition, span);
    // A client that reads everything everywhere must not grow this without end.
    if (this.#plans.size < 1000) this.#plans.set(key, plan);
    return plan;
  }

  #writeCoil(address: number, value: number): DeviceAnswer {
    for (const board of this.#boards) {
      const result = board.write(address, value);
      if (result !== undefined) return result;
    }
    return illegalAddress;
  }
}

/** The points a span shows a part of, or the refusal. */
type ReadPlan = readonly Point[] | { readonly exception: number };

function planRead(definition: DeviceDefinition, span: Span): ReadPlan {
  const named = namedAddresses(definition, span.table);
  if (named.length === 0) return illegalFunction;
  if (span.count > definition.maxRegistersPerRead) return illegalValue;
  const end = span.address + span.count;
  if (span.address < Math.min(...named) || end > Math.max(...named) + 1) return illegalAddress;
  if (definition.unassigned === 'illegal-address') {
    const known = new Set(named);
    for (let address = span.address; address < end; address++) if (!known.has(address)) return illegalAddress;
  }
  const isInside = (address: number) => address >= span.address && address < end;
  const points = definition.points.filter((point) => point.table === span.table);
  return points.filter((point) => addressesOf(point).some(isInside));
}

function namedAddresses(definition: DeviceDefinition, table: Point['table']): number[] {
  const ofPoints = definition.points.filter((point) => point.table === table).flatMap(addressesOf);
  const ofCommands = definition.commands.flatMap((command) => {
    if (command.kind === 'register') return table === 'holding' ? [command.address] : [];
    return table === 'coil' ? upwards(command.address, command.count) : [];
  });
  return [...ofPoints, ...ofCommands];
}

function addressesOf(point: Point): number[] {
  const own = upwards(point.address, point.width);
  return typeof point.scale === 'object' ? [...own, point.scale.register] : own;
}

function upwards(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, offset) => first + offset);
}

/** The registers of a device that hold what was last written there. */
class SetValues {
  readonly #options: SimulatedDeviceOptions;
  readonly #commands: readonly RegisterCommand[];
  readonly #leased: readonly RegisterCommand[];
  readonly #held = new Map<number, number>();
  readonly #lease: Alarm;

  constructor(options: SimulatedDeviceOptions) {
    this.#options = options;
    this.#commands = options.definition.commands.filter((command) => command.kind === 'register');
    this.#leased = this.#commands.filter((command) => command.lease !== undefined);
    this.#lease = createAlarm(options.clock, () => this.#fallBack());
    this.#fallBack();
  }

  hear(): void {
    const { clock, leaseMs } = this.#options;
    if (leaseMs !== undefined && this.#leased.length > 0) this.#lease(clock.nowMs() + leaseMs);
  }

  show(place: (address: number, word: number) => void): void {
    for (const [address, word] of this.#held) place(address, word);
  }

  /** All or nothing: one wrong address or value and none is taken. */
  write(address: number, words: readonly number[]): DeviceAnswer {
    const taken: { readonly command: RegisterCommand; readonly word: number; readonly value: number }[] = [];
    for (const [offset, word] of words.entries()) {
      const command = this.#commands.find((candidate) => candidate.address === address + offset);
      if (command === undefined) return illegalAddress;
      const value = multiply(word, (command.scale ?? 1) * conversions[command.unit].factor);
      if (!isPlausible(command.quantity, value)) return illegalValue;
      taken.push({ command, word, value });
    }
    for (const { command, word, value } of taken) this.#take(command, word, value);
    return done;
  }

  #fallBack(): void {
    const value = this.#options.failSafePct;
    if (value === undefined) return;
    for (const command of this.#leased) this.#take(command, encodeRegisterCommand(command, value), value);
  }

  #take(command: RegisterCommand, word: number, value: number): void {
    this.#held.set(command.address, word);
    this.#options.model.command(this.#options.id, command.name, value);
  }
}

const on = 0xff00;
const off = 0x0000;

/** The coils of one command; those with a flash lease release by themselves. */
class RelayBoard {
  readonly #command: CoilCommand;
  readonly #clock: Clock;
  readonly #changed: (mask: number) => void;
  /** Until when each coil is energised: 0 is off, infinity is latched. */
  readonly #untilMs: number[];
  readonly #release: Alarm;
  #mask = 0;

  constructor(command: CoilCommand, clock: Clock, changed: (mask: number) => void) {
    this.#command = command;
    this.#clock = clock;
    this.#changed = changed;
    this.#untilMs = new Array(command.count).fill(0);
    this.#release = createAlarm(clock, () => this.#settle());
  }

  show(place: (address: number, word: number) => void): void {
    this.#untilMs.forEach((_, coil) => {
      place(this.#command.address + coil, this.#isOn(coil) ? 1 : 0);
    });
  }

  /** Undefined: not an address of this board. */
  write(address: number, value: number): DeviceAnswer | undefined {
    const { count, lease } = this.#command;
    const coil = address - this.#command.address;
    if (coil >= 0 && coil < count) {
      if (value !== on && value !== off) return illegalValue;
      this.#untilMs[coil] = value === on ? Number.POSITIVE_INFINITY : 0;
      return this.#settle();
    }
    const flashed = coil - (lease?.offset ?? 0);
    if (lease === undefined || flashed < 0 || flashed >= count) return undefined;
    if (value < 1 || value > lease.maxUnits) return illegalValue;
    this.#untilMs[flashed] = this.#clock.nowMs() + value * lease.unit;
    return this.#settle();
  }

  #isOn(coil: number): boolean {
    return (this.#untilMs[coil] ?? 0) > this.#clock.nowMs();
  }

  /** Tells a change of the mask, and wakes for the next release. */
  #settle(): DeviceAnswer {
    const mask = this.#untilMs.reduce((sum, _, coil) => sum + (this.#isOn(coil) ? 2 ** coil : 0), 0);
    const next = Math.min(...this.#untilMs.filter((untilMs) => untilMs > this.#clock.nowMs()));
    if (Number.isFinite(next)) this.#release(next);
    if (mask !== this.#mask) {
      this.#mask = mask;
      this.#changed(mask);
    }
    return done;
  }
}

/** Rings at the time last set. Moving it later, which is what renewing does all the time, sets no new timer. */
function createAlarm(clock: Clock, ring: () => void): Alarm {
  let dueMs = Number.POSITIVE_INFINITY;
  let timerMs = Number.POSITIVE_INFINITY;
  let cancel: Cancel = () => {};
  const setTimer = () => {
    cancel();
    timerMs = dueMs;
    cancel = clock.at(dueMs, wake);
  };
  const wake = () => {
    timerMs = Number.POSITIVE_INFINITY;
    if (clock.nowMs() < dueMs) setTimer();
    else ring();
  };
  return (atMs) => {
    dueMs = atMs;
    if (timerMs > atMs) setTimer();
  };
}

/** Sets the time, monotonic ms. */
type Alarm = (atMs: number) => void;
