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

/** The registers of one device. `renew`: a master has talked to it; `show` places every word held. */
export class SetValues {
  readonly #options: SetValuesOptions;
  readonly #leased: readonly RegisterCommand[];
  readonly #held = new Map<number, number>();
  readonly #lease: Alarm;

  constructor(options: SetValuesOptions) {
    this.#options = options;
    this.#leased = options.commands.filter((command) => command.lease !== undefined);
    this.#lease = createAlarm(options.clock, () => this.#fallBack());
    this.#fallBack();
  }

  /** Somebody talks to the device. */
  renew(): void {
    if (this.#leased.some(({ lease }) => lease?.kind === 'traffic')) this.#renewLease();
  }

  show(place: (address: number, word: number) => void): void {
    for (const [address, word] of this.#held) place(address, word);
  }

  /** All or nothing: with one wrong address or value none is taken. */
  write(address: number, words: readonly number[]): DeviceAnswer {
    const taken: { readonly command: RegisterCommand; readonly word: number; readonly value: number }[] = [];
    for (const [offset, word] of words.entries()) {
      const command = this.#options.commands.find((candidate) => candidate.address === address + offset);
      if (command === undefined) return illegalAddress;
      const value = multiply(word, (command.scale ?? 1) * conversions[command.unit].factor);
      if (!isPlausible(command.quantity, value)) return illegalValue;
      taken.push({ command, word, value });
    }
    for (const { command, word, value } of taken) this.#take(command, word, value);
    if (taken.some(({ command }) => command.lease !== undefined)) this.#renewLease();
    return done;
  }

  #renewLease(): void {
    const { clock, leaseMs } = this.#options;
    if (leaseMs !== undefined) this.#lease(clock.nowMs() + leaseMs);
  }

  #fallBack(): void {
    const value = this.#options.failSafeValue;
    if (value === undefined) return;
    for (const command of this.#leased) this.#take(command, encodeRegisterCommand(command, value), value);
  }

  #take(command: RegisterCommand, word: number, value: number): void {
    this.#held.set(command.address, word);
    this.#options.changed(command, value);
  }
}
