/**
 * The writable registers of a simulated device, which hold the last value written. In a device with a traffic lease
 * they take their fail-safe value when no master talks to it for that time, with a write lease when none writes.
 */

import { conversions, multiply } from '../../src/devices/description/units.ts';
import type { RegisterCommand } from '../../src/devices/modbus/command.ts';
import { encodeRegisterCommand } from '../../src/devices/modbus/encode.ts';
import { isPlausible } from '../../src/model/quantity.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { type DeviceAnswer, done, illegalAddress, illegalValue } from '../faults/device-answer.ts';
import { type Alarm, createAlarm } from './alarm.ts';

/** Which registers can be written, and who is told of a new value. */
export interface SetValuesOptions {
  readonly commands: readonly RegisterCommand[];
  readonly clock: Clock;
  /** Set values with a lease, at the start and after the lease, in the unit of the command's quantity. */
  readonly failSafeValue?: number;
  /** Lease of such a device, ms. */
  readonly leaseMs?: number;
  /** In the unit of the command's quantity. */
  changed(command: RegisterCommand, value: number): void;
}

/** The registers of one device. */
export interface SetValues {
  /** Somebody talks to the device. */
  renew(): void;
  /** Places every word held. */
  show(place: (address: number, word: number) => void): void;
  /** All or nothing: with one wrong address or value none is taken. */
  write(address: number, words: readonly number[]): DeviceAnswer;
}

/** Registers with a lease begin at their fail-safe value. */
export function createSetValues(options: SetValuesOptions): SetValues {
  const state: State = {
    options,
    leased: options.commands.filter((command) => command.lease !== undefined),
    held: new Map(),
    lease: createAlarm(options.clock, () => fallBack(state)),
  };
  fallBack(state);
  return {
    renew() {
      if (state.leased.some(({ lease }) => lease?.kind === 'traffic')) renewLease(state);
    },
    show(place) {
      for (const [address, word] of state.held) place(address, word);
    },
    write: (address, words) => write(state, address, words),
  };
}

interface State {
  readonly options: SetValuesOptions;
  readonly leased: readonly RegisterCommand[];
  readonly held: Map<number, number>;
  readonly lease: Alarm;
}

/** All or nothing: with one wrong address or value none is taken. */
function write(state: State, address: number, words: readonly number[]): DeviceAnswer {
  const taken: { readonly command: RegisterCommand; readonly word: number; readonly value: number }[] = [];
  for (const [offset, word] of words.entries()) {
    const command = state.options.commands.find((candidate) => candidate.address === address + offset);
    if (command === undefined) return illegalAddress;
    const value = multiply(word, (command.scale ?? 1) * conversions[command.unit].factor);
    if (!isPlausible(command.quantity, value)) return illegalValue;
    taken.push({ command, word, value });
  }
  for (const { command, word, value } of taken) take(state, command, word, value);
  if (taken.some(({ command }) => command.lease !== undefined)) renewLease(state);
  return done;
}

function renewLease(state: State): void {
  const { clock, leaseMs } = state.options;
  if (leaseMs !== undefined) state.lease(clock.nowMs() + leaseMs);
}

function fallBack(state: State): void {
  const value = state.options.failSafeValue;
  if (value === undefined) return;
  for (const command of state.leased) take(state, command, encodeRegisterCommand(command, value), value);
}

function take(state: State, command: RegisterCommand, word: number, value: number): void {
  state.held.set(command.address, word);
  state.options.changed(command, value);
}
