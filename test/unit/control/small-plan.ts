/** A site of two cabinets with two fans each, small enough to read; what a rule is given on it; a bench that runs `tick`. */

import type { Weather } from '../../../src/control/inputs/weather.ts';
import type { RuleInput } from '../../../src/control/rules/rule.ts';
import { type ControlState, initialState, type TickResult, tick } from '../../../src/control/tick.ts';
import type { OperatorRequest, ProcessImage } from '../../../src/model/image.ts';
import { bad, good, type Reading } from '../../../src/model/reading.ts';
import type { ControlPlan } from '../../../src/plan/control-plan.ts';
import { type RuleParams, ruleParamsSchema } from '../../../src/plan/rule-params.ts';

const cabinet = (id: string): ControlPlan['cabinets'][number] => ({
  id,
  temperatures: [`temp-${id}1.temperature`, `temp-${id}2.temperature`],
  powerIn: `meter-${id}.power.active`,
  ratedW: 720_000,
  guns: [`gun-${id}.power.active`],
  fans: [1, 2].map((n) => ({
    output: `fan-${id}${n}`,
    speed: `fan-${id}${n}.fan.speed`,
    fullRpm: 1500,
    atDb: { north: 39 },
  })),
  limit: `limit-${id}`,
  heat: { riseK: 22, settleS: 180, fullPowerC: 55, noPowerC: 75 },
  humAtDb: { north: 34 },
});

const fanOutput = (id: string): ControlPlan['outputs'][number] => ({
  id,
  kind: 'fan',
  min: 0,
  max: 100,
  rest: 20,
  failSafe: 60,
});

const limitOutput = (id: string): ControlPlan['outputs'][number] => ({
  id,
  kind: 'power-limit',
  min: 25,
  max: 100,
  rest: 100,
  failSafe: 50,
  steps: [25, 50, 75, 100],
});

const cabinets = [cabinet('a'), cabinet('b')];

export const smallPlan: ControlPlan = {
  mode: 'auto',
  periodMs: 1000,
  channels: {
    'slm-north.sound.laeq': { quantity: 'sound.laeq', validMs: 5000 },
    'slm-rest.sound.laeq': { quantity: 'sound.laeq', validMs: 5000 },
    ...Object.fromEntries(
      cabinets.flatMap((one) => [
        ...one.temperatures.map((id) => [id, { quantity: 'temperature', validMs: 10_000 }] as const),
        [one.powerIn, { quantity: 'power.active', validMs: 5000 }] as const,
        ...one.guns.map((id) => [id, { quantity: 'power.active', validMs: 6000 }] as const),
        ...one.fans.map((fan) => [fan.speed, { quantity: 'fan.speed', validMs: 5000 }] as const),
      ]),
    ),
  },
  outputs: [
    ...['fan-a1', 'fan-a2', 'fan-b1', 'fan-b2'].map(fanOutput),
    limitOutput('limit-a'),
    limitOutput('limit-b'),
    { id: 'lamp', kind: 'lamp', min: 0, max: 100, rest: 0, failSafe: 0, steps: [0, 100] },
  ],
  cabinets,
  receptors: [{ id: 'north', place: 'boundary', level: 'slm-north.sound.laeq', dayDb: 55, nightDb: 45 }],
  otherLevels: [{ id: 'rest', place: 'rest-area', level: 'slm-rest.sound.laeq' }],
  weather: {},
  night: { startMin: 22 * 60, endMin: 6 * 60 },
  // What the schema has a default for stands there alone: a new rule needs no line here.
  rules: ruleParamsSchema.parse({
    'over-temperature': { warnC: 55, tripC: 62, resetC: 50, tripPowerPct: 25 },
    'fan-failure': { minSpeedPct: 30, after: '20s', powerPct: 50 },
    'lost-input': { fanPct: 60, powerPct: 50 },
    'operator-request': { manualMax: '1h' },
    'night-noise': { marginDb: 1, hourMarginDb: 1, nightMarginDb: 2, limitC: 54, gunFloorKw: 20 },
    'relay-hold': { hold: '5m', changesPerNight: 12 },
    'thermal-fan': { startC: 30, fullC: 52, hysteresisC: 1, slewPctPerS: 5, nightC: 48, preCool: '10m' },
    'quiet-lamp': { onDb: 60, offDb: 55, hold: '2m' },
  }),
};

