/**
 * A cabinet whose temperature is not known. It is not hot the second its sensors fall silent: the temperature it may
 * have rises as fast as it could (cabinet-heat.ts), and the fans follow that. Once it may have become too warm, it is
 * cooled and limited as if it were.
 */

import type { Bound } from '../../model/bound.ts';
import type { RuleEvent } from '../../model/event.ts';
import { message } from '../../model/message.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import type { CabinetHeat } from '../heat/cabinet-heat.ts';
import { FAN_HOLD_MS } from '../outputs/fan-turns.ts';
import { isFlag, isNumber, objectOf } from '../saved/check.ts';
import { partById } from '../saved/part.ts';
import type { Rule } from './rule.ts';

type Params = RuleParams['lost-input'];
/** What is known of each cabinet: absent until it has had a temperature for the first time. */
type State = Readonly<Record<string, Knowledge>>;

interface Knowledge {
  readonly isLost: boolean;
  /** When that began, monotonic. */
  readonly sinceMs: number;
}

const NAME = 'lost-input';

export const lostInput: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: (plan) => plan.cabinets.flatMap((cabinet) => cabinet.temperatures),
  initial: () => ({}),
  part: partById<Knowledge>({
    isEntry: objectOf<Knowledge>({ isLost: isFlag, sinceMs: isNumber }),
    basis: (plan, id) => plan.cabinets.find((cabinet) => cabinet.id === id)?.temperatures,
  }),
  evaluate({ image, plan, heat }, params, state) {
    const bounds: Bound[] = [];
    const events: RuleEvent[] = [];
    const next: Record<string, Knowledge> = {};
    for (const cabinet of plan.cabinets) {
      const before = state[cabinet.id];
      const isUnknown = isUnknownNow(heat[cabinet.id], plan.rules['over-temperature'].warnC);
      // Before its first temperature a cabinet is not lost, it has not begun.
      // While a restart still reads its inputs, what was known before stands.
      const isAwaited = isUnknown && image.standing !== undefined;
      const now = isAwaited ? before : knowledgeNow(before, isUnknown, image.nowMs);
      if (now !== undefined) next[cabinet.id] = now;
      const isLost = now?.isLost ?? true;
      if (before !== undefined && before.isLost !== isLost)
        events.push(lossEvent(cabinet.id, isLost, params));
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

function isUnknownNow(thermal: CabinetHeat | undefined, warnC: number): boolean {
  return thermal === undefined || thermal.tempC === null || (thermal.isBlind && thermal.tempC >= warnC);
}

/** A sensor that comes and goes moves no fan to and fro: what is lost stays so for a while. */
function knowledgeNow(
  before: Knowledge | undefined,
  isUnknown: boolean,
  nowMs: number,
): Knowledge | undefined {
  if (before === undefined) return isUnknown ? undefined : { isLost: false, sinceMs: nowMs };
  const sinceMs = nowMs - before.sinceMs;
  if (before.isLost && sinceMs >= 0 && sinceMs < FAN_HOLD_MS) return before;
  return before.isLost === isUnknown ? before : { isLost: isUnknown, sinceMs: nowMs };
}

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
