/** One cycle of all rules. */

import type { Bound } from '../../model/bound.ts';
import type { RuleEvent } from '../../model/event.ts';
import type { RuleInput, SealedRule } from './rule.ts';

/** What all rules gave. */
interface Evaluated {
  readonly states: Readonly<Record<string, unknown>>;
  readonly bounds: readonly Bound[];
  readonly events: readonly RuleEvent[];
}

/**
 * Evaluates every rule in order; the state of a rule is kept under its name. One that wants inputs rests while a restart
 * waits: its bounds would not count, and what it learnt from what is not read yet would stay.
 */
export function evaluateRules(
  rules: readonly SealedRule[],
  input: RuleInput,
  before: Readonly<Record<string, unknown>>,
  isWaiting: boolean,
): Evaluated {
  const states: Record<string, unknown> = {};
  const bounds: Bound[] = [];
  const events: RuleEvent[] = [];
  for (const { name, wants, evaluate } of rules) {
    if (isWaiting && (wants?.(input.plan, before[name]) ?? []).length > 0) {
      states[name] = before[name];
      continue;
    }
    const output = evaluate(input, before[name]);
    states[name] = output.state;
    bounds.push(...output.bounds);
    events.push(...output.events);
  }
  return { states, bounds, events };
}
