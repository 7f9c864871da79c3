/** A night as a scenario file describes it. Descriptions become the help that editors show (config/schema). */

import { z } from 'zod';
import { type JsonSchema, jsonSchemaOf } from '../../src/config/problems/json-schema.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/model/duration.ts';
import { phraseKey } from '../../src/model/phrase.ts';
import { duration, name, timeOfDay } from '../../src/schema/fields.ts';
import { defaultPhysics, type PhysicsParameters } from '../inputs/physics-parameters.ts';
import { eventSchema } from './scenario-events-schema.ts';

const text = z.string().min(1);
const powerDb = z.number().min(20).max(130);

/** Parameters that are divisors, or must not be absent. */
const positive: readonly string[] = [
  'referenceRatedW',
  'moduleHeatJPerK',
  'airHeatJPerK',
  'fullFlowM3PerS',
  'coverFlowFactor',
  'blownTransferWPerK',
  'sensorLagS',
  'fanLagS',
  'fanRunDownFactor',
  'moduleFanUpS',
  'moduleFanDownS',
  'bladeToneWidth',
  'humExponent',
  'coversApartM',
  'fanBlades',
  'whineHz',
];

/** Every field of PhysicsParameters, each optional. */
const physicsSchema = z
  .strictObject(
    Object.fromEntries(
      Object.entries(defaultPhysics).map(([key, usual]) => [key, fieldFor(key, usual).optional()]),
    ),
  )
  .transform((physics) => physics as Partial<PhysicsParameters>)
  .describe('Numbers of the station that differ from the usual ones (hw-mocks/inputs/physics-parameters.ts)');

function fieldFor(key: string, usual: number | boolean | readonly number[]): z.ZodType {
  if (typeof usual === 'boolean') return z.boolean().meta({ description: `Usually ${usual}` });
  const sign = positive.includes(key) ? z.number().positive() : z.number().min(usualLeast(key));
  const number = /(Share|recirculation|coverFlowFactor)$/.test(key) ? sign.max(1) : sign;
  if (typeof usual === 'number') return number.meta({ description: `Usually ${usual}`, examples: [usual] });
  return z.tuple([number, number]).meta({ description: `Usually ${usual.join(' to ')}, lowest first` });
}

/** Levels and temperatures may be below zero. */
function usualLeast(key: string): number {
  return /(Db|C)$/.test(key) ? -60 : 0;
}

const soundSchema = z
  .strictObject({
    fanPowerDb: powerDb.meta({ description: 'Sound power of one fan at full speed, dB(A)', examples: [80] }),
    humPowerDb: powerDb.meta({
      description: 'Sound power of the electronics at full power, dB(A)',
      examples: [72],
    }),
    sheetBodyM: z
      .tuple([z.number().positive().max(30), z.number().positive().max(30), z.number().positive().max(30)])
      .optional()
      .meta({
        description:
          'Length, width and height, m, where the figures are levels at 1 m of a data sheet: 14 to 17 dB below the sound power',
        examples: ['[1.2, 0.9, 2.1]'],
      }),
    insertionLossDb: z
      .number()
      .min(-5)
      .max(30)
      .meta({ description: 'What the cover takes off, dB: 5 to 15', examples: [8] }),
    distanceM: z.record(name, z.number().min(1).max(500)).meta({
      description: 'Distance to each receptor, m; levels may be named too',
      examples: ['{ north: 18 }'],
    }),
    reflectionDb: z
      .record(name, z.number().min(-10).max(6))
      .optional()
      .meta({
        description: 'What facades and walls add there, dB',
        examples: ['{ north: 3 }'],
      }),
    bearingDeg: z
      .record(name, z.number().min(-180).max(360))
      .optional()
      .meta({
        description: 'Bearing of the place from the exhaust side: 0 in front, 180 behind',
        examples: ['{ north: 180 }'],
      }),
    frontToBackDb: z
      .number()
      .min(0)
      .max(20)
      .optional()
      .describe('How much louder it is in front of the exhaust than behind, dB; not written: 8'),
  })
  .describe(
    'True sound: Lp = Lw - IL - 20 lg d - 8 + side + reflections. Not written: the site levels and an error',
  );

