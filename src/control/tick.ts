/**
 * One cycle of control, pure: freshness, sound ledgers, rules, arbiter. The same state, image and plan give the
 * same bytes of JSON, so a recording replays exactly.
 *
 *   image -> fresh values -> level tracks -> attribution, heat -> rules -> bounds -> arbiter
 */

import { emptyTrack, type LevelTrack } from '../acoustics/periods/level-track.ts';
import { isNight as isNightAt } from '../acoustics/periods/periods.ts';
import type { Decision } from '../model/decision.ts';
import type { Event, RuleEvent } from '../model/event.ts';
import type { ProcessImage } from '../model/image.ts';
import { type ControlPlan, levelsOf } from '../plan/control-plan.ts';
import { assessExceedances, type Exceedances } from './alarms/exceedance.ts';
import { findInSpectra, type SpectrumFindings } from './alarms/spectrum-findings.ts';
import { type AttributionState, attribute, initialAttribution } from './attribution/attribute.ts';
import { trackEquipment } from './attribution/equipment-levels.ts';
import { detectNoiseEvents, type NoiseEvent, type NoiseEventState } from './attribution/noise-events.ts';
import type { ReceptorAttribution } from './attribution/receptor-attribution.ts';
import type { ReceptorSound } from './attribution/source-levels.ts';
import { decideOutputs } from './decide-outputs.ts';
import { type CabinetHeat, type HeatState, initialHeat, watchHeat } from './heat/cabinet-heat.ts';
import { fanSpeeds, type TachoState } from './heat/fan-speeds.ts';
import { freshReader, type Read } from './inputs/fresh-reader.ts';
import { type ClosedLevel, trackLevels } from './inputs/level-tracks.ts';
import { type LostState, lostFans } from './inputs/lost-fans.ts';
import { type ClosedSpectrum, type SpectrumState, trackSpectra } from './inputs/spectrum-minutes.ts';
import { initialRain, type RainState, type Weather, weatherNow } from './inputs/weather.ts';
import { type ReceptorTermState, trackReceptorTerms } from './noise/receptor-terms.ts';
import { decisionEvents } from './outputs/decision-events.ts';
import { type FanTurns, updateFanTurns } from './outputs/fan-turns.ts';
import { updateWear, type WearState } from './outputs/relay-wear.ts';
import { evaluateRules } from './rules/evaluate-rules.ts';
import { rules as builtInRules } from './rules/registry.ts';
import type { RuleInput, SealedRule } from './rules/rule.ts';
import { armingEvents, startDecisions, stillWaitingFor } from './start.ts';
import { initialFanTones } from './tones/fan-tones.ts';

/** What is known of the station besides the decisions. */
interface Estimates extends SpectrumFindings {
  readonly levels: Readonly<Record<string, LevelTrack>>;
  readonly spectra: SpectrumState;
  readonly receptorTerms: ReceptorTermState;
  readonly tachos: TachoState;
  readonly lost: LostState;
  readonly rain: RainState;
  readonly attribution: AttributionState;
  /** The specific sound level of the equipment so far, by receptor. */
  readonly equipmentLevels: Readonly<Record<string, LevelTrack>>;
  readonly noiseEvents: NoiseEventState;
  readonly heat: HeatState;
  readonly wear: WearState;
}

/** Plain JSON. */
export interface ControlState extends Estimates {
  /**
   * Inputs that rules need and that have not been good yet, and outputs whose position is not known; empty: out of
   * fail-safe.
   */
  readonly waitingFor: readonly string[];
  /** Time of the first cycle. */
  readonly startMs: number | null;
  /** Each rule's state under its name. */
  readonly rules: Readonly<Record<string, unknown>>;
  readonly decisions: readonly Decision[];
  readonly exceedances: Exceedances;
  readonly fanTurns: FanTurns;
}

/** What one cycle gives. */
export interface TickResult {
  readonly state: ControlState;
  readonly decisions: readonly Decision[];
  readonly events: readonly Event[];
  /** Minutes, hours and periods of sound that ended in this cycle. */
  readonly closed: readonly ClosedLevel[];
  /** Spectra of minutes that ended in this cycle. */
  readonly closedSpectra: readonly ClosedSpectrum[];
  /** How much of the sound at each receptor is the equipment's. */
  readonly attribution: readonly ReceptorAttribution[];
  /** What stood out and was not the equipment's: people, traffic, bangs. */
  readonly noiseEvents: readonly NoiseEvent[];
  /** By cabinet. */
  readonly heat: Readonly<Record<string, CabinetHeat>>;
  /** How loud each cabinet is at each receptor, and how sure that is. */
  readonly sound: readonly ReceptorSound[];
  /** By cabinet: sound energy of its fans over what the fan law says at their speed. */
  readonly fanLoudness: Readonly<Record<string, number>>;
  readonly weather: Weather;
  readonly isNight: boolean;
}

