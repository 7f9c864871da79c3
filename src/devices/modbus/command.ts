/** What can be written to a device: set values in registers, and relays that are coils or registers. */

import { z } from 'zod';
import { duration, name, quantity } from '../../schema/fields.ts';
import { deviceUnits } from '../description/units.ts';

const address = z.int().min(0).max(0xffff);
const word = z.int().min(0).max(0xffff);

const registerCommand = z.strictObject({
  name,
  kind: z.literal('register'),
  quantity,
  address,
  unit: z.enum(deviceUnits),
  scale: z.number().optional(),
  /** EEPROM-backed set values: write only a change of at least `minStep`, at most every `minInterval`. */
  minStep: z.number().min(0).optional(),
  minInterval: duration.optional(),
  /**
   * The device takes its fail-safe when no master talks to it, and any traffic renews the lease (`traffic`); or when this
   * register is not written again (`write`).
   */
  lease: z.strictObject({ kind: z.enum(['traffic', 'write']), note: z.string() }).optional(),
});

const coilCommand = z.strictObject({
  name,
  kind: z.literal('coil'),
  address: address.describe('Address of the first coil'),
  count: z.int().min(1).max(64),
  /** Energise for a time that the board counts: coil address + offset, value in units. */
  lease: z
    .strictObject({
      kind: z.literal('flash'),
      offset: address,
      unit: duration,
      maxUnits: z.int().min(1).max(0xffff),
    })
    .optional(),
});

/** Relays that are holding registers: one word switches on, another off. */
const registerRelayCommand = z.strictObject({
  name,
  kind: z.literal('register-relay'),
  address: address.describe('Address of the first relay'),
  count: z.int().min(1).max(64),
  on: word.describe('The word that energises, and leaves energised'),
  off: word.describe('The word that releases'),
  /** Energise for a time that the board counts: the word is `base` + units. */
  lease: z
    .strictObject({
      kind: z.literal('delay'),
      base: word,
      unit: duration,
      maxUnits: z.int().min(1).max(0xffff),
    })
    .optional(),
});

/** One entry under `commands` of a definition, by its kind. */
export const commandSchema = z.discriminatedUnion('kind', [
  registerCommand,
  coilCommand,
  registerRelayCommand,
]);

/** What can be written, as checked; durations in milliseconds. */
export type Command = z.output<typeof commandSchema>;
/** A set value in a register. */
export type RegisterCommand = Extract<Command, { kind: 'register' }>;
/** Relays that are coils. */
export type CoilCommand = Extract<Command, { kind: 'coil' }>;
/** Relays that are registers, each with its words for on and off. */
export type RegisterRelayCommand = Extract<Command, { kind: 'register-relay' }>;
/** A command that switches single relays. */
export type RelayCommand = CoilCommand | RegisterRelayCommand;
