/**
 * What the control state leaves to the next run: one snapshot of the parts that were estimated, latched, counted or
 * promised. The sound ledgers are not in it: the history holds them with every second since (restore-levels.ts).
 */

import type { OperatorRequest, ProcessImage } from '../model/image.ts';
import { type Message, message } from '../model/message.ts';
import type { ControlPlan } from '../plan/control-plan.ts';
import { exceedancesPart } from './alarms/exceedance.ts';
import { soundCharactersPart } from './alarms/sound-character.ts';
import { equipmentLevelsPart } from './attribution/equipment-levels.ts';
import { noiseEventsPart } from './attribution/noise-events.ts';
import { fanLoudnessPart, receptorsPart } from './attribution/saved-attribution.ts';
import { tachosPart } from './heat/fan-speeds.ts';
import { cabinetsHeatPart } from './heat/saved-heat.ts';
import { rainPart } from './inputs/weather.ts';
import { receptorTermsPart } from './noise/receptor-terms.ts';
import { wearPart } from './outputs/relay-wear.ts';
import { trippedCabinets } from './rules/over-temperature.ts';
import { lampMark } from './rules/quiet-lamp.ts';
import { rules as builtInRules } from './rules/registry.ts';
import type { SealedRule } from './rules/rule.ts';
import { isFlag, isNumber, isObject, listOf, objectOf, orAbsent, recordOf } from './saved/check.ts';
import { type Away, isLong, isMoment, type RestoredPart, type SnapshotPart } from './saved/part.ts';
import { isRequest } from './saved-requests.ts';
import type { ControlState } from './tick.ts';
import { fanTonesPart } from './tones/fan-tones.ts';

/** Goes up when an older snapshot would be misread; a part that only changed its own form drops itself. */
export const SNAPSHOT_VERSION = 1;

/** Plain JSON. */
export interface Snapshot {
  readonly v: number;
  readonly nowMs: number;
  readonly wallMs: number;
  readonly clockSynced: boolean;
  readonly requests: readonly OperatorRequest[];
  /** By name of the part. */
  readonly parts: Readonly<Record<string, unknown>>;
  /** By name of the rule. */
  readonly rules: Readonly<Record<string, unknown>>;
  readonly resting?: RestingRules;
}

/**
 * By name: rules that are not in force now, in safe mode for example, each with the monotonic time of its state. They are
 * handed on until a run has them in force again.
 */
export type RestingRules = Readonly<Record<string, readonly [atMs: number, saved: unknown]>>;

/** The parts that are reported by name after a restart; the other rules are reported together as `rules`. */
export type PartName =
  | 'attribution'
  | 'fan-loudness'
  | 'equipment-ledgers'
  | 'noise-events'
  | 'heat'
  | 'tachos'
  | 'relay-wear'
  | 'rain'
  | 'fan-tones'
  | 'backgrounds'
  | 'sound-characters'
  | 'exceedances'
  | 'trips'
  | 'plant-health'
  | 'quiet-window'
  | 'rules';

interface PlacedPart {
  readonly name: PartName;
  readonly save: (state: ControlState, plan: ControlPlan) => unknown;
  /** The state with this part, or null when it has another form. */
  readonly restore: (
    saved: unknown,
    away: Away,
    plan: ControlPlan,
    into: ControlState,
  ) => RestoredPart<ControlState> | null;
}

/** A part and its place in the state. */
function placed<State>(
  name: PartName,
  part: SnapshotPart<State>,
  get: (state: ControlState) => State,
  put: (state: ControlState, own: State) => ControlState,
): PlacedPart {
  return {
    name,
    save: (state, plan) => part.save(get(state), plan),
    restore(saved, away, plan, into) {
      const restored = part.restore(saved, away, plan);
      return restored === null ? null : { ...restored, state: put(into, restored.state) };
    },
  };
}

/** A part that is a field of the state. */
function field<Key extends keyof ControlState>(
  name: PartName,
  key: Key,
  part: SnapshotPart<ControlState[Key]>,
): PlacedPart {
  return placed(
    name,
    part,
    (state) => state[key],
    (state, own) => ({ ...state, [key]: own }),
  );
}

const parts: readonly PlacedPart[] = [
  placed(
    'attribution',
    receptorsPart,
    ({ attribution }) => attribution.receptors,
    (state, receptors) => ({ ...state, attribution: { ...state.attribution, receptors } }),
  ),
  placed(
    'fan-loudness',
    fanLoudnessPart,
    ({ attribution }) => attribution.fanLoudness,
    (state, fanLoudness) => ({ ...state, attribution: { ...state.attribution, fanLoudness } }),
  ),
  field('equipment-ledgers', 'equipmentLevels', equipmentLevelsPart),
  field('noise-events', 'noiseEvents', noiseEventsPart),
  placed(
    'heat',
    cabinetsHeatPart,
    ({ heat }) => heat.cabinets,
    (state, cabinets) => ({ ...state, heat: { ...state.heat, cabinets } }),
  ),
  field('tachos', 'tachos', tachosPart),
  field('relay-wear', 'wear', wearPart),
  field('rain', 'rain', rainPart),
  field('exceedances', 'exceedances', exceedancesPart),
  placed(
    'fan-tones',
    fanTonesPart,
    ({ fanTones }) => fanTones.counts,
    (state, counts) => ({ ...state, fanTones: { ...state.fanTones, counts } }),
  ),
  field('backgrounds', 'receptorTerms', receptorTermsPart),
  field('sound-characters', 'soundCharacters', soundCharactersPart),
];

