/** What must hold whatever the field shows and whatever people ask for. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ControlState, initialState, type TickResult, tick } from '../../../src/control/tick.ts';
import { inEnglish } from '../../../src/language/say.ts';
import type { OperatorRequest, ProcessImage } from '../../../src/model/image.ts';
import { sampleSize } from '../../sample-size.ts';
import { calm, type Field, imageOf, smallPlan as plan } from './small-plan.ts';

const tempC = fc.option(fc.double({ min: 10, max: 80, noNaN: true }), { freq: 6 });
const levelDb = fc.option(fc.double({ min: 25, max: 110, noNaN: true }), { freq: 6 });
const powerW = fc.option(fc.double({ min: 0, max: 800_000, noNaN: true }), { freq: 6 });
const speedRpm = fc.option(fc.double({ min: 0, max: 1600, noNaN: true }), { freq: 6 });
const { cabinets } = plan;

/** Some channels differ from the calm field; a fan without a speed of its own turns as commanded. */
const field: fc.Arbitrary<Field> = fc
  .record(
    {
      'slm-north.sound.laeq': levelDb,
      'slm-rest.sound.laeq': levelDb,
      ...Object.fromEntries(cabinets.flatMap((one) => one.temperatures.map((id) => [id, tempC] as const))),
      ...Object.fromEntries(cabinets.map((one) => [one.powerIn, powerW] as const)),
      ...Object.fromEntries(cabinets.flatMap((one) => one.fans.map((fan) => [fan.speed, speedRpm] as const))),
    },
    { requiredKeys: [] },
  )
  .map((changes) => ({ ...calm, ...changes }) as Field);

const request: fc.Arbitrary<OperatorRequest> = fc.record({
  id: fc.constantFrom('r1', 'r2', 'r3'),
  output: fc.constantFrom(...plan.outputs.map((output) => output.id)),
  mode: fc.constantFrom('limit', 'manual'),
  value: fc.integer({ min: 0, max: 100 }),
  untilMs: fc.constantFrom(20_000, 1e9),
  issuer: fc.constant('ops'),
  reason: fc.constant('test'),
});

/** A stretch of seconds with one field and the requests that stand meanwhile. */
const stretch = fc.record({
  field,
  seconds: fc.integer({ min: 1, max: 40 }),
  requests: fc.uniqueArray(request, { maxLength: 3, selector: (one) => one.id }),
});

interface Run {
  readonly startWallMs: number;
  readonly stretches: readonly {
    readonly field: Field;
    readonly seconds: number;
    readonly requests: readonly OperatorRequest[];
  }[];
}

/** Begins a little before the night, so that most runs cross into it. */
const run: fc.Arbitrary<Run> = fc.record({
  startWallMs: fc.integer({ min: 0, max: 60_000 }).map((ms) => Date.UTC(2026, 10, 23, 13, 59) + ms),
  stretches: fc.array(stretch, { minLength: 1, maxLength: 8 }),
});

/** One cycle: what it saw, what came of it, the state before it. */
interface Moment {
  readonly image: ProcessImage;
  readonly result: TickResult;
  readonly before: ControlState;
}

/** Runs the stretches; `visit` sees every cycle and may hand back another state to go on with. */
function walk({ startWallMs, stretches }: Run, visit: (moment: Moment) => ControlState | undefined): void {
  let state = initialState(plan);
  let nowMs = 0;
  for (const { field: shown, seconds, requests } of stretches) {
    for (let second = 0; second < seconds; second += 1) {
      nowMs += plan.periodMs;
      const image = imageOf(shown, state, plan, nowMs, startWallMs, requests);
      const result = tick(state, image, plan);
      state = visit({ image, result, before: state }) ?? result.state;
    }
  }
}

const runs = { numRuns: sampleSize({ sample: 15, full: 200 }) };
const outputIds = plan.outputs.map((output) => output.id).join();
const { tripC, tripPowerPct } = plan.rules['over-temperature'];
const guards = new Set(['over-temperature', 'fan-failure', 'lost-input']);

