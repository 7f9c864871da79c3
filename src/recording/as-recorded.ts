/** Whether decisions of today are those that an older quietpost recorded. */

import type { Decision } from '../model/decision.ts';
import type { OutputSpec } from '../plan/control-plan.ts';

/**
 * Version 1 of recordings, and histories of that time, name `rest` as the author also where a bound forced just the
 * rest value; since then the bound answers. Nothing else may differ: the value and what was overruled are the same.
 */
export function isAsRecorded(recorded: Decision, decided: Decision, rest: OutputSpec['rest']): boolean {
  if (recorded.output !== decided.output || recorded.value !== decided.value) return false;
  if (JSON.stringify(recorded.overruled) !== JSON.stringify(decided.overruled)) return false;
  if (recorded.by === decided.by && recorded.reason === decided.reason) return true;
  return recorded.by === 'rest' && recorded.value === rest;
}

/** The same for all outputs of a plan, in its order. */
export function areAsRecorded(
  recorded: readonly Decision[],
  decided: readonly Decision[],
  outputs: readonly OutputSpec[],
): boolean {
  if (recorded.length !== decided.length) return false;
  return outputs.every(({ rest }, index) => {
    const [then, now] = [recorded[index], decided[index]];
    return then !== undefined && now !== undefined && isAsRecorded(then, now, rest);
  });
}
