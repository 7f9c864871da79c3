/** How a changed site fits the inputs that were recorded under another one. */

import { type ControlState, initialState } from '../../control/tick.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** What fits and what does not. */
export interface SiteFit {
  /** Channels that rules need under the changed site and that were not recorded: nothing can be replayed. */
  readonly needed: readonly string[];
  /** Other channels that were not recorded: they stay without a value. */
  readonly absent: readonly string[];
  /** Recorded channels that the changed site does not have: they are left out. */
  readonly dropped: readonly string[];
  /** Outputs of one site only: they are not compared. */
  readonly outputsOfOld: readonly string[];
  readonly outputsOfChanged: readonly string[];
}

/** Compares a changed site with the recorded one. */
export function siteFit(then: ControlPlan, changed: ControlPlan): SiteFit {
  const missing = Object.keys(changed.channels).filter((id) => !Object.hasOwn(then.channels, id));
  const required = new Set(initialState(changed).waitingFor);
  const idsOfOld = then.outputs.map(({ id }) => id);
  const idsOfChanged = changed.outputs.map(({ id }) => id);
  return {
    needed: missing.filter((id) => required.has(id)),
    absent: missing.filter((id) => !required.has(id)),
    dropped: Object.keys(then.channels).filter((id) => !Object.hasOwn(changed.channels, id)),
    outputsOfOld: idsOfOld.filter((id) => !idsOfChanged.includes(id)),
    outputsOfChanged: idsOfChanged.filter((id) => !idsOfOld.includes(id)),
  };
}

/** A recorded state for the changed site to continue from; parts that depend on what changed start anew. */
export function stateUnder(changed: ControlPlan, state: ControlState, then: ControlPlan): ControlState {
  const fresh = initialState(changed);
  const stillAwaited = new Set(state.waitingFor);
  return {
    ...fresh,
    ...state,
    waitingFor: fresh.waitingFor.filter((id) => !Object.hasOwn(then.channels, id) || stillAwaited.has(id)),
    levels: { ...fresh.levels, ...state.levels },
    rules: { ...fresh.rules, ...state.rules },
  };
}
