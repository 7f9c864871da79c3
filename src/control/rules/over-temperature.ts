/**
 * Keeps a cabinet below its hard temperature. From `warnC` a floor under the fans that noise cannot move, and half
 * power from half way to the trip; at `tripC` full fans and least power, latched until `resetC`. What it has raised
 * stays for the hold of a turn, so that a temperature at one of its thresholds moves no fan to and fro.
 */

import type { Bound, Priority } from '../../model/bound.ts';
import type { RuleEvent } from '../../model/event.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { hottest } from '../inputs/temperatures.ts';
import { FAN_HOLD_MS } from '../outputs/fan-turns.ts';
import { isFlag, isNumber, objectOf } from '../saved/check.ts';
import { partById } from '../saved/part.ts';
import type { Rule } from './rule.ts';

type Params = RuleParams['over-temperature'];

/** A cabinet that has passed `warnC` and has not yet come back. */
interface Warm {
  readonly isTripped: boolean;
  /** The temperature that counts: rises at once, falls after the hold and by less than the hysteresis. */
  readonly countsC: number;
  /** When it rose last, monotonic. */
  readonly roseMs: number;
}
/** By cabinet; absent while it is cool. */
type State = Readonly<Record<string, Warm>>;

const NAME = 'over-temperature';
const WARN_FAN_PCT = 60;
const WARN_POWER_PCT = 50;
/** Faster fans cool a cabinet by about as much within their hold. */
const HYSTERESIS_K = 2;

/** The rule. Without a temperature a cabinet stays as it was; what else that asks for is up to lost-input. */
export const overTemperature: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({}),
  part: partById<Warm>({
    isEntry: objectOf<Warm>({ isTripped: isFlag, countsC: isNumber, roseMs: isNumber }),
    basis: (plan, id) => plan.cabinets.find((cabinet) => cabinet.id === id)?.id,
  }),
  evaluate({ plan, read, image }, params, state) {
    const bounds: Bound[] = [];
    const events: RuleEvent[] = [];
    const next: Record<string, Warm> = {};
    for (const cabinet of plan.cabinets) {
      const tempC = hottest(cabinet, read);
      const before = state[cabinet.id];
      const warm = warmNow(before, tempC, params, image.nowMs);
      if (warm !== undefined) next[cabinet.id] = warm;
      const isTripped = warm?.isTripped ?? false;
      if (isTripped !== (before?.isTripped ?? false))
        events.push(tripEvent(cabinet, tempC, isTripped, params));
      if (warm === undefined) continue;
      bounds.push(...(isTripped ? tripBounds(cabinet, tempC, params) : warnBounds(cabinet, warm, params)));
    }
    return { state: next, bounds, events };
  },
};

/** Cabinets that have tripped. */
export function trippedCabinets(state: unknown): readonly string[] {
  return Object.entries((state ?? {}) as State).flatMap(([id, { isTripped }]) => (isTripped ? [id] : []));
}

/** What is known of a cabinet a cycle later; without a temperature it stays as it was. */
function warmNow(
  before: Warm | undefined,
  tempC: number | null,
  { warnC, tripC, resetC }: Params,
  nowMs: number,
): Warm | undefined {
  if (tempC === null) return before;
  if (before === undefined) {
    return tempC >= Math.min(warnC, tripC)
      ? { isTripped: tempC >= tripC, countsC: tempC, roseMs: nowMs }
      : undefined;
  }
  const isTripped = tempC >= tripC || (before.isTripped && tempC > resetC);
  if (tempC > before.countsC) return { isTripped, countsC: tempC, roseMs: nowMs };
  if (nowMs - before.roseMs < FAN_HOLD_MS && nowMs >= before.roseMs) return before;
  if (!isTripped && tempC < warnC - HYSTERESIS_K) return undefined;
  return { isTripped, countsC: Math.min(before.countsC, tempC + HYSTERESIS_K), roseMs: before.roseMs };
}

function tripBounds(cabinet: CabinetPlan, tempC: number | null, params: Params): Bound[] {
  const { tripC, resetC } = params;
  const reason = message('cabinet-tripped', { cabinet: cabinet.id, tripC, at: atMessage(tempC), resetC });
  return bothBounds(cabinet, 100, params.tripPowerPct, 'interlock', reason);
}

function warnBounds(cabinet: CabinetPlan, { countsC }: Warm, params: Params): Bound[] {
  const share = Math.min(1, Math.max(0, (countsC - params.warnC) / (params.tripC - params.warnC)));
  const fanPct = Math.ceil(WARN_FAN_PCT + share * (100 - WARN_FAN_PCT));
  const powerPct = share >= 0.5 ? WARN_POWER_PCT : undefined;
  const temperatures = { tempC: rounded(countsC, 1), tripC: params.tripC };
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