/** What holds in every cycle, by what is said of it. Each gives what breaks it; undefined: it holds. */
const laws: Readonly<Record<string, (moment: Moment) => unknown>> = {
  'every output gets one decision': ({ result }) => {
    const decided = result.decisions.map(({ output }) => output).join();
    return decided === outputIds ? undefined : decided;
  },

  'a decision is inside the range of its output, on its steps, and says why': ({ result }) =>
    result.decisions.find(({ value, reason }, index) => {
      const spec = plan.outputs[index];
      const isIn = spec !== undefined && value >= spec.min && value <= spec.max;
      const isOnStep = spec?.steps === undefined || spec.steps.includes(value);
      return !isIn || !isOnStep || /undefined|NaN|Infinity|\{/.test(inEnglish(reason));
    }),

  'no number that is not finite comes out, in decisions, events, periods or state': ({ result }) =>
    strangeNumber(result, 'result'),

  'until every needed input has been good once all outputs stand in fail-safe, whatever anybody asks': ({
    result: { state, decisions },
  }) =>
    state.waitingFor.length === 0
      ? undefined
      : decisions.find(({ value }, index) => value !== plan.outputs[index]?.failSafe),

  'at the trip temperature fans are full and power least, whoever asks for something else': ({
    image,
    result: { state, decisions },
  }) => {
    if (state.waitingFor.length > 0) return undefined;
    const value = (output: string) => decisions.find((decision) => decision.output === output)?.value;
    return cabinets.find(({ temperatures, fans, limit }) => {
      const isHot = temperatures.some((id) => (image.channels[id]?.value ?? Number.NaN) >= tripC);
      const isObeyed =
        fans.every(({ output }) => value(output) === 100) && (value(limit) ?? Number.NaN) <= tripPowerPct;
      return isHot && !isObeyed;
    });
  },

  'a request is obeyed, or the decision says that it was overruled': ({
    image,
    result: { state, decisions },
  }) => {
    if (state.waitingFor.length > 0) return undefined;
    return image.requests.find(({ output, mode, value, untilMs }) => {
      const decision = decisions.find((candidate) => candidate.output === output);
      const spec = plan.outputs.find((candidate) => candidate.id === output);
      if (untilMs <= image.nowMs || decision === undefined || spec?.steps !== undefined) return false;
      const isOverruled = decision.overruled.some((bound) => bound.rule === 'operator-request');
      const isObeyed = mode === 'limit' ? decision.value <= value : decision.value === value;
      return !isObeyed && !isOverruled;
    });
  },

  'no request loosens what an interlock or a lost input has set': ({ image, result, before }) => {
    if (image.requests.length === 0) return undefined;
    return tick(before, { ...image, requests: [] }, plan).decisions.find(({ by, value }, index) => {
      if (!guards.has(by)) return false;
      const asked = result.decisions[index]?.value ?? Number.NaN;
      return plan.outputs[index]?.kind === 'fan' ? !(asked >= value) : !(asked <= value);
    });
  },

  'nothing is ever reported to have overruled an interlock or a lost input': ({ result }) =>
    result.decisions.find(({ overruled }) => overruled.some(({ rule }) => guards.has(rule))),
};

test('in every cycle, whatever happens, all laws of control hold', () => {
  fc.assert(
    fc.property(run, (one) => {
      walk(one, (moment) => {
        for (const [law, breaks] of Object.entries(laws)) {
          const broken = breaks(moment);
          if (broken !== undefined) expect.fail(`not so: ${law}: ${JSON.stringify(broken)}`);
        }
        return undefined;
      });
    }),
    runs,
  );
});

test('the same inputs give the same bytes, are left as they were, and may have been to disk and back', () => {
  fc.assert(
    fc.property(run, fc.integer({ min: 1, max: 20 }), (one, every) => {
      let ticks = 0;
      walk(one, ({ image, result, before }) => {
        ticks += 1;
        if (ticks % every !== 0) return undefined;
        const told = JSON.stringify(result);
        const copy = JSON.stringify([before, image]);
        expect(JSON.stringify(tick(before, image, plan))).toBe(told);
        expect(JSON.stringify([before, image])).toBe(copy);
        const [stored, storedImage] = JSON.parse(copy) as [ControlState, ProcessImage];
        expect(JSON.stringify(tick(stored, storedImage, plan))).toBe(told);
        return JSON.parse(JSON.stringify(result.state)) as ControlState;
      });
    }),
    runs,
  );
});

/** Where a number is that JSON cannot carry. */
function strangeNumber(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = strangeNumber(inner, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

test('whatever happens, relays move against no need only after the hold, and within the budget of the night', () => {
  const hold = 20_000;
  const brisk = { ...plan, rules: { ...plan.rules, 'relay-hold': { hold, changesPerNight: 4 } } };
  const { limitC } = plan.rules['night-noise'];
  const needless = new Set(['night-noise', 'rest', 'relay-hold', 'thermal-fan']);
  fc.assert(
    fc.property(run, ({ startWallMs, stretches }) => {
      let state = initialState(brisk);
      let nowMs = 0;
      const last = new Map<string, { value: number; changedMs: number; changes: number }>();
      for (const { field: shown, seconds } of stretches) {
        for (let second = 0; second < seconds; second += 1) {
          nowMs += brisk.periodMs;
          const image = imageOf(shown, state, brisk, nowMs, startWallMs);
          const armed = state.waitingFor.length === 0;
          const result = tick(state, image, brisk);
          state = result.state;
          for (const cabinet of cabinets) {
            const decision = result.decisions.find(({ output }) => output === cabinet.limit);
            if (decision === undefined) continue;
            const before = last.get(cabinet.limit);
            if (before === undefined || before.value === decision.value) {
              last.set(
                cabinet.limit,
                before ?? { value: decision.value, changedMs: Number.NEGATIVE_INFINITY, changes: 0 },
              );
              continue;
            }
            const tempC = state.heat.cabinets[cabinet.id]?.tempC ?? 0;
            const isNeedless = armed && needless.has(decision.by) && tempC < limitC;
            if (isNeedless) {
              expect(nowMs - before.changedMs).toBeGreaterThanOrEqual(hold);
              if (decision.value > before.value) expect(before.changes).toBeLessThan(4);
            }
            last.set(cabinet.limit, { value: decision.value, changedMs: nowMs, changes: before.changes + 1 });
          }
        }
      }
    }),
    runs,
  );
});
