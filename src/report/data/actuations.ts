/**
 * What was moved, and why. A power limit or a lamp is listed at every change. A fan is listed when something other than
 * its temperature takes control of it or releases it; its speed is in the curve.
 */

import type { OutputSpec } from '../../plan/control-plan.ts';
import type { DecisionRecord } from '../../ports/history.ts';
import type { OutputUse } from './shape/equipment-data.ts';
import type { Actuation } from './shape/report-data.ts';

/** The decisions to list from `startMs` on, in order; outputs that moved alike at the same moment share a line. */
export function actuationsOf(
  decisions: readonly DecisionRecord[],
  outputs: readonly OutputSpec[],
  startMs: number,
): Actuation[] {
  const kinds = new Map(outputs.map(({ id, kind }) => [id, kind]));
  const before = new Map<string, DecisionRecord>();
  const lines = new Map<string, Actuation>();
  for (const decision of decisions) {
    const last = before.get(decision.output);
    before.set(decision.output, decision);
    if (decision.wallMs < startMs || last === undefined) continue;
    const isFan = kinds.get(decision.output) === 'fan';
    if (isFan ? isCooling(decision, last) : decision.value === last.value) continue;
    const line = lineOf(decision, last);
    const key = JSON.stringify({ ...line, outputs: null });
    const other = lines.get(key);
    lines.set(key, other === undefined ? line : { ...line, outputs: [...other.outputs, ...line.outputs] });
  }
  return [...lines.values()];
}

/** A fan that its temperature, or the same rule as before, still controls. */
function isCooling(decision: DecisionRecord, last: DecisionRecord): boolean {
  const ordinary = ['thermal-fan', 'rest'];
  return decision.by === last.by || (ordinary.includes(decision.by) && ordinary.includes(last.by));
}

function lineOf({ wallMs, output, value, by, reason }: DecisionRecord, last: DecisionRecord): Actuation {
  return { atMs: wallMs, outputs: [output], fromPct: last.value, toPct: value, by, reason };
}

/** How often and how far each output was moved from `startMs` on. */
export function outputUse(
  decisions: readonly DecisionRecord[],
  outputs: readonly OutputSpec[],
  startMs: number,
): OutputUse[] {
  return outputs.map(({ id, kind }) => {
    const ofOutput = decisions.filter(({ output }) => output === id);
    const values = ofOutput.map(({ value }) => value);
    const changes = ofOutput.filter(
      ({ wallMs, value }, index) => index > 0 && wallMs >= startMs && value !== ofOutput[index - 1]?.value,
    );
    return {
      output: id,
      kind,
      changes: changes.length,
      lowestPct: values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b)),
      highestPct: values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b)),
    };
  });
}
