/**
 * What a technician should look at: a dead tacho, a temperature that does not follow its power, air or sound of the
 * fans that have changed at the same speed, a power limit that the cabinet passes. It tells; it bounds nothing. What
 * cannot be judged now stays as it was told.
 */

import type { CabinetPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { type Alarms, isAlarms, updateAlarms } from '../alarms/delayed-alarm.ts';
import { plantConditions } from '../alarms/plant-conditions.ts';
import { type CabinetCheck, checkStep, newCheck } from '../heat/cabinet-check.ts';
import { cabinetChecksPart } from '../heat/saved-heat.ts';
import { isObject } from '../saved/check.ts';
import type { Rule, RuleInput } from './rule.ts';

type Params = RuleParams['plant-health'];

interface State {
  readonly alarms: Alarms;
  /** By cabinet. */
  readonly checks: Readonly<Record<string, CabinetCheck>>;
}

const NAME = 'plant-health';

export const plantHealth: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({ alarms: {}, checks: {} }),
  part: {
    save: ({ alarms, checks }, plan) => ({ alarms, checks: cabinetChecksPart.save(checks, plan) }),
    restore(saved, away, plan) {
      if (!isObject(saved) || !isAlarms(saved['alarms'])) return null;
      const checks = cabinetChecksPart.restore(saved['checks'], away, plan);
      if (checks === null) return null;
      return { state: { alarms: saved['alarms'], checks: checks.state }, dropped: checks.dropped };
    },
  },
  evaluate(input, params, state) {
    const { image, plan } = input;
    const checks = Object.fromEntries(
      plan.cabinets.map((cabinet) => [cabinet.id, checked(cabinet, input, state)]),
    );
    const conditions = plan.cabinets.flatMap((cabinet) =>
      plantConditions(cabinet, checks[cabinet.id] ?? newCheck(), input, params),
    );
    const { alarms, events } = updateAlarms(state.alarms, conditions, image.nowMs);
    return { state: { alarms, checks }, bounds: [], events };
  },
};

function checked(cabinet: CabinetPlan, { heat, plan, read, decided }: RuleInput, state: State): CabinetCheck {
  const before = state.checks[cabinet.id] ?? newCheck();
  const thermal = heat[cabinet.id];
  if (thermal === undefined) return before;
  const speeds = cabinet.fans.map(({ output, speed, fullRpm }) => {
    const speedRpm = read(speed);
    return speedRpm === null ? (decided[output] ?? 100) / 100 : speedRpm / fullRpm;
  });
  const { power, outdoorC } = thermal;
  return checkStep(before, thermal, { seconds: plan.periodMs / 1000, power, speeds, outdoorC });
}
