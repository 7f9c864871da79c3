/** A file of config/limits as it is written: one noise limit standard, each part with its clause. */

import { z } from 'zod';
import { defaultLeastValid } from '../../acoustics/periods/validity.ts';
import type { RuleSet } from '../../acoustics/rule-set.ts';
import { duration, name, timeOfDay } from '../../schema/fields.ts';
import { jsonSchemaOf } from '../problems/json-schema.ts';

const text = z.string().min(1);
const levelDb = z.number().min(0).max(120);
const seconds = duration.transform((ms) => ms / 1000);

const localized = z.strictObject({ en: text, zh: text.optional() });
const confidence = z
  .enum(['confirmed', 'derived', 'unconfirmed'])
  .describe(
    'confirmed: read in the text or a restatement; derived: our conclusion; unconfirmed: from memory',
  );
const cited = {
  clause: z.union([text.transform((en) => ({ en })), localized]).meta({
    description: 'Where it stands; words beside the name in both languages',
    examples: ['GB 22337-2008 4.1.1'],
  }),
  confidence,
};

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
  ])
  .describe('Which stretch is compared with the limit');

const period = z
  .strictObject({ start: timeOfDay, end: timeOfDay, timeBase, ...cited })
  .refine(({ start, end }) => start !== end, {
    error: 'start and end are the same: divide the day into two periods',
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
  leastValid: leastValid.default({}),
  notes: z.array(localized).default([]).describe('What the program leaves out or takes for granted'),
  undetermined: localized.describe('What the verdict "undetermined" means under this standard'),
});

/** The same for editors. */
export const limitsJsonSchema = jsonSchemaOf(limitsSchema, 'quietpost noise limits');

/** The rule set that a file describes. */
export function ruleSetOf(file: z.output<typeof limitsSchema>): RuleSet {
  const { limits, periods, rounding: rule, leastValid: least, ...rest } = file;
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
      const timeBase = base.kind === 'rolling' ? { kind: base.kind, windowS: base.window } : base;
      return [{ kind, startMin, endMin, timeBase, clause, confidence: sure }];
    }),
    rounding: rule.kind === 'half-up' ? { ...rule, decimals: 0 } : rule,
    leastValid: { ...defaultLeastValid, ...defined(least) },
  };
}

function defined<Key extends string>(
  values: Readonly<Partial<Record<Key, number | undefined>>>,
): Partial<Record<Key, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<Key, number>
  >;
}
