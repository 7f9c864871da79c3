/** `clock`: half power for the whole night in any case, like a timer relay. Fans follow the temperature. */

import type { SealedRule } from '../../control/rules/rule.ts';
import { message } from '../../model/message.ts';

const NAME = 'night-half';
const NIGHT_POWER_PCT = 50;

export const nightHalf: SealedRule = {
  name: NAME,
  needs: () => [],
  initial: () => null,
  evaluate({ plan, isNight }) {
    if (!isNight) return { state: null, bounds: [], events: [] };
    const bounds = plan.cabinets.map(({ limit }) => ({
      output: limit,
      max: NIGHT_POWER_PCT,
      priority: 'noise' as const,
      rule: NAME,
      reason: message('policy-night-half', { powerPct: NIGHT_POWER_PCT }),
    }));
    return { state: null, bounds, events: [] };
  },
};
