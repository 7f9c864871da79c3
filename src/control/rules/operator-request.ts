/**
 * Requests of the back office and of the technician. A limit only tightens: it caps power or fan speed. Manual mode
 * sets a value for a bounded time. Both rank below the interlocks and the thermal floor.
 */

import type { Bound } from '../../model/bound.ts';
import type { RuleEvent } from '../../model/event.ts';
import type { OperatorRequest } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { isNumber, recordOf } from '../saved/check.ts';
import { partOf } from '../saved/part.ts';
import type { Rule } from './rule.ts';

type Params = RuleParams['operator-request'];
/** Request id to the time it was first seen, so that repeating a request cannot extend it beyond `manualMax`. */
type State = Readonly<Record<string, number>>;

const NAME = 'operator-request';

export const operatorRequest: Rule<Params, State> & { name: typeof NAME } = {
  name: NAME,
  needs: () => [],
  initial: () => ({}),
  part: partOf(recordOf(isNumber)),
  evaluate({ image, plan }, params, state) {
    const seen: Record<string, number> = {};
    const bounds: Bound[] = [];
    const events: RuleEvent[] = [];
    for (const request of image.requests) {
      if (!plan.outputs.some((output) => output.id === request.output)) continue;
      const firstMs = state[request.id] ?? image.nowMs;
      seen[request.id] = firstMs;
      if (state[request.id] === undefined) events.push(audit(request, 'raised'));
      const endMs =
        request.mode === 'manual' ? Math.min(request.untilMs, firstMs + params.manualMax) : request.untilMs;
      if (image.nowMs < endMs) bounds.push(boundOf(request));
    }
    for (const id of Object.keys(state)) {
      if (seen[id] === undefined) events.push(ended(id));
    }
    return { state: seen, bounds, events };
  },
};

function boundOf(request: OperatorRequest): Bound {
  const { issuer, value, mode, reason: because } = request;
  const reason = message(`requested-${mode}`, { issuer, value, reason: because });
  const common = { output: request.output, priority: 'operator', rule: NAME, reason } as const;
  return request.mode === 'limit'
    ? { ...common, max: request.value }
    : { ...common, min: request.value, max: request.value };
}

function audit({ issuer, mode, value, output, reason }: OperatorRequest, state: 'raised'): RuleEvent {
  return {
    class: 'audit',
    severity: 'info',
    subject: output,
    state,
    message: message(`asked-${mode}`, { issuer, value, output, reason }),
  };
}

function ended(id: string): RuleEvent {
  return {
    class: 'audit',
    severity: 'info',
    subject: id,
    state: 'cleared',
    message: message('request-ended', { id }),
  };
}