/** The small plan with other parts; of `rules` only those named are replaced. */
export function planWith({
  rules = {},
  ...parts
}: Partial<Omit<ControlPlan, 'rules'>> & { readonly rules?: Partial<RuleParams> }): ControlPlan {
  return { ...smallPlan, ...parts, rules: { ...smallPlan.rules, ...rules } };
}

/** What a rule is given in a calm night of the small plan: nothing is known that `overrides` does not say. */
export function ruleInput(overrides: Partial<RuleInput> = {}): RuleInput {
  const plan = overrides.plan ?? smallPlan;
  return {
    image: imageOf(calm, initialState(plan), plan, 0, nightMs),
    plan,
    read: () => null,
    decided: {},
    levels: {},
    isNight: true,
    weather: calmWeather,
    sound: [],
    equipmentLevels: {},
    heat: {},
    wear: {},
    fanLoudness: {},
    converterLoudness: {},
    deadTachos: [],
    noiseEvents: [],
    attribution: [],
    receptorTerms: {},
    ...overrides,
  };
}

export const calmWeather: Weather = { windMPerS: null, rainMm: null, isDisturbed: false };

/** 2026-11-23 12:00 and 23:00 at UTC+8. */
export const noonMs = Date.UTC(2026, 10, 23, 4);
export const nightMs = Date.UTC(2026, 10, 23, 15);

/** What the field shows; a null value is a sensor that does not answer. */
export type Field = Readonly<Record<string, number | null>>;

export const calm: Field = {
  'slm-north.sound.laeq': 42,
  'slm-rest.sound.laeq': 48,
  'temp-a1.temperature': 25,
  'temp-a2.temperature': 24,
  'temp-b1.temperature': 25,
  'temp-b2.temperature': 24,
  'meter-a.power.active': 100_000,
  'meter-b.power.active': 100_000,
  'gun-a.power.active': 90_000,
  'gun-b.power.active': 90_000,
};

export interface Bench {
  /** Runs `seconds` cycles with this field; the fans turn as decided unless the field says otherwise. */
  run(field: Field, seconds?: number, requests?: readonly OperatorRequest[]): TickResult;
  readonly value: (output: string) => number | undefined;
  readonly by: (output: string) => string | undefined;
  readonly events: string[];
  readonly nowMs: () => number;
}

export function createBench(startWallMs: number, plan: ControlPlan = smallPlan): Bench {
  let state: ControlState = initialState(plan);
  let result: TickResult | undefined;
  let nowMs = 0;
  const events: string[] = [];
  const step = (field: Field, requests: readonly OperatorRequest[]): TickResult => {
    nowMs += plan.periodMs;
    const image = imageOf(field, state, plan, nowMs, startWallMs, requests);
    result = tick(state, image, plan);
    state = result.state;
    events.push(...result.events.map((event) => `${event.state} ${event.class} ${event.subject}`));
    return result;
  };
  return {
    run(field, seconds = 1, requests = []) {
      let last = step(field, requests);
      for (let second = 1; second < seconds; second += 1) last = step(field, requests);
      return last;
    },
    value: (output) => result?.decisions.find((decision) => decision.output === output)?.value,
    by: (output) => result?.decisions.find((decision) => decision.output === output)?.by,
    events,
    nowMs: () => nowMs,
  };
}

export function imageOf(
  field: Field,
  state: ControlState,
  plan: ControlPlan,
  nowMs: number,
  startWallMs: number,
  requests: readonly OperatorRequest[] = [],
): ProcessImage {
  const channels: Record<string, Reading> = {};
  for (const fan of plan.cabinets.flatMap((one) => one.fans)) {
    const decided = state.decisions.find((decision) => decision.output === fan.output)?.value ?? 0;
    channels[fan.speed] = good((decided / 100) * fan.fullRpm, nowMs);
  }
  for (const [id, value] of Object.entries(field)) {
    channels[id] = value === null ? bad({ kind: 'timeout', afterMs: 500 }, nowMs) : good(value, nowMs);
  }
  const samples = ['slm-north.sound.laeq', 'slm-rest.sound.laeq'].map((channel) => ({
    channel,
    value: channels[channel]?.value ?? null,
    peakDb: null,
    seconds: 1,
    takenMs: nowMs,
    quality: channels[channel]?.quality ?? 'stale',
  }));
  return {
    cycle: nowMs / plan.periodMs,
    nowMs,
    wallMs: startWallMs + nowMs,
    utcOffsetMin: 480,
    clockSynced: true,
    channels,
    samples,
    requests,
  };
}
