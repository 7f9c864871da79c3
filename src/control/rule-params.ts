/** The parameters of every rule, as the site file writes them. One entry a rule; the names are the rules' names. */

import { z } from 'zod';
import { duration, percent } from '../schema/fields.ts';

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
      marginDb: z.number().min(0).max(10).describe('Target below the limit'),
      blindFanMaxPct: percent.describe('Fan cap at night while no level at the receptor is known'),
      derateC: z.number().describe('With fans at their cap, power steps down from here'),
      restoreC: z.number().describe('Below this, power steps up again'),
      hold: duration.describe('Least time between two steps of a cabinet'),
    })
    .describe(
      'At night: caps fans to the level the receptors allow, then power where the caps cost temperature',
    ),
  'thermal-fan': z
    .strictObject({
      startC: z.number().describe('Fans leave their rest speed here'),
      fullC: z.number().describe('Fans at 100 % here'),
      hysteresisC: z.number().min(0).describe('A fan slows only after the temperature fell by this'),
      slewPctPerS: z.number().positive().describe('Fastest change of speed'),
    })
    .describe('Regulation: fan speed follows the hottest temperature of the cabinet'),
  'quiet-lamp': z
    .strictObject({
      onDb: z.number().describe('Rest-area LAeq,1min that lights the lamp at night'),
      offDb: z.number().describe('Level below which it goes out'),
      hold: duration.describe('Least time in each state'),
    })
    .describe('Asks people in the rest area to be quiet at night; never derates'),
} as const;

export const ruleParamsSchema = z.strictObject(ruleParamSchemas);

export type RuleParams = z.output<typeof ruleParamsSchema>;
export type RuleName = keyof RuleParams;