const namesOfRules: Readonly<Record<string, PartName>> = {
  'over-temperature': 'trips',
  'plant-health': 'plant-health',
  'quiet-window': 'quiet-window',
};

/** The snapshot of a state, as it is after the cycle of `image`. */
export function snapshotOf(
  state: ControlState,
  image: Pick<ProcessImage, 'nowMs' | 'wallMs' | 'clockSynced' | 'requests'>,
  plan: ControlPlan,
  rules: readonly SealedRule[] = builtInRules,
  resting: RestingRules = {},
): Snapshot {
  const { nowMs, wallMs, clockSynced, requests } = image;
  return {
    v: SNAPSHOT_VERSION,
    nowMs,
    wallMs,
    clockSynced,
    requests,
    parts: Object.fromEntries(parts.map(({ name, save }) => [name, save(state, plan)])),
    rules: Object.fromEntries(
      rules.flatMap(({ name, part }) =>
        part === undefined ? [] : [[name, part.save(state.rules[name], plan)]],
      ),
    ),
    ...(Object.keys(resting).length === 0 ? {} : { resting }),
  };
}

/** What the urgent parts are read from. */
interface UrgentResult {
  readonly state: Pick<ControlState, 'rules' | 'wear'>;
  readonly isNight: boolean;
}

/** Parts whose changes must be written at once: latches, requests of people, moves of the relays, the lamp. */
export function urgentPart(
  { state: { rules, wear }, isNight }: UrgentResult,
  { requests }: Pick<ProcessImage, 'requests'>,
): string {
  const moves = Object.values(wear).map(({ changes }) => changes);
  return JSON.stringify([
    trippedCabinets(rules['over-temperature']),
    requests.map(({ id, output }) => [id, output]),
    moves,
    lampMark(rules['quiet-lamp'], isNight),
  ]);
}

/** Parses a snapshot; a message says why the text is none. */
export function readSnapshot(text: string | null): Snapshot | Message {
  const saved = text === null ? null : parsed(text);
  if (!isObject(saved)) return message('snapshot-damaged');
  const { v } = saved;
  if (v !== SNAPSHOT_VERSION) {
    return message('snapshot-version', { found: Number(v) || 0, known: SNAPSHOT_VERSION });
  }
  return isSnapshot(saved) ? saved : message('snapshot-damaged');
}

/** A state with what a snapshot gave it. */
export interface RestoredControl {
  readonly state: ControlState;
  /** What was taken over, and what was not and why. */
  readonly taken: readonly Message[];
  readonly left: readonly Message[];
  /** Of the rules that this run does not have. */
  readonly resting: RestingRules;
}

/** `fresh` with all that the snapshot holds and the present plan knows. */
export function restoreControl(
  fresh: ControlState,
  snapshot: Snapshot,
  away: Away,
  plan: ControlPlan,
  rules: readonly SealedRule[] = builtInRules,
): RestoredControl {
  const taken = new Set<PartName>();
  const left: Message[] = [];
  let state = fresh;
  const take = (name: PartName, restored: RestoredPart<ControlState> | null): void => {
    if (restored === null) {
      left.push(message('part-unreadable', { part: message(`part-${name}`) }));
      return;
    }
    state = restored.state;
    taken.add(name);
    const { dropped } = restored;
    if (dropped.length > 0)
      left.push(message('part-changed', { part: message(`part-${name}`), of: dropped }));
  };
  for (const { name, restore } of parts) take(name, restore(snapshot.parts[name], away, plan, state));
  const saved = new Map(Object.entries(savedRules(snapshot)));
  for (const rule of rules) {
    const [atMs, own] = saved.get(rule.name) ?? [snapshot.nowMs, undefined];
    saved.delete(rule.name);
    if (own === undefined || rule.part === undefined) continue;
    const since = { ...away, ms: away.ms + snapshot.nowMs - atMs };
    const restored = rule.part.restore(own, since, plan);
    const put = (own: unknown) => ({ ...state, rules: { ...state.rules, [rule.name]: own } });
    take(
      namesOfRules[rule.name] ?? 'rules',
      restored === null ? null : { ...restored, state: put(restored.state) },
    );
  }
  state = goneOn(state, snapshot.nowMs, away);
  const named = [...taken].map((name) => message(`part-${name}`));
  return { state, taken: named, left, resting: Object.fromEntries(saved) };
}

/** What passes through a moment goes on with it; until the thermometer outside is read again the air is as warm as it was. */
function goneOn(state: ControlState, savedMs: number, away: Away): ControlState {
  const { heat, attribution } = state;
  const nowMs = isMoment(away) ? savedMs : null;
  const outdoorC = isLong(away) ? null : (Object.values(heat.cabinets)[0]?.outdoorC ?? null);
  return { ...state, heat: { ...heat, nowMs, outdoorC }, attribution: { ...attribution, nowMs } };
}

/** Those that were in force and those that rested. */
function savedRules({ rules, nowMs, resting = {} }: Snapshot): RestingRules {
  const own = Object.entries(rules).map(([name, saved]) => [name, [nowMs, saved] as const] as const);
  return { ...resting, ...Object.fromEntries(own) };
}

const isSnapshot = objectOf<Snapshot>({
  v: isNumber,
  nowMs: isNumber,
  wallMs: isNumber,
  clockSynced: isFlag,
  requests: listOf(isRequest),
  parts: isObject,
  rules: isObject,
  resting: orAbsent(recordOf(isResting)),
});

function isResting(value: unknown): value is readonly [number, unknown] {
  return Array.isArray(value) && isNumber(value[0]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is no JSON is no snapshot.
    return null;
  }
}
