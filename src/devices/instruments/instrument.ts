/**
 * An instrument that is no Modbus device, as data: what it is asked, what it answers, how to decode that. One YAML file
 * in config/devices per model. `ascii`: lines of text; `binary`: fixed numbers of bytes; both either answer questions
 * (`ask`) or send by themselves (`stream`). `one-wire`: sensors that the operating system shows as files.
 */

import { z } from 'zod';
import { phraseKey } from '../../model/phrase.ts';
import { duration, quantity } from '../../schema/fields.ts';
import { bandsFields } from '../description/bands.ts';
import { describedFields, serialField } from '../description/head.ts';
import { type DeviceUnit, deviceUnits } from '../description/units.ts';

const pointFields = {
  quantity,
  unit: z.enum(deviceUnits).describe('The unit the instrument sends; converted to the unit of the quantity'),
  scale: z.number().optional(),
  range: z
    .strictObject({ min: z.number(), max: z.number() })
    .optional()
    .describe('Narrower than the quantity, in its unit'),
};

const limits = z.strictObject({
  responseTimeout: duration.describe('Longest wait for an answer, or for the next piece of a stream'),
  minGap: duration.default(0).describe('Silence it needs between an answer and the next question'),
  quiet: duration
    .default(100)
    .describe('After an answer that failed, nothing is asked until the line was quiet for so long'),
});

const line = z.string().min(1).max(256);
const template = line.describe(
  'A line with {names} in place of what changes, {name:example} where it is no number; {list}: fields between commas',
);
const hex = z.string().regex(/^[0-9a-f]{2}( *[0-9a-f]{2})*$/i, { error: phraseKey('form-hex') });

/** What a status word of an instrument may mean. */
const verdicts = ['good', 'no-value', 'overload', 'under-range', 'restart'] as const;

const asciiStep = z.strictObject({
  send: line,
  answer: z.array(template).default([]).describe('The lines it answers, in order; none where it is silent'),
});

/** An instrument that speaks lines of text. */
export const asciiSchema = z.strictObject({
  kind: z.literal('ascii'),
  ...describedFields,
  serial: serialField,
  limits: limits.extend({ lineMax: z.int().min(8).max(4096).describe('A longer line is garbage') }),
  lineEnd: z.enum(['cr-lf', 'lf']).default('cr-lf').describe('How lines to the instrument end'),
  prompt: z.string().min(1).optional().describe('Characters that may stand before a line and mean nothing'),
  noValue: z
    .string()
    .min(1)
    .default('-. ')
    .describe('A field of nothing but these characters is no value: dashes'),
  status: z
    .record(z.string(), z.enum(verdicts))
    .default({})
    .describe(
      'Status words; a word not named here is no value. restart: the measurement is begun again by `open`',
    ),
  refusals: z.record(line, z.string()).default({}).describe('Lines by which it refuses, and what they mean'),
  sync: z
    .strictObject({ send: line, answer: template })
    .optional()
    .describe(
      'A question whose answer cannot be taken for a reading. Asked before the first reading and after every ' +
        'failure: when it is answered, no older answer is on its way any more',
    ),
  open: z.array(asciiStep).default([]).describe('Answer once the instrument has been recognised'),
  ask: z.array(asciiStep).optional().describe('Each reading, step by step'),
  stream: z
    .strictObject({
      start: line.optional(),
      stop: z.string().optional(),
      line: template,
      every: duration.describe('Usual time between two lines'),
    })
    .optional(),
  sinceLast: z
    .boolean()
    .default(false)
    .describe('Levels cover the time since the last question: only read at an even pace do they count'),
  points: z
    .array(
      z.strictObject({
        ...pointFields,
        field: z
          .union([z.string().regex(/^[a-z][A-Za-z0-9]*$/), z.int().min(0).max(255)])
          .describe('A {name} of an answer, or the place in its {list}, the first is 0'),
        decimals: z
          .int()
          .min(0)
          .max(4)
          .optional()
          .describe(
            'It always shows so many digits behind the point: anything else is a piece of something else',
          ),
        status: z.array(z.string()).optional().describe('Names of the status words that must be good'),
      }),
    )
    .min(1),
  bands: z
    .strictObject({
      ...bandsFields,
      field: z.int().min(0).max(255).describe('Place of the first band in the {list}; the others follow'),
      decimals: z.int().min(0).max(4).optional().describe('As in a point'),
      status: z.array(z.string()).optional().describe('Names of the status words that must be good'),
      length: z
        .int()
        .min(1)
        .max(256)
        .optional()
        .describe('The list has exactly so many fields: any other is a meter that is set otherwise'),
    })
    .optional()
    .describe('Band levels without weighting, dB: one spectrum, good as a whole or not'),
});

