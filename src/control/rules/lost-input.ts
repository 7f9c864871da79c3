/**
 * A cabinet whose temperature is not known. It is not hot the second its sensors fall silent: the temperature it may
 * have rises as fast as it could (cabinet-heat.ts), and the fans follow that. Once it may have become too warm, it is
 * cooled and limited as if it were.
 */

import type { Bound } from '../../model/bound.ts';
import type { RuleEvent } from '../../model/event.ts';
import { message } from '../../model/message.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { oneOf } from '../saved/check.ts';
import { partById } from '../saved/part.ts';
import type { Rule } from './rule.ts';

type Params = RuleParams['lost-input'];
/** State of each cabinet; absent until it has had its first temperature. */
type State = Readonly<Record<string, 'known' | 'lost'>>;

const NAME = 'lost-input';

export const lostInput: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: (plan) => plan.cabinets.flatMap((cabinet) => cabinet.temperatures),
  initial: () => ({}),
  part: partById<State[string]>({
    isEntry: oneOf('known', 'lost'),
    basis: (plan, id) => plan.cabinets.find((cabinet) => cabinet.id === id)?.temperatures,
  }),
  evaluate({ plan, heat }, params, state) {
    const bounds: Bound[] = [];
    const events: RuleEvent[] = [];
    const next: Record<string, 'known' | 'lost'> = {};
    for (const cabinet of plan.cabinets) {
      const before = state[cabinet.id];
      const thermal = heat[cabinet.id];
      const tempC = thermal?.tempC ?? null;
      const isLost =
        thermal === undefined ||
        tempC === null ||
        (thermal.isBlind && tempC >= plan.rules['over-temperature'].warnC);
      // Before its first temperature a cabinet has not begun, so it is not lost.
      const now = isLost ? (before === undefined ? undefined : 'lost') : 'known';
      if (now !== undefined) next[cabinet.id] = now;
      if (now !== before && before !== undefined) events.push(lossEvent(cabinet.id, isLost, params));
      if (!isLost) continue;
      const reason = message('temperature-lost', { cabinet: cabinet.id });
      for (const fan of cabinet.fans) {
        bounds.push({ output: fan.output, min: params.fanPct, priority: 'lost-input', rule: NAME, reason });
      }
      bounds.push({
        output: cabinet.limit,
        max: params.powerPct,
        priority: 'lost-input',
        rule: NAME,
        reason,
      });
    }
    return { state: next, bounds, events };
  },
};

function lossEvent(cabinet: string, isLost: boolean, params: Params): RuleEvent {
  return {
    class: 'fault',
    severity: isLost ? 'alarm' : 'info',
    subject: `cabinet-${cabinet}`,
    state: isLost ? 'raised' : 'cleared',
    message: isLost
      ? message('temperature-lost-limits', { cabinet, fanPct: params.fanPct, powerPct: params.powerPct })
      : message('temperature-back', { cabinet }),
  };
}
