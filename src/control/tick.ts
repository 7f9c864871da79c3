/**
 * One cycle of control, pure: freshness, sound ledgers, rules, arbiter. The same state, image and plan give the
 * same bytes of JSON, so a recording replays exactly.
 *
 *   image -> fresh values -> level tracks -> whose sound it was, how the heat goes -> rules -> bounds -> arbiter
 */

import { advanceTrack, emptyTrack, type LevelTrack, trackSample } from '../acoustics/periods/level-track.ts';
import type { ClosedPeriod } from '../acoustics/periods/open-period.ts';
import { isNight as isNightAt } from '../acoustics/periods/periods.ts';
import type { Decision } from '../model/decision.ts';
import type { Event } from '../model/event.ts';
import type { ProcessImage } from '../model/image.ts';
import type { ChannelId } from '../model/reading.ts';
import type { ControlPlan, LevelPlan } from '../plan/control-plan.ts';
import { decisionEvents } from './alarms/decision-events.ts';
import { exceedanceEvents } from './alarms/exceedance.ts';
import { arbitrate } from './arbiter.ts';
import { type AttributionState, attribute, initialAttribution } from './attribution/attribute.ts';
import { detectNoiseEvents, type NoiseEvent, type NoiseEventState } from './attribution/noise-events.ts';
import type { ReceptorAttribution } from './attribution/receptor-attribution.ts';
import type { ReceptorSound } from './attribution/source-levels.ts';
import { type CabinetHeat, type HeatState, initialHeat, watchHeat } from './heat/cabinet-heat.ts';
import { fanSpeeds, type TachoState } from './heat/fan-speeds.ts';
import type { ClosedLevel } from './level-tracks.ts';
import { equipmentSample } from './noise/allowance.ts';
import { updateWear, type WearState } from './relay-wear.ts';
import type { RuleEvent, SealedRule } from './rule.ts';
import { rules as builtInRules } from './rules/registry.ts';

export interface ControlState {
  /** Inputs that rules need and that have not been good yet; empty: out of fail-safe. */
  readonly waitingFor: readonly ChannelId[];
  /** Time of the first cycle. */
  readonly startMs: number | null;
  readonly levels: Readonly<Record<string, LevelTrack>>;
  /** Each rule's own state under its name. */
  readonly rules: Readonly<Record<string, unknown>>;
  readonly decisions: readonly Decision[];
  /** Receptors above their limit in the last whole minute. */
  readonly exceeded: readonly string[];
  readonly tachos: TachoState;
  readonly attribution: AttributionState;
  /** The equipment's own level so far, by receptor. */
  readonly equipmentLevels: Readonly<Record<string, LevelTrack>>;
  readonly noiseEvents: NoiseEventState;
  readonly heat: HeatState;
  readonly wear: WearState;
}

export interface TickResult {
  readonly state: ControlState;
  readonly decisions: readonly Decision[];
  readonly events: readonly Event[];
  /** Minutes, hours and periods of sound that ended in this cycle. */
  readonly closed: readonly ClosedLevel[];
  /** What of the sound at each receptor is the equipment's. */
  readonly attribution: readonly ReceptorAttribution[];
  /** What stood out and was not the equipment's: people, traffic, bangs. */
  readonly noiseEvents: readonly NoiseEvent[];
  /** By cabinet. */
  readonly heat: Readonly<Record<string, CabinetHeat>>;
  /** How loud each cabinet is at each receptor, and how sure that is. */
  readonly sound: readonly ReceptorSound[];
  /** By cabinet: sound energy of its fans over what is usual at their speed. */
  readonly fanLoudness: Readonly<Record<string, number>>;
  readonly isNight: boolean;
}

/**
 * The state before the first cycle: fail-safe, and waiting for every input a rule needs. Other `rules` than our own
 * are for comparison in the laboratory alone. `levels`: tracks of a run before, with which the ledgers go on.
 */
