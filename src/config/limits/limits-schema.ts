/** A file of config/limits as it is written: one noise limit standard, each part with its clause. */

import { z } from 'zod';
import { defaultLeastValid } from '../../acoustics/periods/validity.ts';
import type { RelativeRule, RuleSet } from '../../acoustics/rule-set.ts';
import { phraseKey } from '../../model/phrase.ts';
import { name, timeOfDay } from '../../schema/fields.ts';
import { jsonSchemaOf } from '../problems/json-schema.ts';
import { cited, confidence, excess, levelDb, localized, seconds, text } from './cited-fields.ts';
import { restDays, term } from './term-schema.ts';

const timeBase = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('period') }).describe('LAeq of the whole period'),
    z
      .strictObject({ kind: z.literal('steady-minute'), fluctuationMaxDb: z.number().min(0).max(20) })
      .describe('The loudest minute while the minutes differ by no more, otherwise the whole period'),
    z.strictObject({ kind: z.literal('loudest-hour') }).describe('The full hour with the highest level'),
    z
      .strictObject({ kind: z.literal('rolling'), window: seconds })
      .describe('The loudest window of this length'),
    z
      .strictObject({ kind: z.literal('fixed'), window: seconds })
      .describe('The loudest of the windows that follow each other from the start of the period'),
  ])
  .describe('Which stretch is compared with the limit');

const period = z
  .strictObject({ start: timeOfDay, end: timeOfDay, timeBase, ...cited })
  .refine(({ start, end }) => start !== end, {
    error: phraseKey('same-start-end'),
  });

const peak = z.strictObject({
  period: z.enum(['day', 'evening', 'night']),
  cause: z.enum(['frequent', 'occasional', 'any']),
  overLimitDb: z.number().min(0).max(60).describe('LAFmax may exceed the LAeq limit by this'),
  binding: z.boolean().describe('false: shown for comparison, never part of the verdict'),
  ...cited,
});

const background = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none'), ...cited }).describe('The measured total is assessed'),
  z
    .strictObject({
      kind: z.literal('gb-table'),
      range: z.enum(['round-first', 'table-on-rounded']),
      ...cited,
    })
    .describe('GB 12348 and GB 22337, 5.7, table 4'),
  z.strictObject({ kind: z.literal('exact'), leastMarginDb: z.number().min(0).max(20), ...cited }),
  z.strictObject({ kind: z.literal('iso-1996-2'), coverage: z.number().min(0).max(4), ...cited }),
]);

const rounding = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none'), ...cited }),
  z.strictObject({ kind: z.literal('half-even'), decimals: z.int().min(0).max(2), ...cited }),
  z.strictObject({ kind: z.literal('half-up'), ...cited }),
]);

const relative = z
  .strictObject({
    over: z.enum(['residual', 'l90']).describe('LAeq or LA90 without the station'),
    compare: z
      .enum(['specific', 'total'])
      .describe('specific: the station alone, rated; total: everything with the station on (emergence)'),
    dayDb: excess.optional(),
    eveningDb: excess.optional(),
    nightDb: excess.optional(),
    durations: z
      .array(z.strictObject({ upTo: seconds, addDb: excess }))
      .optional()
      .describe('More is allowed to what lasts shorter, ascending'),
    appliesFromDb: levelDb.optional().describe('Does not apply to a total that is not above'),
    appliesFromInRoomDb: levelDb.optional().describe('The same for what is measured in a room'),
    outcomes: z.array(z.strictObject({ fromDb: z.number(), name })).optional(),
    coverage: z
      .number()
      .min(0)
      .max(4)
      .default(1)
      .describe('Standard uncertainties that a verdict keeps from the limit'),
    ...cited,
  })
  .refine(({ over, compare }) => !(over === 'l90' && compare === 'total'), {
    error: phraseKey('total-with-l90'),
  });

const octave = z.literal([31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000]);

const room = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('octaves'),
    insideOnly: z.boolean().describe('Covers only sources in the same building'),
    octavesHz: z.array(octave).min(1),
    peakOverDb: z.number().min(0).max(60),
    rows: z
      .array(
        z.strictObject({
          classes: z.array(name).min(1),
          room: z.enum(['A', 'B']),
          period: z.enum(['day', 'night']),
          laeqDb: levelDb,
          octavesDb: z.array(levelDb),
        }),
      )
      .min(1),
    ...cited,
  }),
  z.strictObject({
    kind: z.literal('emergence'),
    octavesHz: z.array(octave).min(1),
    allowedDb: z.array(levelDb).describe('How far each octave may exceed what is there without the station'),
    ...cited,
  }),
  z.strictObject({
    kind: z.literal('din-45680'),
    throughStructure: z
      .strictObject({ dayDb: levelDb, nightDb: levelDb, peakOverDb: z.number().min(0).max(60), ...cited })
      .optional()
      .describe('LAeq and LAFmax of sound from within the building'),
    ...cited,
  }),
]);

