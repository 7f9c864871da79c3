/**
 * The plan and the state that a recording begins with, written by any version of quietpost. What this version needs and
 * that one did not have is reported in a sentence before `tick` meets it.
 */

import { rules } from '../control/rules/registry.ts';
import { type ControlState, initialState } from '../control/tick.ts';
import type { CabinetPlan, ControlPlan } from '../plan/control-plan.ts';
import type { RecordingHeader } from './recorder.ts';

type Parts<T> = { readonly [Key in keyof T]: 'any' | 'object' | 'list' };

/** All but `mode`, which `tick` does not use. */
const planParts = {
  periodMs: 'any',
  channels: 'object',
  outputs: 'list',
  cabinets: 'list',
  receptors: 'list',
  otherLevels: 'list',
  weather: 'object',
  night: 'object',
  rules: 'object',
} as const satisfies Parts<Omit<ControlPlan, 'mode'>>;

const cabinetParts = {
  id: 'any',
  temperatures: 'list',
  powerIn: 'any',
  ratedW: 'any',
  guns: 'list',
  fans: 'list',
  limit: 'any',
  heat: 'object',
  humAtDb: 'object',
} as const satisfies Parts<Omit<CabinetPlan, 'standbyAtDb'>>;

/** Why this quietpost cannot read the plan at all; undefined when it can. */
export function planProblem(plan: unknown): string | undefined {
  const missing = missingPart(plan, planParts) ?? missingInCabinets(plan as ControlPlan);
  if (missing === undefined) return undefined;
  return `its plan has no ${missing}: another version of quietpost made it`;
}

/** The plan with the defaults of those rules that it was made before: such a rule is off, or does what it does unasked. */
export async function planOfToday(plan: ControlPlan): Promise<ControlPlan> {
  const later = rules.map(({ name }) => name).filter((name) => !Object.hasOwn(plan.rules, name));
  if (later.length === 0) return plan;
  // Only here: to load what checks parameters takes longer than many an answer.
  const { isRuleName, ruleParamSchemas } = await import('../plan/rule-params.ts');
  const defaults = later.flatMap((name) => {
    const data = isRuleName(name) ? ruleParamSchemas[name].safeParse(undefined).data : undefined;
    return data === undefined ? [] : [[name, data]];
  });
  return { ...plan, rules: { ...plan.rules, ...Object.fromEntries(defaults) } };
}

/** Why the rules of this quietpost cannot decide under the plan; undefined when they can. */
export function rulesProblem(plan: ControlPlan): string | undefined {
  const missing = rules.map(({ name }) => name).filter((name) => !Object.hasOwn(plan.rules, name));
  if (missing.length === 0) return undefined;
  return `it was made before some of the rules of this quietpost, and has no parameters for them: ${missing.join(', ')}`;
}

/**
 * The state with which a recording begins; parts that were not recorded start as after a start. Version 1 had other
 * names for most parts. A recording begins where a process began, and at that time only the level tracks continued from
 * the one before.
 */
export function recordedState({ v, plan, state }: RecordingHeader): ControlState {
  const fresh = initialState(plan);
  if (state === undefined) return fresh;
  const levels = { ...fresh.levels, ...state.levels };
  // What a rule needed at the start has changed since.
  if (v === 1) return { ...fresh, levels, waitingFor: state.waitingFor ?? fresh.waitingFor };
  return { ...fresh, ...state, levels, rules: { ...fresh.rules, ...state.rules } };
}

function missingInCabinets({ cabinets }: ControlPlan): string | undefined {
  for (const cabinet of cabinets) {
    const part = missingPart(cabinet, cabinetParts);
    if (part !== undefined) return `${part} of cabinet ${cabinet?.id ?? '?'}`;
  }
  return undefined;
}

function missingPart(
  value: unknown,
  parts: Readonly<Record<string, 'any' | 'object' | 'list'>>,
): string | undefined {
  if (typeof value !== 'object' || value === null) return 'content';
  const has = value as Readonly<Record<string, unknown>>;
  return Object.entries(parts).find(([name, kind]) => {
    const part = has[name];
    if (kind === 'list') return !Array.isArray(part);
    return kind === 'object' ? typeof part !== 'object' || part === null : part === undefined;
  })?.[0];
}
