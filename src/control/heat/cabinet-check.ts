/**
 * What a cabinet's heat says of its parts: the air of its fans compared with its own past, and its temperature compared
 * with what power, fans and outdoor air alone would make of it.
 */

import { DAY_S } from '../../model/duration.ts';
import type { CabinetHeat } from './cabinet-heat.ts';
import { fullAir, type HeatInput, temperatureAfter } from './heat-model.ts';

/** Plain JSON. */
export interface CabinetCheck {
  /** Temperature by power, fans and outdoor air alone, C; null until the model is identified. */
  readonly byPowerC: number | null;
  /** Air of all fans at full speed, mean of about a day, 1/s. */
  readonly air: number;
  /** The usual value: rises within days after a filter is cleaned, hardly falls while one clogs. */
  readonly usualAir: number;
  /** Time the air has been followed, s. */
  readonly followedS: number;
}

/** Before the model has run for this long, the temperature is not assessed. */
const IDENTIFIED_MIN_S = 1800;
/** Before this time the air is not assessed: the model begins with the site file's numbers, which may be far off. */
const FOLLOWED_S = DAY_S;
const BETTER_TAU_S = 2 * DAY_S;
const WORSE_TAU_S = 365 * DAY_S;

/** Before the first cycle. */
export function newCheck(): CabinetCheck {
  return { byPowerC: null, air: 0, usualAir: 0, followedS: 0 };
}

/** One cycle. */
export function checkStep(before: CabinetCheck, heat: CabinetHeat, input: HeatInput): CabinetCheck {
  if (heat.identifiedS < IDENTIFIED_MIN_S) return before;
  const { seconds } = input;
  const byPowerC =
    before.byPowerC === null ? heat.tempC : temperatureAfter(heat.model, before.byPowerC, input);
  const now = fullAir(heat.model);
  if (before.followedS === 0) return { byPowerC, air: now, usualAir: now, followedS: seconds };
  const followedS = before.followedS + seconds;
  const air = before.air + (now - before.air) * Math.min(1, seconds / Math.min(DAY_S, followedS));
  if (followedS < FOLLOWED_S) return { byPowerC, air, usualAir: air, followedS };
  const tauS = air > before.usualAir ? BETTER_TAU_S : WORSE_TAU_S;
  const usualAir = before.usualAir + (air - before.usualAir) * Math.min(1, seconds / tauS);
  return { byPowerC, air, usualAir, followedS };
}

/** How much warmer the cabinet is than its power explains, K; null while it is not known. */
export function warmerThanPower(check: CabinetCheck, heat: CabinetHeat): number | null {
  const { byPowerC } = check;
  return byPowerC === null || heat.tempC === null || heat.isBlind ? null : heat.tempC - byPowerC;
}

/** Share of the usual air that is lost; null while it is not known. */
export function airLost({ air, usualAir, followedS }: CabinetCheck): number | null {
  return followedS < FOLLOWED_S || usualAir <= 0 ? null : 1 - air / usualAir;
}
