/**
 * A fan that does not turn takes cooling from its cabinet, so power is limited before the temperature shows it. The
 * other fans go on following the temperature. An unknown speed is no proof of a stopped fan: its device falls to its
 * own fail-safe speed and the temperature guards the rest. A dead tacho (fan-speeds.ts) is announced and limits
 * nothing.
 */

import type { Bound } from '../../model/bound.ts';
import type { RuleEvent } from '../../model/event.ts';
import { message } from '../../model/message.ts';
import type { FanPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { fansOf } from '../heat/fan-speeds.ts';
import { isNumber } from '../saved/check.ts';
import { partById } from '../saved/part.ts';
import type { Rule } from './rule.ts';

type Params = RuleParams['fan-failure'];
/** Output id to the time since when the fan has been too slow. */
type State = Readonly<Record<string, number>>;

const NAME = 'fan-failure';
/** Below this command a fan may stand still by design. */
const LEAST_COMMAND_PCT = 15;

export const fanFailure: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({}),
  part: partById<number>({
    isEntry: isNumber,
    basis: (plan, output) => fansOf(plan).find((fan) => fan.output === output)?.speed,
  }),
  evaluate({ image, plan, read, decided }, params, state) {
    const slowSince: Record<string, number> = {};
    const bounds: Bound[] = [];
    const events: RuleEvent[] = [];
    // In advise mode no fan is commanded.
    if (plan.mode === 'advise') return { state: slowSince, bounds, events };
    for (const cabinet of plan.cabinets) {
      for (const fan of cabinet.fans) {
        const since = slowSinceMs(
          fan,
          params,
          state[fan.output],
          image.nowMs,
          read(fan.speed),
          decided[fan.output],
        );
        if (since !== undefined) slowSince[fan.output] = since;
        const failed = since !== undefined && image.nowMs - since >= params.after;
        const before = state[fan.output];
        const hadFailed = before !== undefined && image.nowMs - plan.periodMs - before >= params.after;
        if (failed !== hadFailed) events.push(fanEvent(fan, failed, cabinet.id, params));
        if (!failed) continue;
        const reason = message('fan-not-turning', { fan: fan.output, cabinet: cabinet.id });
        bounds.push({
          output: cabinet.limit,
          max: params.powerPct,
          priority: 'interlock',
          rule: NAME,
          reason,
        });
      }
    }
    return { state: slowSince, bounds, events };
  },
};

function slowSinceMs(
  fan: FanPlan,
  params: Params,
  since: number | undefined,
  nowMs: number,
  speedRpm: number | null,
  commandPct: number | undefined,
): number | undefined {
  if (speedRpm === null) return since;
  if (commandPct === undefined || commandPct < LEAST_COMMAND_PCT) return undefined;
  const turnsPct = (100 * speedRpm) / fan.fullRpm;
  return turnsPct < (params.minSpeedPct / 100) * commandPct ? (since ?? nowMs) : undefined;
}

function fanEvent(fan: FanPlan, failed: boolean, cabinet: string, params: Params): RuleEvent {
  return {
    class: 'fault',
    severity: failed ? 'alarm' : 'info',
    subject: fan.output,
    state: failed ? 'raised' : 'cleared',
    message: failed
      ? message('fan-failed', { fan: fan.output, cabinet, powerPct: params.powerPct })
      : message('fan-turns-again', { fan: fan.output }),
  };
}