/**
 * The state before the first cycle: fail-safe, and waiting for every input a rule needs. Other `rules` than our own are
 * for comparison in the laboratory only. `levels`: tracks of an earlier run, which are continued.
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
    exceedances: {},
    fanTurns: {},
    spectra: {},
    fanTones: initialFanTones(),
    receptorTerms: {},
    soundCharacters: {},
    tachos: {},
    lost: {},
    rain: initialRain(),
    attribution: initialAttribution(),
    equipmentLevels: {},
    noiseEvents: {},
    heat: initialHeat(),
    wear: {},
  };
}

/** One cycle: estimates, rules, arbiter. */
export function tick(
  state: ControlState,
  image: ProcessImage,
  plan: ControlPlan,
  rules: readonly SealedRule[] = builtInRules,
): TickResult {
  const fresh = freshReader(image, plan);
  const startMs = state.startMs ?? image.nowMs;
  const waitingFor = stillWaitingFor(state, image, plan, fresh, rules);
  const { input, estimates, closed, closedSpectra, closedEquipment, attribution, changes } = estimate(
    state,
    image,
    plan,
    fresh,
  );
  const asked = evaluateRules(rules, input, state.rules, waitingFor.length > 0);
  const decisions =
    waitingFor.length > 0
      ? startDecisions(plan, waitingFor, image.standing)
      : decideOutputs(asked.bounds, state, estimates.fanTones, plan, image.nowMs);
  const exceedance = assessExceedances(
    state.exceedances,
    { total: closed, equipment: closedEquipment },
    image.utcOffsetMin,
    attribution,
    plan,
  );
  const events = [
    ...armingEvents(state, waitingFor, image.nowMs - startMs, plan.periodMs),
    ...asked.events,
    ...exceedance.events,
    ...changes,
    ...decisionEvents(state.decisions, decisions, plan),
  ].map((event) => ({ ...event, wallMs: image.wallMs }));
  const { sound, heat, fanLoudness, noiseEvents, weather, isNight } = input;
  return {
    state: {
      waitingFor,
      startMs,
      rules: asked.states,
      decisions,
      exceedances: exceedance.exceedances,
      fanTurns: updateFanTurns(state.fanTurns, decisions, plan, image.nowMs),
      ...estimates,
    },
    decisions,
    events,
    closed,
    closedSpectra,
    attribution,
    noiseEvents,
    heat,
    sound,
    fanLoudness,
    weather,
    isNight,
  };
}

/** What a cycle knows before its rules are evaluated, and the parts of the next state that come from it. */
interface Estimated {
  readonly input: RuleInput;
  readonly estimates: Estimates;
  readonly closed: readonly ClosedLevel[];
  readonly closedSpectra: readonly ClosedSpectrum[];
  /** The same of the equipment, by its model. */
  readonly closedEquipment: readonly ClosedLevel[];
  readonly attribution: readonly ReceptorAttribution[];
  /** Changes of the world that were found. */
  readonly changes: readonly RuleEvent[];
}

function estimate(state: ControlState, image: ProcessImage, plan: ControlPlan, fresh: Read): Estimated {
  const isNight = isNightAt(image.wallMs, image.utcOffsetMin, plan.night);
  const { levels, closed } = trackLevels(state.levels, image, plan);
  const spectra = trackSpectra(state.spectra, image, plan, closed);
  const decided: Record<string, number> = {};
  for (const { output, value } of state.decisions) decided[output] = value;
  const fans = fanSpeeds(state.tachos, image, plan, fresh, decided);
  const { read } = fans;
  const { state: rain, weather } = weatherNow(state.rain, image, plan, read);
  const lost = lostFans(state.lost, image, plan, read, decided);
  const around = { image, plan, read, decided, lost: lost.fans, isNight, weather };
  const attributed = attribute(state.attribution, around);
  const ended = { levels: closed, spectra: spectra.closed, isDisturbed: weather.isDisturbed };
  const findings = findInSpectra(state, image, plan, read, ended, spectra.state);
  const terms = trackReceptorTerms(state.receptorTerms, plan, attributed.attribution, spectra.closed);
  const equipment = trackEquipment(state.equipmentLevels, attributed.attribution, image, plan);
  const noiseEvents = detectNoiseEvents(state.noiseEvents, image, plan, attributed.attribution);
  const heat = watchHeat(state.heat, image, plan, read, fans.shares, decided);
  const wear = updateWear(state.wear, plan, positionsNow(state, image, decided), image.nowMs);
  return {
    input: {
      image,
      plan,
      read,
      decided,
      levels,
      isNight,
      weather,
      sound: attributed.sound,
      equipmentLevels: equipment.tracks,
      heat: heat.cabinets,
      wear,
      fanLoudness: attributed.fanLoudness,
      converterLoudness: attributed.converterLoudness,
      deadTachos: fans.deadTachos,
      noiseEvents: noiseEvents.events,
      attribution: attributed.attribution,
      receptorTerms: terms.terms,
    },
    estimates: {
      levels,
      spectra: spectra.state,
      ...findings.state,
      receptorTerms: terms.state,
      tachos: fans.state,
      lost: lost.state,
      rain,
      attribution: attributed.state,
      equipmentLevels: equipment.tracks,
      noiseEvents: noiseEvents.state,
      heat,
      wear,
    },
    closed,
    closedSpectra: spectra.closed,
    closedEquipment: equipment.closed,
    attribution: attributed.attribution,
    changes: [...attributed.events, ...findings.events],
  };
}

/** A position that was not known is not a move when it becomes known. */
function positionsNow(
  { waitingFor }: ControlState,
  { standing }: ProcessImage,
  decided: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return waitingFor.length > 0 ? (standing ?? decided) : decided;
}
