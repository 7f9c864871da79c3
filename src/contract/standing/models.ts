import { z } from 'zod';
import { gateStates } from '../../model/sound/gate.ts';
import { count, decibels, mode, ts, v } from '../form/fields.ts';
import { defineTopic } from '../form/topic.ts';
import { type ForecastPayload, forecastSchema } from './forecast.ts';

const cabinet = z.object({
  temp_c: z.number().nullable(),
  /** What the model expects the hottest sensor to show. */
  expected_c: z.number().nullable(),
  /** No sensor is good: `temp_c` is the worst it can have become. */
  blind: z.boolean(),
  /** Rise above outdoors at rated power and full fans, and the time constant then. */
  rise_k: z.number().min(0),
  settle_s: z.number().min(0),
  /** Time over which the model was identified. */
  identified_min: count,
  /** Sound of the fans relative to the fan law at their speed. */
  fans_louder_db: decibels,
});

/** The relays behind a power limit. */
const limit = z.object({
  value: z.number().nullable(),
  changes_8h: count,
  /** Most changes in 8 h. */
  budget: count,
  /** Changes since the start. */
  changes: count,
  permitted_moves: z.enum(['up and down', 'down', 'nothing']),
});

const receptor = z.object({
  limit_db: z.number(),
  equipment_db: decibels,
  /** Allowed level of the equipment by its model, and the time base of the budget that says so. */
  allowed_db: decibels,
  time_base: z.enum(['minute', 'hour', 'night']).nullable(),
  /** What lowers the limit below that of the site file; absent: nothing. */
  lowered: z
    .object({
      site_db: z.number(),
      /** The background that the limit follows, its uncertainty taken off; null: it follows none. */
      background_db: decibels,
      measured: z.boolean(),
      tone_penalty_db: z.number(),
    })
    .optional(),
  /** The equipment is at most this much louder than its model. */
  expanded_uncertainty_db: z.number(),
  gate: z.enum(gateStates),
  why: z.string(),
  why_key: z.string().optional(),
  why_values: z.record(z.string(), z.unknown()).optional(),
});

const avoidedBand = z.object({
  low_pct: z.number(),
  high_pct: z.number(),
  /** Written in the site file, or learned from tones at a receptor. */
  by: z.enum(['site', 'learned']),
});

/** The models fitted to the plant, and what they allow. */
export const modelsSchema = z.object({
  v,
  ts,
  session: z.string(),
  mode,
  cabinets: z.record(z.string(), cabinet),
  limits: z.record(z.string(), limit),
  receptors: z.record(z.string(), receptor),
  /** By fan: speeds with a tone that it steps over, percent; absent: none. */
  avoided: z.record(z.string(), z.array(avoidedBand)).optional(),
  /** Of tonight; null before an hour before it and without past nights. Older stations do not give it. */
  forecast: forecastSchema.nullable().optional(),
  /** The site file says that learned speeds are only told; absent: they are stepped over. */
  tone_mode: z.literal('learn').optional(),
});

/** All bands as a line of the site file, where it does not have them yet. */
function siteLine(bands: readonly z.infer<typeof avoidedBand>[]): string {
  if (bands.every(({ by }) => by === 'site')) return '';
  const entries = bands.map(({ low_pct, high_pct }) => `{ lowPct: ${low_pct}, highPct: ${high_pct} }`);
  return `, as a line of the site file: avoid: [${entries.join(', ')}]`;
}

function loweredText({
  background_db,
  measured,
  tone_penalty_db,
}: NonNullable<z.infer<typeof receptor>['lowered']>): string {
  const follows = background_db === null ? '' : `, limit by a background of ${background_db} dB`;
  const unknown = background_db === null || measured ? '' : ' that is not measured';
  return `${follows}${unknown}${tone_penalty_db === 0 ? '' : `, ${tone_penalty_db} dB less for a tone`}`;
}

