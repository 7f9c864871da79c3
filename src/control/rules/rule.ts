/** What a rule is: a pure step from what it knows to bounds on the outputs. It never commands. */

import type { LevelTrack } from '../../acoustics/periods/level-track.ts';
import type { Bound } from '../../model/bound.ts';
import type { RuleEvent } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ChannelId } from '../../model/reading.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { RuleName, RuleParams } from '../../plan/rule-params.ts';
import type { NoiseEvent } from '../attribution/noise-events.ts';
import type { ReceptorAttribution } from '../attribution/receptor-attribution.ts';
import type { ReceptorSound } from '../attribution/source-levels.ts';
import type { CabinetHeat } from '../heat/cabinet-heat.ts';
import type { Read } from '../inputs/fresh-reader.ts';
import type { Weather } from '../inputs/weather.ts';
import type { ReceptorTerms } from '../noise/receptor-terms.ts';
import type { WearState } from '../outputs/relay-wear.ts';
import type { SnapshotPart } from '../saved/part.ts';

/**
 * What a cycle knows before its rules are evaluated. Built once, in tick.ts, and passed to every rule as it is: a new
 * estimate is a line there and one here.
 */
export interface RuleInput {
  readonly image: ProcessImage;
  readonly plan: ControlPlan;
  /** The value of a channel when it is good and fresh, else null. */
  readonly read: Read;
  /** What was decided for each output in the cycle before. */
  readonly decided: Readonly<Record<string, number>>;
  readonly levels: Readonly<Record<string, LevelTrack>>;
  readonly isNight: boolean;
  readonly weather: Weather;
  /** How loud each cabinet is at each receptor, and how sure that is. */
  readonly sound: readonly ReceptorSound[];
  /** The specific sound level of the equipment so far, by receptor. */
  readonly equipmentLevels: Readonly<Record<string, LevelTrack>>;
  /** By cabinet. */
  readonly heat: Readonly<Record<string, CabinetHeat>>;
  /** The ledger of the relays behind each power limit. */
  readonly wear: WearState;
  /** By cabinet: sound energy of its fans over what the fan law says at their speed. */
  readonly fanLoudness: Readonly<Record<string, number>>;
  /** By cabinet: that of its electronics over what their power says. */
  readonly converterLoudness: Readonly<Record<string, number>>;
  /** Fan outputs whose tacho cannot be believed. */
  readonly deadTachos: readonly string[];
  readonly attribution: readonly ReceptorAttribution[];
  /** By receptor: limits relative to the background and what a tone takes off, where the site asks for any. */
  readonly receptorTerms: Readonly<Record<string, ReceptorTerms>>;
  /** What stood out in this cycle and was not the equipment's. */
  readonly noiseEvents: readonly NoiseEvent[];
}

/** What a rule gives in one cycle. */
export interface RuleOutput<State> {
  readonly state: State;
  readonly bounds: readonly Bound[];
  readonly events: readonly RuleEvent[];
}

/** `State` is plain JSON: it is recorded and restored. */
export interface Rule<Params, State> {
  readonly name: RuleName;
  /** Inputs that must have been good once before the system leaves fail-safe. */
  readonly needs: (plan: ControlPlan) => readonly ChannelId[];
  /**
   * Inputs that a restart waits for a moment: without them the rule would spoil what it goes on from, so it rests until control
   * begins. None where it begins anew.
   */
  readonly wants?: (plan: ControlPlan, state: State) => readonly ChannelId[];
  readonly initial: (plan: ControlPlan) => State;
  /** How its state is kept over a restart. */
  readonly part: SnapshotPart<State>;
  readonly evaluate: (input: RuleInput, params: Params, state: State) => RuleOutput<State>;
}

/** A rule whose type of state is hidden, so that rules of all kinds fit in one list. */
export interface SealedRule {
  readonly name: string;
  readonly needs: (plan: ControlPlan) => readonly ChannelId[];
  readonly wants?: (plan: ControlPlan, state: unknown) => readonly ChannelId[];
  readonly initial: (plan: ControlPlan) => unknown;
  /** Absent: the state is not kept over a restart. */
  readonly part?: SnapshotPart<unknown>;
  readonly evaluate: (input: RuleInput, state: unknown) => RuleOutput<unknown>;
}

/** Seals a rule: it takes its own parameters from the plan and gets its own state back. */
export function sealed<Name extends RuleName, State>(
  rule: Rule<RuleParams[Name], State> & { name: Name },
): SealedRule {
  return {
    name: rule.name,
    needs: rule.needs,
    wants: (plan, state) => rule.wants?.(plan, state as State) ?? [],
    initial: rule.initial,
    part: { ...rule.part, save: (state, plan) => rule.part.save(state as State, plan) },
    evaluate: (input, state) => rule.evaluate(input, input.plan.rules[rule.name], state as State),
  };
}
