/** Which changes of the outputs are worth an event: every relay and lamp, and what goes without steps (a fan,
 * a limit in a register) when another rule takes over. */

import type { Decision } from '../../model/decision.ts';
import type { RuleEvent } from '../../model/event.ts';
import { message } from '../../model/message.ts';
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
    const { output, reason, value: toPct } = decision;
    const said = message(plan.mode === 'advise' ? 'would-move' : 'moved', {
      output,
      fromPct: last.value,
      toPct,
      reason,
    });
    events.push({ class: 'actuation', severity: 'info', subject: output, state: 'noted', message: said });
  });
  return events;
}