export function initialState(
  plan: ControlPlan,
  rules: readonly SealedRule[] = builtInRules,
  levels: ControlState['levels'] = {},
): ControlState {
  return {
    waitingFor: [...new Set(rules.flatMap((rule) => rule.needs(plan)))],
    startMs: null,
    levels: { ...Object.fromEntries(levelsOf(plan).map((level) => [level.id, emptyTrack()])), ...levels },
    rules: Object.fromEntries(rules.map((rule) => [rule.name, rule.initial(plan)])),
    decisions: [],
    exceeded: [],
    tachos: {},
    attribution: initialAttribution(),
    equipmentLevels: {},
    noiseEvents: {},
    heat: initialHeat(),
    wear: {},
  };
}

export function tick(
  state: ControlState,
  image: ProcessImage,
  plan: ControlPlan,
  rules: readonly SealedRule[] = builtInRules,
): TickResult {
  const fresh = freshReader(image, plan);
  const isNight = isNightAt(image.wallMs, image.utcOffsetMin, plan.night);
  const tracked = trackLevels(state.levels, image, plan);
  const waitingFor = state.waitingFor.filter((channel) => fresh(channel) === null);
  const startMs = state.startMs ?? image.nowMs;
  const decided: Record<string, number> = {};
  for (const decision of state.decisions) decided[decision.output] = decision.value;

  const fans = fanSpeeds(state.tachos, image, plan, fresh, decided);
  const { read } = fans;
  const attributed = attribute(state.attribution, { image, plan, read, decided, isNight });
  const equipmentLevels = trackEquipment(state.equipmentLevels, attributed.attribution, image, plan);
  const noiseEvents = detectNoiseEvents(state.noiseEvents, image, plan, attributed.attribution);
  const heat = watchHeat(state.heat, image, plan, read, fans.shares, decided);
  const wear = updateWear(state.wear, plan, decided, image.nowMs);

  const ruleStates: Record<string, unknown> = {};
  const ruleEvents: RuleEvent[] = [];
  const bounds = rules.flatMap((rule) => {
    const ruleState = state.rules[rule.name];
    const output = rule.evaluate({
      state: ruleState,
      image,
      plan,
      read,
      decided,
      levels: tracked.levels,
      isNight,
      sound: attributed.sound,
      equipmentLevels,
      heat: heat.cabinets,
      wear,
      fanLoudness: attributed.fanLoudness,
      deadTachos: fans.deadTachos,
      noiseEvents: noiseEvents.events,
    });
    ruleStates[rule.name] = output.state;
    ruleEvents.push(...output.events);
    return output.bounds;
  });

  const decisions = waitingFor.length > 0 ? failSafe(plan, waitingFor) : arbitrate(plan.outputs, bounds);
  const exceedance = exceedanceEvents(
    state.exceeded,
    tracked.closed,
    image.utcOffsetMin,
    attributed.attribution,
    plan,
  );
  const events = [
    ...armingEvents(state, waitingFor, image.nowMs - startMs, plan.periodMs),
    ...ruleEvents,
    ...exceedance.events,
    ...decisionEvents(state.decisions, decisions, plan),
  ].map((event) => ({ ...event, wallMs: image.wallMs }));

  return {
    state: {
      waitingFor,
      startMs,
      levels: tracked.levels,
      rules: ruleStates,
      decisions,
      exceeded: exceedance.exceeded,
      tachos: fans.state,
      attribution: attributed.state,
      equipmentLevels,
      noiseEvents: noiseEvents.state,
      heat,
      wear,
    },
    decisions,
    events,
    closed: tracked.closed,
    attribution: attributed.attribution,
    noiseEvents: noiseEvents.events,
    heat: heat.cabinets,
    sound: attributed.sound,
    fanLoudness: attributed.fanLoudness,
    isNight,
  };
}

/** Books what the equipment gave since the cycle before, by the model. */
function trackEquipment(
  before: ControlState['equipmentLevels'] = {},
  attribution: readonly ReceptorAttribution[],
  image: ProcessImage,
  plan: ControlPlan,
): Record<string, LevelTrack> {
  const seconds = plan.periodMs / 1000;
  return Object.fromEntries(
    attribution.map(({ receptor, equipmentDb }) => {
      const sample = equipmentSample(equipmentDb, seconds, image, plan.night);
      return [receptor, trackSample(before[receptor] ?? emptyTrack(), sample).track];
    }),
  );
}

