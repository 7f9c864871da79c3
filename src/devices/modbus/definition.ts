/**
 * A Modbus device model as data: register map, limits, behaviour on silence. One YAML file in config/devices per model,
 * validated here, interpreted by read-plan.ts, decode.ts and encode.ts. Addresses are 0-based, as on the wire.
 * Instruments that speak lines, frames or 1-wire instead: instrument.ts.
 */

import { z } from 'zod';
import { phraseKey } from '../../model/phrase.ts';
import { duration, name, quantity } from '../../schema/fields.ts';
import { bandsFields } from '../description/bands.ts';
import { describedFields, serialField } from '../description/head.ts';
import { type DeviceUnit, deviceUnits } from '../description/units.ts';
import { type Command, commandSchema } from './command.ts';

/** How what stands at an address is read. `bit`: one that is on or off; `bits`: a row of them as one mask. */
export const registerTypes = [
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'uint64',
  'int64',
  'bit',
  'bits',
] as const;

/** The type of a point. */
export type RegisterType = (typeof registerTypes)[number];

const wordOrder = z.enum(['msw-first', 'lsw-first']);
const table = z.enum(['coil', 'discrete', 'holding', 'input']);
const address = z.int().min(0).max(0xffff);

/** A constant factor, or a decimal point kept in another register: value = raw * 10^(register + exponent). */
const scale = z.union([
  z.number(),
  z.strictObject({
    register: address,
    type: z.enum(['int16', 'uint16']).default('uint16'),
    exponent: z.int().default(0),
  }),
]);

const pointSchema = z.strictObject({
  quantity,
  part: name.optional().describe('Distinguishes points of one quantity: l1, l2, l3'),
  address,
  table: table.optional(),
  type: z.enum(registerTypes).optional(),
  wordOrder: wordOrder.optional(),
  /** For `bits`: number of coils, discrete inputs or on-off registers in the mask. */
  count: z.int().min(1).max(16).optional(),
  unit: z.enum(deviceUnits).describe('The unit the device sends; converted to the unit of the quantity'),
  scale: scale.optional(),
  sentinels: z.array(z.number()).optional().describe('Raw values that mean "no value"'),
  range: z
    .strictObject({ min: z.number(), max: z.number() })
    .optional()
    .describe('Narrower than the quantity, in its unit'),
  every: duration.optional().describe('Poll period of this point where it differs from the device'),
  /** The point of quantity sound.count whose change marks a new sample of this point. */
  countedBy: z.literal('sound.count').optional(),
  times: z
    .array(z.string().regex(/^ratio(\.[a-z0-9_-]+)?$/, { error: phraseKey('form-ratio-points') }))
    .min(1)
    .optional()
    .describe(
      'Points of quantity ratio, or ratios of the device entry, that the value is multiplied by; while one is missing the value is bad',
    ),
});

const bandsSchema = z.strictObject({
  ...bandsFields,
  address: address.describe('Of the first band; the others follow without holes'),
  table: table.optional(),
  type: z.enum(['int16', 'uint16', 'float32']).optional(),
  wordOrder: wordOrder.optional(),
  scale: z.number().optional(),
  sentinels: pointSchema.shape.sentinels,
  every: pointSchema.shape.every,
  countedBy: pointSchema.shape.countedBy,
});

/** A ratio that no register gives, for example the energy of one count. */
const statedRatio = z.strictObject({
  about: z.string().min(1).describe('What it is, and how to find it out'),
  usual: z.number().positive().describe('Taken where the device entry says nothing'),
  oneOf: z
    .array(z.number().positive())
    .min(2)
    .optional()
    .describe('The values that are known; not written: all are taken'),
});

const limits = z.strictObject({
  maxRegistersPerRead: z.int().min(1).max(125),
  minGap: duration.default(0),
  responseTimeout: duration,
  turnaround: duration
    .optional()
    .describe('Usual time to answer, where known. Not written: 20ms. For the plan of the bus only'),
  /** Whether a read may span registers that no point names. */
  holes: z.enum(['allowed', 'forbidden']),
  forbidden: z
    .array(z.strictObject({ table: table.optional(), from: address, to: address }))
    .optional()
    .describe('Registers, first and last, that no read may touch even where holes are allowed'),
  even: z
    .boolean()
    .default(false)
    .describe('Reads must begin at an even address and have an even number of registers'),
});

/** A register whose value identifies the model; `quietpost scan` reads it. */
const probe = z.strictObject({
  table: z.enum(['holding', 'input']),
  address,
  type: z.enum(['uint16', 'int16', 'uint32', 'int32', 'float32']),
  expect: z
    .union([z.number(), z.strictObject({ min: z.number(), max: z.number() })])
    .describe('The raw number there: one value where it names the model, else the range it must lie in'),
});

