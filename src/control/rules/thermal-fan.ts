/**
 * Fan speed follows the hottest temperature of the cabinet: rest speed at `startC`, full at `fullC`, straight
 * between. Speed falls only after the temperature fell by the hysteresis, and never changes faster than the slew.
 */

import type { Bound } from '../../model/bound.ts';
import type { Rule } from '../rule.ts';
import type { RuleParams } from '../rule-params.ts';
import { hottest } from './temperatures.ts';

type Params = RuleParams['thermal-fan'];

interface CabinetState {
  /** The temperature that counts: follows rises at once, falls after the hysteresis. */
  readonly tempC: number;
  readonly fanPct: number;
}
type State = Readonly<Record<string, CabinetState>>;

const NAME = 'thermal-fan';

export const thermalFan: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({}),
  evaluate({ params, state, plan, read }) {
    const next: Record<string, CabinetState> = {};
    const bounds: Bound[] = [];
    for (const cabinet of plan.cabinets) {
      const measuredC = hottest(cabinet, read);
      const before = state[cabinet.id];
      if (measuredC === null) {
        if (before !== undefined) next[cabinet.id] = before;
        continue;
      }
      const tempC = follow(before?.tempC, measuredC, params.hysteresisC);
      const wantedPct = (100 * (tempC - params.startC)) / (params.fullC - params.startC);
      const fanPct = slew(before?.fanPct, Math.min(100, Math.max(0, wantedPct)), params, plan.periodMs);
      next[cabinet.id] = { tempC, fanPct };
      const reason = `cabinet ${cabinet.id} at ${measuredC.toFixed(1)} C`;
      for (const fan of cabinet.fans) {
        bounds.push({ output: fan.output, min: Math.ceil(fanPct), priority: 'thermal', rule: NAME, reason });
      }
    }
    return { state: next, bounds, events: [] };
  },
};

function follow(before: number | undefined, measuredC: number, hysteresisC: number): number {
  if (before === undefined || measuredC > before) return measuredC;
  return Math.min(before, measuredC + hysteresisC);
}

function slew(before: number | undefined, wantedPct: number, params: Params, periodMs: number): number {
  if (before === undefined) return wantedPct;
  const stepPct = (params.slewPctPerS * periodMs) / 1000;
  return Math.min(before + stepPct, Math.max(before - stepPct, wantedPct));
}