/** All meters whose sound is integrated. */
export function levelsOf(plan: ControlPlan): readonly LevelPlan[] {
  return [...plan.receptors, ...plan.otherLevels];
}

/** A value counts only while it is good and younger than its channel allows. */
export function freshReader(image: ProcessImage, plan: ControlPlan): (channel: ChannelId) => number | null {
  return (channel) => {
    const reading = image.channels[channel];
    const channelPlan = plan.channels[channel];
    if (reading === undefined || channelPlan === undefined) return null;
    return image.nowMs - reading.takenMs <= channelPlan.validMs ? reading.value : null;
  };
}

/** Books the samples of a cycle, and the time until it. */
export function trackLevels(
  before: ControlState['levels'],
  image: Pick<ProcessImage, 'nowMs' | 'wallMs' | 'utcOffsetMin' | 'samples'>,
  plan: ControlPlan,
): { levels: Record<string, LevelTrack>; closed: ClosedLevel[] } {
  const levels: Record<string, LevelTrack> = {};
  const closed: ClosedLevel[] = [];
  for (const level of levelsOf(plan)) {
    let track = before[level.id] ?? emptyTrack();
    const take = (step: { track: LevelTrack; closed: readonly ClosedPeriod[] }): void => {
      track = step.track;
      for (const period of step.closed) closed.push({ level: level.id, period });
    };
    for (const sample of image.samples) {
      if (sample.channel !== level.level) continue;
      take(
        trackSample(track, {
          levelDb: sample.value,
          peakDb: sample.peakDb,
          seconds: sample.seconds,
          // A second of sound belongs to the period in which it began. Whole milliseconds, as the history keeps them.
          wallMs: Math.round(image.wallMs - (image.nowMs - sample.takenMs) - sample.seconds * 1000),
          utcOffsetMin: image.utcOffsetMin,
          night: plan.night,
        }),
      );
    }
    // Before the first sample nothing can be late: no period is opened that ended before the start.
    const reachedMs = track.open === null ? image.wallMs : image.wallMs - LATE_SAMPLE_MS;
    take(advanceTrack(track, reachedMs, image.utcOffsetMin, plan.night));
    levels[level.id] = track;
  }
  return { levels, closed };
}

/** Devices that have not answered for so long after the start need a technician. */
const ARMING_PATIENCE_MS = 60_000;
/** A sample may still be on its way for this long; only then is its time a hole. */
const LATE_SAMPLE_MS = 3000;

function failSafe(plan: ControlPlan, waitingFor: readonly ChannelId[]): readonly Decision[] {
  const more = waitingFor.length > 1 ? ` and ${waitingFor.length - 1} more` : '';
  const reason = `starting: waiting for the first good value of ${waitingFor[0]}${more}`;
  return plan.outputs.map((output) => ({
    output: output.id,
    value: output.failSafe,
    by: 'start',
    reason,
    overruled: [],
  }));
}

/** Says when control begins, and once when it has waited too long for that. */
function armingEvents(
  state: ControlState,
  waitingFor: readonly ChannelId[],
  runningMs: number,
  periodMs: number,
): readonly RuleEvent[] {
  if (state.waitingFor.length === 0) return [];
  const common = { class: 'lifecycle', subject: 'control', state: 'noted' } as const;
  if (waitingFor.length === 0) {
    const text =
      'every input that a rule needs has been good once: out of fail-safe, automatic control begins.';
    return [{ ...common, severity: 'info', text }];
  }
  if (runningMs < ARMING_PATIENCE_MS || runningMs - periodMs >= ARMING_PATIENCE_MS) return [];
  const text = `still in fail-safe after ${ARMING_PATIENCE_MS / 1000} s: no good value yet from ${waitingFor.join(', ')}. Check these devices.`;
  return [{ ...common, severity: 'alarm', text }];
}
