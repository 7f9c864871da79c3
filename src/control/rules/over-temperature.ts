/**
 * Keeps a cabinet below its hard temperature. From `warnC` on it sets a floor under the fans that noise cannot move,
 * and half power from half way to the trip; at `tripC` full fans and least power, latched until `resetC`.
 */

import type { Bound, Priority } from '../../model/bound.ts';
import type { RuleEvent } from '../../model/event.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { partOfIds } from '../saved/part.ts';
import type { Rule } from './rule.ts';
import { hottest } from './temperatures.ts';

type Params = RuleParams['over-temperature'];
/** Cabinets that have tripped. */
type State = readonly string[];

const NAME = 'over-temperature';
const WARN_FAN_PCT = 60;
const WARN_POWER_PCT = 50;

export const overTemperature: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => [],
  part: partOfIds((plan) => plan.cabinets.map(({ id }) => id)),
  evaluate({ plan, read }, params, state) {
    const bounds: Bound[] = [];
    const events: RuleEvent[] = [];
    const tripped: string[] = [];
    for (const cabinet of plan.cabinets) {
      const tempC = hottest(cabinet, read);
      const was = state.includes(cabinet.id);
      const is = tempC === null ? was : tempC >= params.tripC || (was && tempC > params.resetC);
      if (is) tripped.push(cabinet.id);
      if (is !== was) events.push(tripEvent(cabinet, tempC, is, params));
      if (is) bounds.push(...tripBounds(cabinet, tempC, params));
      else if (tempC !== null && tempC >= params.warnC) bounds.push(...warnBounds(cabinet, tempC, params));
    }
    return { state: tripped, bounds, events };
  },
};

function tripBounds(cabinet: CabinetPlan, tempC: number | null, params: Params): Bound[] {
  const { tripC, resetC } = params;
  const reason = message('cabinet-tripped', { cabinet: cabinet.id, tripC, at: atMessage(tempC), resetC });
  return bothBounds(cabinet, 100, params.tripPowerPct, 'interlock', reason);
}

function warnBounds(cabinet: CabinetPlan, tempC: number, params: Params): Bound[] {
  const share = (tempC - params.warnC) / (params.tripC - params.warnC);
  const fanPct = Math.ceil(WARN_FAN_PCT + share * (100 - WARN_FAN_PCT));
  const powerPct = share >= 0.5 ? WARN_POWER_PCT : undefined;
  const temperatures = { tempC: rounded(tempC, 1), tripC: params.tripC };
  const reason = message('cabinet-warm', { cabinet: cabinet.id, ...temperatures });
  return bothBounds(cabinet, fanPct, powerPct, 'thermal-floor', reason);
}

function bothBounds(
  cabinet: CabinetPlan,
  fanPct: number,
  powerPct: number | undefined,
  priority: Priority,
  reason: Message,
): Bound[] {
  const fans = cabinet.fans.map((fan) => ({ output: fan.output, min: fanPct, priority, rule: NAME, reason }));
  return powerPct === undefined
    ? fans
    : [...fans, { output: cabinet.limit, max: powerPct, priority, rule: NAME, reason }];
}

function tripEvent(cabinet: CabinetPlan, tempC: number | null, is: boolean, params: Params): RuleEvent {
  const told = { cabinet: cabinet.id, at: atMessage(tempC) };
  const { tripC, resetC, tripPowerPct: powerPct } = params;
  return {
    class: 'interlock',
    severity: is ? 'alarm' : 'info',
    subject: `cabinet-${cabinet.id}`,
    state: is ? 'raised' : 'cleared',
    message: is
      ? message('trip-reached', { ...told, tripC, powerPct })
      : message('trip-left', { ...told, resetC }),
  };
}

function atMessage(tempC: number | null): Message {
  return tempC === null
    ? message('without-temperature')
    : message('at-temperature', { tempC: rounded(tempC, 1) });
}
