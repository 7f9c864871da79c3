/** Which changes of the outputs are worth an event: every relay and lamp, and what goes without steps (a fan,
 * a limit in a register) when another rule takes over. */

import type { Decision } from '../../model/decision.ts';
import type { RuleEvent } from '../../model/event.ts';
import { type Message, message } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** The events of the outputs that moved; in advise mode they say what would have moved. */
export function decisionEvents(
  before: readonly Decision[],
  now: readonly Decision[],
  plan: ControlPlan,
): readonly RuleEvent[] {
  const events: RuleEvent[] = [];
  now.forEach((decision, index) => {
    const last = before[index];
    const spec = plan.outputs[index];
    if (last === undefined || spec === undefined) return;
    const isWorth = spec.steps === undefined ? decision.by !== last.by : decision.value !== last.value;
    if (!isWorth) return;
    events.push({
      class: 'actuation',
      severity: 'info',
      subject: decision.output,
      state: 'noted',
      message: saidOf(last, decision, plan),
    });
  });
  return events;
}

function saidOf(last: Decision, { output, reason, value: toPct }: Decision, plan: ControlPlan): Message {
  // Another rule now asks for the value that stands: "20 % -> 20 %" would read as a fault.
  if (last.value === toPct) return message('stays', { output, pct: toPct, reason });
  return message(plan.mode === 'advise' ? 'would-move' : 'moved', {
    output,
    fromPct: last.value,
    toPct,
    reason,
  });
}