/**
 * A definition file of kind `modbus` by its form; what its parts say of each other is checked when it is
 * loaded.
 */
export const definitionSchema = z.strictObject({
  kind: z.literal('modbus'),
  ...describedFields,
  serial: serialField,
  limits,
  /** What an unassigned register answers inside the map; used only by the simulated device. */
  unassigned: z.enum(['zero', 'illegal-address']).default('zero'),
  base: z
    .string()
    .min(1)
    .optional()
    .describe('Addresses count from a base that the device entry of the site gives; says how to find it'),
  defaults: z
    .strictObject({
      table: table.optional(),
      type: z.enum(registerTypes).optional(),
      wordOrder: wordOrder.optional(),
    })
    .default({}),
  ratios: z
    .record(name, statedRatio)
    .default({})
    .describe('Ratios that the device entry of the site may state, by the part of their id'),
  unitIds: z
    .int()
    .min(1)
    .max(4)
    .default(1)
    .describe('Most unit ids that one device takes: a meter of two channels takes its own and the next'),
  probe: probe.optional().describe('One register by which a scan recognises the model'),
  points: z.array(pointSchema).min(1),
  bands: bandsSchema
    .optional()
    .describe('Band levels without weighting, dB: one spectrum, good as a whole or not'),
  commands: z.array(commandSchema).default([]),
});

/** The file as written, after zod; `resolveDefinition` in resolve.ts fills the defaults and cross-checks. */
export type DefinitionFile = z.output<typeof definitionSchema>;

/** One value of a device, with its place and its decoding. */
export interface Point {
  /** `sound.laeq` or `voltage.l1`: the channel id without the device. */
  readonly id: string;
  readonly quantity: z.output<typeof quantity>;
  readonly table: z.output<typeof table>;
  readonly address: number;
  readonly type: RegisterType;
  readonly wordOrder: 'msw-first' | 'lsw-first';
  /** Registers (or coils) this point occupies. */
  readonly width: number;
  readonly unit: DeviceUnit;
  readonly scale:
    | number
    | { readonly register: number; readonly type: 'int16' | 'uint16'; readonly exponent: number };
  readonly sentinels: readonly number[];
  readonly min: number;
  readonly max: number;
  /** Undefined: the device's own poll period. */
  readonly everyMs: number | undefined;
  readonly countedBy: string | undefined;
  /** Ids of the points it is multiplied by. */
  readonly times?: readonly string[];
  /** Those of `times` that the site file states or no register gives. */
  readonly stated?: readonly string[];
  /** The product of `stated`. */
  readonly factor?: number;
}

/** A ratio that the device entry of the site may state. */
export type StatedRatio = z.output<typeof statedRatio>;

/** What a scan reads to recognise the model. */
export type Probe = z.output<typeof probe>;

/** Registers that no read may touch, both ends included. */
export interface ForbiddenRange {
  readonly table: Point['table'];
  readonly from: number;
  readonly to: number;
}

/** A device model with all defaults filled in. */
export interface DeviceDefinition {
  readonly model: string;
  readonly title: string;
  readonly source: string;
  readonly confidence: 'A' | 'B' | 'C' | 'U';
  readonly verified: boolean;
  readonly serial: { readonly baud: number; readonly format: '8N1' | '8E1' | '8O1' | '8N2' };
  readonly maxRegistersPerRead: number;
  readonly minGapMs: number;
  readonly responseTimeoutMs: number;
  /** Usual time from the question to the answer; undefined: not known. */
  readonly turnaroundMs?: number;
  readonly holes: 'allowed' | 'forbidden';
  /** Registers `from` to `to`, both included, that no read may touch. */
  readonly forbidden?: readonly ForbiddenRange[];
  /** Reads must begin at an even address and have an even length. */
  readonly even?: boolean;
  /** How to find the base address that each device has; addresses count from it. */
  readonly base?: string;
  /** Ratios that no register gives, by their part. */
  readonly ratios?: Readonly<Record<string, StatedRatio>>;
  /** Largest number of unit ids that one device takes. */
  readonly unitIds?: number;
  readonly onSilence: string;
  readonly unassigned: 'zero' | 'illegal-address';
  readonly probe?: Probe;
  readonly points: readonly Point[];
  readonly commands: readonly Command[];
}

/** One read request and the points it carries. */
export interface ReadBlock {
  readonly table: Point['table'];
  readonly address: number;
  readonly count: number;
  readonly everyMs: number;
  readonly points: readonly Point[];
}
