/** Whether present decisions are the ones that an older quietpost recorded. */

import { saysTheSame } from '../language/say.ts';
import type { Decision, Overruled } from '../model/decision.ts';
import type { OutputSpec } from '../plan/control-plan.ts';

/**
 * Version 1 of recordings, and histories of that time, name `rest` as the source even if a bound forced the rest value;
 * since then the bound is the source. Value and overruled bounds must be the same.
 */
export function isAsRecorded(recorded: Decision, decided: Decision, rest: OutputSpec['rest']): boolean {
  if (recorded.output !== decided.output || recorded.value !== decided.value) return false;
  if (!areSameOverruled(recorded.overruled, decided.overruled)) return false;
  if (recorded.by === decided.by && saysTheSame(recorded.reason, decided.reason)) return true;
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

/** Whether the same outputs have the same value by the same rule for the same reasons, in the same order. */
export function areSameDecisions(recorded: readonly Decision[], decided: readonly Decision[]): boolean {
  return (
    recorded.length === decided.length &&
    recorded.every((then, index) => isSameDecision(then, decided[index]))
  );
}

/**
 * Compares value, rule and reasons. Reasons of an older recording are texts, compared with the English of the present
 * ones.
 */
export function isSameDecision(a: Decision | undefined, b: Decision | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.output === b.output &&
    a.value === b.value &&
    a.by === b.by &&
    saysTheSame(a.reason, b.reason) &&
    areSameOverruled(a.overruled, b.overruled)
  );
}

function areSameOverruled(recorded: readonly Overruled[], decided: readonly Overruled[]): boolean {
  return (
    recorded.length === decided.length &&
    recorded.every(({ rule, reason }, index) => {
      const other = decided[index];
      return other !== undefined && rule === other.rule && saysTheSame(reason, other.reason);
    })
  );
}