/** What is probably still to come, by the middle of each figure. */
function forecastText({ night, nights, rest }: ForecastPayload): string {
  const middle = (spread: ForecastPayload['rest']['kwh']): string => String(spread?.[1] ?? '-');
  return `night of ${night} by ${nights} before it: still ${middle(rest.kwh)} kWh, ${middle(rest.risk_min)} minutes at risk, ${middle(rest.limited_min)} with limited power, ${middle(rest.withheld_kwh)} kWh withheld at most`;
}

/** The models of a station as published. */
export type ModelsPayload = z.infer<typeof modelsSchema>;

/** What the controller believes of its plant, with how sure it is. */
export const modelsTopic = defineTopic({
  pattern: 'models',
  direction: 'up',
  qos: 1,
  retain: true,
  about: 'Models of heat, relays and sound, forecast of the night',
  producer: 'src/backoffice/telemetry/models.ts',
  period:
    'every 5 min, within a minute when a gate, a limit, what may move or the forecast changes; metered: every 10 min',
  schema: modelsSchema,
  lines: ({ ts, cabinets, limits, receptors, avoided = {}, tone_mode, forecast = null }, { timeOf }) => {
    const parts = [
      ...Object.entries(cabinets).map(
        ([id, { rise_k, settle_s, identified_min }]) =>
          `${id} warms by ${rise_k} K in ${settle_s} s at full power and fans (identified from ${identified_min} min)`,
      ),
      ...Object.entries(limits).map(
        ([id, { changes_8h, budget }]) => `${id} moved ${changes_8h} of ${budget} times in 8 h`,
      ),
      ...Object.entries(receptors).map(
        ([id, { equipment_db, allowed_db, expanded_uncertainty_db, gate, lowered }]) =>
          `${id} equipment ${equipment_db ?? '-'} dB, allowed ${allowed_db ?? '-'} dB, uncertainty ${expanded_uncertainty_db} dB, ${gate}${lowered === undefined ? '' : loweredText(lowered)}`,
      ),
      ...Object.entries(avoided).map(
        ([fan, bands]) =>
          `${fan} ${tone_mode === 'learn' ? 'would step' : 'steps'} over ${bands.map(({ low_pct, high_pct, by }) => `${low_pct} to ${high_pct} % (${by})`).join(', ')}${siteLine(bands)}`,
      ),
      ...(forecast === null ? [] : [forecastText(forecast)]),
    ];
    return [`${timeOf(ts)} models: ${parts.join(' | ')}`];
  },
  example: {
    v: 1,
    ts: 1_767_646_800_000,
    session: '5f3a90c1d2e4',
    mode: 'auto',
    cabinets: {
      a: {
        temp_c: 44.1,
        expected_c: null,
        blind: false,
        rise_k: 21.5,
        settle_s: 180,
        identified_min: 12,
        fans_louder_db: 0.4,
      },
    },
    limits: { 'limit-a': { value: 100, changes_8h: 2, budget: 12, changes: 5, permitted_moves: 'down' } },
    receptors: {
      flat: {
        limit_db: 50,
        equipment_db: 41.2,
        allowed_db: 47.9,
        time_base: 'hour',
        expanded_uncertainty_db: 1.1,
        gate: 'trusted',
        why: 'known to 0.9 dB.',
        why_key: 'known-to',
        why_values: { uncertaintyDb: 0.9 },
      },
    },
    forecast: {
      night: '2026-01-05',
      made: 1_767_646_800_000,
      nights: 14,
      by_weather: ['withheld_kwh'],
      rest: {
        kwh: [190, 212.5, 240.1],
        over_db: [-4.1, -2.2, -0.6],
        risk_min: [0, 2, 9],
        limited_min: [0, 0, 30],
        withheld_kwh: [0, 0, 12.4],
      },
      hours: [
        {
          from: 1_767_650_400_000,
          kwh: [190, 212.5, 240.1],
          over_db: [-4.1, -2.2, -0.6],
          risk_min: [0, 2, 9],
          limited_min: [0, 0, 30],
          withheld_kwh: [0, 0, 12.4],
          measured: null,
        },
      ],
    },
  },
});
