/** Requests of people over a restart: they hold until the end that was promised, if the time away is known. */

import type { OperatorRequest } from '../model/image.ts';
import { type Message, message } from '../model/message.ts';
import type { ControlPlan } from '../plan/control-plan.ts';
import { isNumber, isText, objectOf, oneOf } from './saved/check.ts';
import type { Away } from './saved/part.ts';

/** Whether saved JSON has the form of an `OperatorRequest`. */
export const isRequest = objectOf<OperatorRequest>({
  id: isText,
  output: isText,
  mode: oneOf('limit', 'manual'),
  value: isNumber,
  untilMs: isNumber,
  issuer: isText,
  reason: isText,
});

/** A request that ends with the restart. */
export interface EndedRequest {
  readonly request: OperatorRequest;
  readonly why: Message;
}

/** The requests that go on after a restart, and those that ended with it. */
export interface RestoredRequests {
  readonly held: readonly OperatorRequest[];
  readonly ended: readonly EndedRequest[];
}

/**
 * The requests that still hold. Without a clock the time away is not known: a limit, which only tightens, is kept for all
 * that was left of it, manual mode is not.
 */
export function restoreRequests(
  requests: readonly OperatorRequest[],
  away: Away,
  plan: Pick<ControlPlan, 'outputs'>,
): RestoredRequests {
  const held: OperatorRequest[] = [];
  const ended: EndedRequest[] = [];
  for (const request of requests) {
    const { output, value, mode } = request;
    const spec = plan.outputs.find(({ id }) => id === output);
    const isPossible = spec !== undefined && value >= spec.min && value <= spec.max;
    if (!isPossible) ended.push({ request, why: message('request-output-changed', { output }) });
    else if (mode === 'manual' && !away.isKnown) {
      ended.push({ request, why: message('request-end-unknown', { output }) });
    } else held.push(away.isKnown ? request : { ...request, untilMs: request.untilMs + away.ms });
  }
  return { held, ended };
}
