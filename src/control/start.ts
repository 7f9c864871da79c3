/** The time before control begins: what it waits for, where the outputs stay meanwhile, and what is told of it. */

import type { Decision } from '../model/decision.ts';
import type { RuleEvent } from '../model/event.ts';
import type { ProcessImage } from '../model/image.ts';
import { message } from '../model/message.ts';
import type { ControlPlan } from '../plan/control-plan.ts';
import type { Read } from './inputs/fresh-reader.ts';
import type { SealedRule } from './rules/rule.ts';

/** The part of the control state that says what is still waited for. */
interface Start {
  readonly waitingFor: readonly string[];
  readonly startMs: number | null;
  /** The states of the rules, by name. */
  readonly rules: Readonly<Record<string, unknown>>;
}

/**
 * An output that has not been read back by then is taken as unknown: its first write goes out without it. A temperature
 * beside which another one of the cabinet is good is waited for no longer.
 */
const START_PATIENCE_MS = 5000;
/** What a rule only wants is there by then, or its device is lost. */
const WANTED_PATIENCE_MS = 2000;

/** Inputs that have not been good, and outputs that have not been read back; those that rules only want for a moment. */
export function stillWaitingFor(
  state: Start,
  image: ProcessImage,
  plan: ControlPlan,
  fresh: Read,
  rules: readonly SealedRule[],
): readonly string[] {
  if (state.startMs !== null && state.waitingFor.length === 0) return [];
  const wanted = wantedInputs(plan, rules, state.rules);
  const { standing } = image;
  const outputs = standing === undefined ? [] : plan.outputs.map(({ id }) => id);
  const awaited =
    state.startMs === null ? [...new Set([...state.waitingFor, ...outputs, ...wanted])] : state.waitingFor;
  const runningMs = image.nowMs - (state.startMs ?? image.nowMs);
  const mayWait = runningMs < START_PATIENCE_MS;
  return awaited.filter((id) => {
    if (wanted.includes(id)) return runningMs < WANTED_PATIENCE_MS && fresh(id) === null;
    if (outputs.includes(id)) return mayWait && standing?.[id] === undefined;
    return fresh(id) === null && (mayWait || !hasStandIn(id, plan, fresh));
  });
}

/** Inputs that a restart waits for a moment, so that no rule goes on without them. */
export function wantedInputs(
  plan: ControlPlan,
  rules: readonly SealedRule[],
  states: Readonly<Record<string, unknown>>,
): readonly string[] {
  return rules.flatMap(({ name, wants }) => wants?.(plan, states[name]) ?? []);
}

/** Two sensors are in a cabinet so that one may fail, also at the start. */
function hasStandIn(channel: string, { cabinets }: ControlPlan, fresh: Read): boolean {
  return cabinets.some(
    ({ temperatures }) =>
      temperatures.includes(channel) && temperatures.some((other) => fresh(other) !== null),
  );
}

/** Devices that have not answered this long after the start need a technician. */
const ARMING_PATIENCE_MS = 60_000;

/**
 * Before control begins, an output stays where its far end reports it, so that a restart moves nothing; one whose
 * position is unknown, or whose lease is over, is decided to its fail-safe.
 */
export function startDecisions(
  plan: ControlPlan,
  waitingFor: readonly string[],
  standing: ProcessImage['standing'] = {},
): readonly Decision[] {
  const [channel = '', ...others] = waitingFor;
  const more = others.length;
  const left = more === 0 ? message('standing', { channel }) : message('standing-more', { channel, more });
  const safe = more === 0 ? message('starting', { channel }) : message('starting-more', { channel, more });
  return plan.outputs.map(({ id, failSafe }) => {
    const value = standing[id];
    const common = { output: id, by: 'start', overruled: [] };
    return value === undefined
      ? { ...common, value: failSafe, reason: safe }
      : { ...common, value, reason: left };
  });
}

/** The event that control begins, and once the event that it has waited too long. */
export function armingEvents(
  state: Start,
  waitingFor: readonly string[],
  runningMs: number,
  periodMs: number,
): readonly RuleEvent[] {
  if (state.waitingFor.length === 0) return [];
  const common = { class: 'lifecycle', subject: 'control', state: 'noted' } as const;
  if (waitingFor.length === 0) {
    return [{ ...common, severity: 'info', message: message('armed') }];
  }
  if (runningMs < ARMING_PATIENCE_MS || runningMs - periodMs >= ARMING_PATIENCE_MS) return [];
  const waiting = { seconds: ARMING_PATIENCE_MS / 1000, channels: waitingFor };
  return [{ ...common, severity: 'alarm', message: message('not-armed', waiting) }];
}