const binaryStep = z.strictObject({
  send: hex,
  answer: z.int().min(1).max(256).describe('Bytes it answers'),
});

/** An instrument that speaks bytes. */
export const binarySchema = z.strictObject({
  kind: z.literal('binary'),
  ...describedFields,
  serial: serialField,
  limits,
  sync: binaryStep
    .extend({ begins: z.string().min(2).describe('Text at the beginning of the answer') })
    .optional()
    .describe('A question whose answer cannot be taken for a reading, asked as in an ascii definition'),
  ask: z.array(binaryStep).optional().describe('Each reading, step by step; the answers are put in a row'),
  stream: z
    .strictObject({
      start: hex.optional(),
      stop: hex.optional(),
      frame: z
        .string()
        .regex(/^([0-9a-f]{2}|\.\.)( ([0-9a-f]{2}|\.\.))+$/i, {
          error: phraseKey('form-frame'),
        })
        .describe('Bytes of one frame, ".." for those that change'),
      every: duration.describe('Usual time between two frames'),
    })
    .optional(),
  sinceLast: asciiSchema.shape.sinceLast,
  require: z
    .array(
      z.strictObject({
        at: z.int().min(0).max(255),
        mask: z.int().min(1).max(255),
        is: z.int().min(0).max(255),
        otherwise: z.string().describe('What is wrong when it is not so'),
      }),
    )
    .default([])
    .describe('Bits without which there is no reading: settings at which the level is another'),
  points: z
    .array(
      z.strictObject({
        ...pointFields,
        at: z.int().min(0).max(255).describe('Place of the first byte in the answer or frame'),
        type: z.enum(['uint8', 'uint16', 'int16', 'float32']),
        order: z.enum(['big', 'little']).default('big'),
      }),
    )
    .min(1),
});

/** A family of sensors that the operating system shows as files. */
export const oneWireSchema = z.strictObject({
  kind: z.literal('one-wire'),
  ...describedFields,
  family: z
    .string()
    .regex(/^[0-9a-f]{2}$/, { error: phraseKey('form-family') })
    .describe('The first two digits of the sensor number'),
  limits: z.strictObject({ responseTimeout: duration }),
  points: z.array(z.strictObject({ ...pointFields, sentinels: z.array(z.number()).default([]) })).length(1),
});

/** An `ascii` file as checked, points without their defaults. */
export type AsciiFile = z.output<typeof asciiSchema>;
/** A `binary` file as checked, points without their defaults. */
export type BinaryFile = z.output<typeof binarySchema>;
/** A `one-wire` file as checked, points without their defaults. */
export type OneWireFile = z.output<typeof oneWireSchema>;
/** A file of any of these kinds. */
export type InstrumentFile = AsciiFile | BinaryFile | OneWireFile;

/** What a reading is of, whatever the device speaks. */
export interface Shown {
  /** `sound.laeq`: the channel id without the device. */
  readonly id: string;
  readonly quantity: z.output<typeof quantity>;
  readonly everyMs: number | undefined;
  readonly countedBy: string | undefined;
}

/** A point with its defaults filled in. */
export type InstrumentPoint<P> = Omit<P, 'scale' | 'range'> &
  Shown & {
    readonly unit: DeviceUnit;
    readonly scale: number;
    readonly min: number;
    readonly max: number;
  };

type Resolved<F extends InstrumentFile> = Omit<F, 'points'> & {
  readonly points: readonly InstrumentPoint<F['points'][number]>[];
};

/** An `ascii` definition with everything filled in. */
export type AsciiDefinition = Resolved<AsciiFile>;
/** A `binary` definition with everything filled in. */
export type BinaryDefinition = Resolved<BinaryFile>;
/** A `one-wire` definition with everything filled in. */
export type OneWireDefinition = Resolved<OneWireFile>;
/** The definition of an instrument behind a port of its own. */
export type MeterDefinition = AsciiDefinition | BinaryDefinition;
/** The definition of any device that is not Modbus. */
export type InstrumentDefinition = MeterDefinition | OneWireDefinition;
