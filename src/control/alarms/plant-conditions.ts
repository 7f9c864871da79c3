/** What of a cabinet a technician should look at, as conditions: tachos, sensors, air, sound of the fans, relays. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import { message, rounded } from '../../model/message.ts';
import type { CabinetPlan, ControlPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { airLost, type CabinetCheck, warmerThanPower } from '../heat/cabinet-check.ts';
import { type CabinetHeat, STRANGE_K } from '../heat/cabinet-heat.ts';
import { INPUT_PER_OUTPUT } from '../heat/power-share.ts';
import type { Read } from '../inputs/fresh-reader.ts';
import type { AlarmCondition } from './delayed-alarm.ts';

type Params = RuleParams['plant-health'];

/** What it needs of a cycle. */
interface PlantInput {
  readonly plan: ControlPlan;
  readonly read: Read;
  readonly decided: Readonly<Record<string, number>>;
  readonly heat: Readonly<Record<string, CabinetHeat>>;
  readonly fanLoudness: Readonly<Record<string, number>>;
  readonly converterLoudness: Readonly<Record<string, number>>;
  readonly deadTachos: readonly string[];
}

const AFTER_MS = 10 * MINUTE_MS;
/** The factor of the hum is already that of a minute. */
const CONVERTERS_AFTER_MS = MINUTE_MS;
/** By how much fans that have changed may pass for hum until both have moved. */
const SPLIT_DB = 1;
/** With less power a cold cabinet is no wonder. */
const DRAWING = 0.3;
/** Cars follow a new limit within seconds; meters and efficiency leave less than this share. */
const LIMIT_AFTER_MS = MINUTE_MS;
const OVER_LIMIT = 0.1;
/** A cabinet that gives nothing still draws for itself, share of rated power. */
const STANDBY_SHARE = 0.03;

/** All conditions of a cabinet. */
export function plantConditions(
  cabinet: CabinetPlan,
  check: CabinetCheck,
  input: PlantInput,
  params: Params,
): readonly AlarmCondition[] {
  return [
    ...tachoConditions(cabinet, input),
    ...heatConditions(cabinet, check, input, params),
    loudnessCondition(cabinet, input, params),
    converterCondition(cabinet, input, params),
    limitCondition(cabinet, input),
  ];
}

function tachoConditions({ fans }: CabinetPlan, { deadTachos }: PlantInput): readonly AlarmCondition[] {
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
  { heat }: PlantInput,
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
      // A cabinet at rest says nothing of a sensor that shows too little.
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

/** The strength goes with the level, not with the energy. */
function loudnessCondition({ id }: CabinetPlan, { fanLoudness }: PlantInput, params: Params): AlarmCondition {
  const louderDb = levelOf(fanLoudness[id] ?? energyOf(0)) ?? 0;
  return {
    subject: `cabinet-${id}-fans`,
    strength: louderDb / params.louderDb,
    afterMs: AFTER_MS,
    raised: message('fans-louder', { cabinet: id, louderDb: rounded(louderDb, 1) }),
    cleared: message('fans-usual', { cabinet: id }),
  };
}

/** A choke that works loose, a filter coil: power makes it, so waiting helps nobody. */
function converterCondition(
  { id }: CabinetPlan,
  { converterLoudness }: PlantInput,
  params: Params,
): AlarmCondition {
  const louderDb = levelOf(converterLoudness[id] ?? energyOf(0)) ?? 0;
  return {
    subject: `cabinet-${id}-converters`,
    strength: louderDb / (params.louderDb + SPLIT_DB),
    afterMs: CONVERTERS_AFTER_MS,
    severity: 'alarm',
    raised: message('converters-louder', { cabinet: id, louderDb: rounded(louderDb, 1) }),
    cleared: message('converters-usual', { cabinet: id }),
  };
}

/**
 * A limit whose relays read back well and which the cabinet passes by its own meter: a contact has welded, or a wire is
 * off. Without a limit, and in advise mode, where nobody has set one, it cannot be judged.
 */
function limitCondition({ id, limit, powerIn, ratedW }: CabinetPlan, input: PlantInput): AlarmCondition {
  const { plan, decided, read } = input;
  const limitPct = decided[limit];
  const maxPct = plan.outputs.find((output) => output.id === limit)?.max ?? 100;
  const powerW = read(powerIn);
  const isSet = plan.mode !== 'advise' && limitPct !== undefined && limitPct < maxPct;
  const share = powerW === null ? null : powerW / ratedW;
  const mostShare = (INPUT_PER_OUTPUT * (limitPct ?? maxPct)) / 100 + STANDBY_SHARE;
  return {
    subject: `${limit}-relays`,
    severity: 'alarm',
    strength: isSet && share !== null ? (share / mostShare - 1) / OVER_LIMIT : null,
    afterMs: LIMIT_AFTER_MS,
    raised: message('relays-without-effect', {
      output: limit,
      cabinet: id,
      powerPct: Math.round(100 * (share ?? 0)),
      limitPct: limitPct ?? maxPct,
    }),
    cleared: message('relays-with-effect', { output: limit, cabinet: id }),
  };
}
