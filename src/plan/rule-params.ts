/** The parameters of every rule, as written in the site file. One entry per rule, under its name. */

import { z } from 'zod';
import { duration, percent } from '../schema/fields.ts';

const margin = z.number().min(0).max(10);

/** By rule: what the site file may say, each with the help that editors show. */
export const ruleParamSchemas = {
  'over-temperature': z
    .strictObject({
      warnC: z.number().describe('From here fans are raised whatever the noise'),
      tripC: z.number().describe('Hard limit: full fans, least power, latched'),
      resetC: z.number().describe('The trip is left only below this'),
      tripPowerPct: percent.describe('Power limit while tripped'),
    })
    .describe('Interlock: keeps a cabinet below its hard temperature'),
  'fan-failure': z
    .strictObject({
      minSpeedPct: percent.describe('Below this share of the commanded speed a fan counts as failed'),
      after: duration.describe('For this long, so that a fan may run up'),
      powerPct: percent.describe('Power limit of the cabinet while one of its fans has failed'),
    })
    .describe('Interlock: a fan that does not turn'),
  'lost-input': z
    .strictObject({
      fanPct: percent.describe('Least fan speed of a cabinet without any good temperature'),
      powerPct: percent.describe('Power limit of a cabinet without any good temperature'),
    })
    .describe('What happens without the temperatures of a cabinet'),
  'operator-request': z
    .strictObject({ manualMax: duration.describe('Longest manual override') })
    .describe(
      'Requests of the back office and of the technician: tighten, or take manual mode for a bounded time',
    ),
  'night-noise': z
    .strictObject({
      marginDb: margin.describe('Target of every minute below the limit'),
      hourMarginDb: margin.describe('Target of the rolling hour below the limit'),
      nightMarginDb: margin.describe(
        'Mean of the night below the limit; a night that is too fast is held to it',
      ),
      limitC: z.number().describe('Power goes down before capped fans let a cabinet pass this'),
      gunFloorKw: z
        .number()
        .min(0)
        .describe('Never less power than this for each car that charges: below it some end their session'),
    })
    .describe('Caps fans to what the receptors allow, then power where the caps cost temperature'),
  'cease-use': z
    .strictObject({
      stepEvery: duration.default(60_000).describe('Power goes down by a step this often'),
    })
    .prefault({})
    .describe(
      'Where a permit asks for it, power goes down while a limit relative to the background is exceeded',
    ),
  'relay-hold': z
    .strictObject({
      hold: duration.describe('Least time between two changes of a power limit, up or down'),
      changesPerNight: z.int().min(4).describe('Most changes of a power limit in 8 hours'),
    })
    .describe('Spares the relays of the power limits; interlocks do not wait for it'),
  'plant-health': z
    .strictObject({
      airLostPct: percent
        .default(25)
        .describe('Tell when the fans move so much less air than usual at the same speed'),
      louderDb: z
        .number()
        .min(0.5)
        .default(2)
        .describe('Tell when fans or electronics are so much louder than usual at the same speed and power'),
    })
    .prefault({})
    .describe('Tells what a technician should look at; moves nothing'),
  'thermal-fan': z
    .strictObject({
      startC: z.number().describe('Fans leave their rest speed here'),
      fullC: z.number().describe('Fans at 100 % here'),
      hysteresisC: z.number().min(0).describe('A fan slows only after the temperature fell by this'),
      slewPctPerS: z.number().positive().describe('Fastest change of speed'),
      nightC: z.number().describe('At night fans turn only as fast as it takes to stay at this'),
      preCool: duration.describe('So long before the night a loaded cabinet is cooled ahead'),
    })
    .describe('Regulation: fan speed follows the temperature of the cabinet, at night by its heat model'),
  'quiet-lamp': z
    .strictObject({
      onDb: z.number().describe('Rest-area LAeq,1min that lights the lamp at night'),
      offDb: z.number().describe('Level below which it goes out'),
      hold: duration.describe('Least time in each state'),
      litMax: duration
        .prefault('20m')
        .describe('Lit for so long without effect, it goes dark for quietTime, so that it is still noticed'),
      quietTime: duration.prefault('5m').describe('How long it stays dark then'),
    })
    .describe('Asks people in the rest area to be quiet at night; never derates'),
  'fan-dither': z
    .strictObject({
      pairsPerNight: z.int().min(0).max(48).describe('Most pairs of half periods a night; 0: never'),
      every: duration.describe('Least time between two pairs'),
      measureEvery: duration
        .prefault('90m')
        .describe('Least time between two measurements by steps that only slow the fans; 0s: never'),
    })
    .default({ pairsPerNight: 0, every: 1_200_000, measureEvery: 5_400_000 })
    .describe(
      'At night fans run slower, or a little faster and slower, by turns, to measure how loud they are',
    ),
  'quiet-window': z
    .strictObject({
      after: duration.describe('Not before so much of the night has passed'),
      length: duration.describe('How long the fans are held at their slowest'),
      tries: z.int().min(0).max(20).describe('Most begins a night; 0: never'),
    })
    .default({ after: 10_800_000, length: 120_000, tries: 0 })
    .describe('Once a night least noise, to measure the background; only when it costs no energy'),
} as const;

/** The section `rules` of the site file. */
export const ruleParamsSchema = z.strictObject(ruleParamSchemas);

/** The parameters of all rules; durations in milliseconds. */
export type RuleParams = z.output<typeof ruleParamsSchema>;
/** A rule as the site file names it. */
export type RuleName = keyof RuleParams;

/** True for a rule of the present version. */
export function isRuleName(text: string): text is RuleName {
  return Object.hasOwn(ruleParamSchemas, text);
}