const leastValid = z
  .strictObject({
    minute: seconds.optional(),
    hour: seconds.optional(),
    day: seconds.optional(),
    evening: seconds.optional(),
    night: seconds.optional(),
  })
  .describe('Least valid time; what is not written has the usual value: 45s, 45m, 12h, 3h, 6h');

const limitClass = z.strictObject({
  area: localized.describe('What kind of area it is for'),
  confidence: confidence.optional(),
  dayDb: levelDb.optional(),
  eveningDb: levelDb.optional(),
  nightDb: levelDb.optional(),
});

/** The file; its output is the file with numbers for durations. */
export const limitsSchema = z.strictObject({
  id: name.describe('The name of the file without .yaml'),
  title: localized,
  source: text.describe('Where the numbers were read'),
  confidence,
  limits: z.strictObject({ ...cited, classes: z.record(name, limitClass) }),
  periods: z.strictObject({
    day: period.optional(),
    evening: period.optional(),
    night: period.optional(),
  }),
  peaks: z.array(peak).default([]),
  background,
  rounding,
  underMargin: z
    .strictObject({ overLimitMaxDb: z.number().min(0).max(10), ...cited })
    .optional()
    .describe('Too near the background to correct: so far above the limit still complies'),
  totalWithin: z
    .strictObject(cited)
    .optional()
    .describe('A total that is not above the limit complies without correction'),
  indoors: z
    .strictObject({ lowerByDb: z.number().min(0).max(30), ...cited })
    .optional()
    .describe('Taken off the limit where it is measured in the dwelling'),
  quantity: z
    .strictObject({ of: z.enum(['l5', 'l10', 'l50', 'l90', 'l95']), ...cited })
    .optional()
    .describe('What is compared with the limits; not written: LAeq'),
  restDays: restDays.optional(),
  rating: z
    .strictObject({ terms: z.array(term).min(1) })
    .optional()
    .describe('What is added to the level for its character before it is compared'),
  relative: relative.optional().describe('A limit relative to what is there without the station'),
  room: room.optional().describe('Limits in rooms, for sound through the structure'),
  leastValid: leastValid.default({}),
  notes: z.array(localized).default([]).describe('What the program leaves out or takes for granted'),
  undetermined: localized.describe('What the verdict "undetermined" means under this standard'),
});

/** A file as it is read. */
export type LimitsFile = z.output<typeof limitsSchema>;

/** The same for editors. */
export const limitsJsonSchema = jsonSchemaOf(limitsSchema, 'quietpost noise limits');

/** The rule set that a file describes. */
export function ruleSetOf(file: LimitsFile): RuleSet {
  const { limits, periods, rounding: rule, leastValid: least, relative: compared, ...rest } = file;
  const classes = Object.entries(limits.classes).map(([key, { dayDb, eveningDb, nightDb, ...about }]) => {
    const limitsDb = defined({ day: dayDb, evening: eveningDb, night: nightDb });
    return [key, { ...about, limitsDb }] as const;
  });
  return {
    ...rest,
    limits: { ...limits, classes: Object.fromEntries(classes) },
    periods: (['day', 'evening', 'night'] as const).flatMap((kind) => {
      const own = periods[kind];
      if (own === undefined) return [];
      const { start: startMin, end: endMin, timeBase: base, clause, confidence: sure } = own;
      const timeBase =
        base.kind === 'rolling' || base.kind === 'fixed' ? { kind: base.kind, windowS: base.window } : base;
      return [{ kind, startMin, endMin, timeBase, clause, confidence: sure }];
    }),
    rounding: rule.kind === 'half-up' ? { ...rule, decimals: 0 } : rule,
    ...(compared === undefined ? {} : { relative: relativeOf(compared) }),
    leastValid: { ...defaultLeastValid, ...defined(least) },
  };
}

function relativeOf({
  dayDb,
  eveningDb,
  nightDb,
  durations,
  ...rest
}: z.output<typeof relative>): RelativeRule {
  return {
    ...rest,
    allowedDb: defined({ day: dayDb, evening: eveningDb, night: nightDb }),
    durations: durations?.map(({ upTo, addDb }) => ({ upToS: upTo, addDb })),
  };
}

function defined<Key extends string>(
  values: Readonly<Partial<Record<Key, number | undefined>>>,
): Partial<Record<Key, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<Key, number>
  >;
}