/** Temperatures and the share of power that is left there, of a data sheet. */
const deratingSchema = z.strictObject({
  by: z.enum(['module', 'air', 'inlet']).describe('Which temperature the modules go by; data sheets say air'),
  curve: z
    .array(z.tuple([z.number().min(-40).max(120), z.number().min(0).max(1)]))
    .min(2)
    .refine(
      (points) => points.every(([tempC], index) => index === 0 || tempC > (points[index - 1]?.[0] ?? 0)),
      {
        error: phraseKey('temperatures-rise'),
      },
    )
    .meta({
      description: 'Temperature, C, and the share of power left there, rising; straight between',
      examples: ['[[55, 1], [65, 0.5], [75, 0]]'],
    }),
});

const fanSchema = z.strictObject({
  powerDb: powerDb.optional().describe('Sound power of this fan, instead of fanPowerDb of its cabinet'),
  exponent: z.number().min(3).max(7).optional().describe('Power of the speed that its energy grows with'),
  flowFactor: z.number().positive().max(2).optional().describe('Air beside that of a usual fan'),
  bladeToneAt: z.number().min(0).max(1).optional().describe('Speed of its blade tone, share of full'),
  bladeToneDb: z.number().min(0).max(12).optional().describe('How much louder it is there, dB'),
});

const ductSchema = z.strictObject({
  resonanceHz: z
    .number()
    .min(20)
    .max(2000)
    .meta({ description: 'Of a duct of the length l, open at one end: c / 4 l', examples: [95] }),
  q: z.number().min(1).max(100).describe('Resonance over its width at half power'),
  gainDb: z.number().min(0).max(40).describe('How much louder a blade tone at the resonance is, dB'),
});

const cabinetSchema = z.strictObject({
  sound: soundSchema.optional(),
  physics: physicsSchema.optional(),
  duct: ductSchema.optional().describe('A resonance of the duct that its fans blow through'),
  derating: deratingSchema.optional().describe('By what the modules take their power back'),
  sensorsAt: z
    .array(z.enum(['module', 'air', 'inlet']))
    .optional()
    .describe('Where its temperature sensors really are, in the order of the site file'),
  fans: z.record(name, fanSchema).optional().describe('By fan device of the site'),
});

const siteSchema = z.strictObject({
  file: text.default('../../config/site.yaml').describe('Site file, relative to this scenario'),
  set: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({
      description: 'What the technician wrote differently, by path into the site file',
      examples: ['{ receptors.north.limits.nightDb: 50 }'],
    }),
});

const inputsSchema = z
  .strictObject({
    background: text.optional(),
    sessions: text.optional(),
    weather: text.optional(),
    curves: text.optional(),
  })
  .describe('Recordings in place of made-up input, relative to this scenario');

/** The whole file by its form; whether its names are those of the site is checked when it is loaded. */
export const scenarioSchema = z.strictObject({
  name: name.meta({ description: 'Name in tables', examples: ['summer-heavy'] }),
  about: text.describe('One sentence on what this night asks of a controller'),
  date: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, { error: phraseKey('form-date-quoted') })
    .refine((date) => !Number.isNaN(Date.parse(`${date}T00:00:00Z`)), { error: phraseKey('no-date') })
    .meta({ description: 'Local date on which it begins', examples: ['"2026-07-15"'] }),
  start: timeOfDay.default(20 * 60).describe('Local time at which it begins'),
  length: duration
    .refine((ms) => ms >= MINUTE_MS && ms <= 7 * DAY_MS, { error: phraseKey('scenario-length') })
    .default(10 * HOUR_MS)
    .describe('How long it lasts'),
  seed: z
    .int()
    .min(0)
    .meta({ description: 'Seed of everything random', examples: [1] }),
  site: siteSchema.prefault({}).describe('What the controller believes'),
  inputs: inputsSchema.default({}),
  physics: physicsSchema.optional(),
  cabinets: z.record(name, cabinetSchema).default({}).describe('What cabinets truly are'),
  events: z.array(eventSchema).default([]),
});

/** As written, with defaults. */
export type ScenarioFile = z.output<typeof scenarioSchema>;

/** The same for editors. */
export const scenarioJsonSchema: JsonSchema = jsonSchemaOf(scenarioSchema, 'quietpost scenario');
/** The file in config/schema and its text. */
export const scenarioSchemaFile = {
  'scenario.schema.json': `${JSON.stringify(scenarioJsonSchema, null, 2)}\n`,
} as const;
