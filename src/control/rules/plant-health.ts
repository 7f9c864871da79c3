/**
 * Alarms for a technician: a dead tacho, a temperature that does not follow its power, air or sound of the fans that
 * have changed at the same speed. It bounds nothing. While something cannot be assessed, its alarm stays as it is.
 */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { message, rounded } from '../../model/message.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { type AlarmCondition, type Alarms, isAlarms, updateAlarms } from '../alarms/delayed-alarm.ts';
import { airLost, type CabinetCheck, checkStep, newCheck, warmerThanPower } from '../heat/cabinet-check.ts';
import { STRANGE_K } from '../heat/cabinet-heat.ts';
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
const AFTER_MS = 600_000;
/** With less power than this a cold cabinet is normal. */
const DRAWING = 0.3;

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
    const conditions = plan.cabinets.flatMap((cabinet) => [
      ...tachoConditions(cabinet, input),
      ...heatConditions(cabinet, checks[cabinet.id] ?? newCheck(), input, params),
      loudnessCondition(cabinet, input, params),
    ]);
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

function tachoConditions({ fans }: CabinetPlan, { deadTachos }: RuleInput): readonly AlarmCondition[] {
  return fans.map(({ output }) => ({
    subject: `${output}-tacho`,
    strength: deadTachos.includes(output) ? 1 : 0,
    afterMs: 0,
    raised: message('tacho-dead', { fan: output }),
    cleared: message('tacho-back', { fan: output }),
  }));
}

function heatConditions(
  { id }: CabinetPlan,
  check: CabinetCheck,
  { heat }: RuleInput,
  params: Params,
): readonly AlarmCondition[] {
  const thermal = heat[id];
  const warmerK = thermal === undefined ? null : warmerThanPower(check, thermal);
  const draws = thermal?.meanPower ?? 0;
  const lost = airLost(check);
  const apartK = rounded(Math.abs(warmerK ?? 0), 0);
  const at = { cabinet: id, powerPct: Math.round(100 * draws), apartK };
  const cleared = message('heat-explained', { cabinet: id });
  return [
    {
      subject: `cabinet-${id}-sensor`,
      // A cabinet without load does not show whether a sensor reads too low.
      strength: warmerK === null || draws < DRAWING ? null : -warmerK / STRANGE_K,
      afterMs: AFTER_MS,
      raised: message('cabinet-colder', at),
      cleared,
    },
    {
      subject: `cabinet-${id}-heat`,
      strength: warmerK === null ? null : warmerK / STRANGE_K,
      afterMs: AFTER_MS,
      raised: message('cabinet-warmer', at),
      cleared,
    },
    {
      subject: `cabinet-${id}-air`,
      strength: lost === null ? null : (100 * lost) / params.airLostPct,
      afterMs: AFTER_MS,
      raised: message('air-lost', { cabinet: id, lostPct: Math.round(100 * (lost ?? 0)) }),
      cleared: message('air-back', { cabinet: id }),
    },
  ];
}

/** The strength is proportional to the level, not to the energy. */
function loudnessCondition({ id }: CabinetPlan, { fanLoudness }: RuleInput, params: Params): AlarmCondition {
  const louderDb = levelOf(fanLoudness[id] ?? energyOf(0)) ?? 0;
  return {
    subject: `cabinet-${id}-fans`,
    strength: louderDb / params.louderDb,
    afterMs: AFTER_MS,
    raised: message('fans-louder', { cabinet: id, louderDb: rounded(louderDb, 1) }),
    cleared: message('fans-usual', { cabinet: id }),
  };
}
