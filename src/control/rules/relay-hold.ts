/**
 * Spares the relays of the power limits (relay-wear.ts). Interlocks, lost inputs, the thermal floor and people rank
 * above it; noise does not, so night-noise plans with the permitted moves.
 */

import type { Bound } from '../../model/bound.ts';
import type { RuleEvent } from '../../model/event.ts';
import { message } from '../../model/message.ts';
import type { OutputSpec } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { isUsedUp, permittedMoves, type RelayWear } from '../outputs/relay-wear.ts';
import { partOfIds } from '../saved/part.ts';
import type { Rule } from './rule.ts';

type Params = RuleParams['relay-hold'];
/** Outputs whose budget is used up. */
type State = readonly string[];

const NAME = 'relay-hold';

export const relayHold: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => [],
  part: partOfIds((plan) => plan.outputs.map(({ id }) => id)),
  evaluate({ image, plan, wear }, params, state) {
    const usedUp: string[] = [];
    const bounds: Bound[] = [];
    const events: RuleEvent[] = [];
    for (const output of plan.outputs) {
      const outputWear = wear[output.id];
      if (outputWear === undefined) continue;
      if (isUsedUp(outputWear, params)) {
        usedUp.push(output.id);
        if (!state.includes(output.id)) events.push(usedUpEvent(output, params));
      }
      const bound = holding(output, outputWear, params, image.nowMs);
      if (bound !== undefined) bounds.push(bound);
    }
    return { state: usedUp, bounds, events };
  },
};

function holding(output: OutputSpec, wear: RelayWear, params: Params, nowMs: number): Bound | undefined {
  const { value, changesMs } = wear;
  const moves = permittedMoves(output, wear, params, nowMs);
  if (value === null || moves === 'up and down') return undefined;
  const common = { output: output.id, priority: 'hold', rule: NAME, max: value } as const;
  if (moves === 'nothing') {
    return {
      ...common,
      min: value,
      reason: message('relays-hold', { seconds: params.hold / 1000 }),
    };
  }
  const counts = { changes: changesMs.length, budget: params.changesPerNight };
  return { ...common, reason: message('relays-way-up-waits', counts) };
}

function usedUpEvent({ id }: OutputSpec, { changesPerNight }: Params): RuleEvent {
  return {
    class: 'fault',
    severity: 'alarm',
    subject: id,
    state: 'noted',
    message: message('relays-used-up', { output: id, budget: changesPerNight }),
  };
}
