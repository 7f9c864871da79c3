/** Hands each finished cycle to the history, its closed minutes as records. */

import type { SealedRule } from '../../control/rules/rule.ts';
import { snapshotOf, urgentPart } from '../../control/snapshot.ts';
import type { TickResult } from '../../control/tick.ts';
import type { ProcessImage } from '../../model/image.ts';
import { deviceOf } from '../../model/reading.ts';
import { levelsOf } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Minute } from '../../ports/history.ts';
import type { History } from '../../ports/history-writer.ts';
import type { FinishedCycle, Observer } from '../../ports/observer.ts';
import type { TakenOver } from '../restart/take-over.ts';
import { type AttributionMinutes, createAttributionMinutes } from './attribution-minutes.ts';
import { createMinuteContexts, type MinuteContexts } from './minute-context.ts';

/** What goes on from a run before. */
type BeforeIt = Pick<TakenOver, 'requests' | 'resting'>;

interface State {
  /** The plan in force. */
  readonly planNow: () => SitePlan;
  /** The one that the history knows. */
  plan: SitePlan;
  readonly history: History;
  readonly clock: Clock;
  readonly contexts: MinuteContexts;
  /** By level. */
  readonly meters: ReadonlyMap<string, string>;
  readonly rules: readonly SealedRule[] | undefined;
  readonly before: BeforeIt;
  readonly attribution: AttributionMinutes;
  /** What the history knows of what must not be lost; null before the first cycle. */
  urgent: string | null;
  last: Pick<FinishedCycle<TickResult>, 'image' | 'result'> | undefined;
}

const nothingBefore: BeforeIt = { requests: { held: [], ended: [] }, resting: {} };

/**
 * Hands each cycle to the history, with tracks and snapshot when it wants them. `rules`: those in force, if
 * not our own; `before`: what the run before it left.
 */
export function createHistoryObserver(
  planNow: () => SitePlan,
  history: History,
  clock: Clock,
  rules?: readonly SealedRule[],
  before: BeforeIt = nothingBefore,
): Observer<TickResult> {
  const plan = planNow();
  const state: State = {
    planNow,
    plan,
    history,
    clock,
    contexts: createMinuteContexts(plan.control),
    meters: new Map(levelsOf(plan.control).map(({ id, level }) => [id, deviceOf(level)])),
    rules,
    before,
    attribution: createAttributionMinutes(),
    urgent: null,
    last: undefined,
  };
  return {
    name: 'history',
    cycle: (finished) => cycle(state, finished),
    stopping: () => {
      if (state.last !== undefined) history.leave(snapshotText(state, state.last));
    },
  };
}

function cycle(state: State, { image, result, events }: FinishedCycle<TickResult>): void {
  const { history, contexts } = state;
  const plan = state.planNow();
  const config =
    plan === state.plan ? undefined : { config: { hash: plan.hash, text: JSON.stringify(plan) } };
  state.plan = plan;
  contexts.add(image, result);
  const minutes = result.closed.length === 0 ? [] : minutesOf(state, image, result);
  const isWanted = history.wantsTracks(image.nowMs);
  const tracks = isWanted ? { tracks: JSON.stringify(result.state.levels) } : undefined;
  const urgent = urgentPart(result, image);
  const isUrgent = state.urgent === null ? isFirstUrgent(state, image) : urgent !== state.urgent;
  const isDue = history.wantsSnapshot(image.nowMs) || isUrgent;
  state.urgent = urgent;
  state.last = { image, result };
  const saved = isDue || history.wantsNote(image.nowMs) ? snapshotText(state, state.last) : undefined;
  const snapshot = saved === undefined ? undefined : isDue ? { snapshot: saved } : { note: saved };
  const attribution = state.attribution.add(image, result);
  const log = { attribution, noiseEvents: result.noiseEvents };
  const kept = { ...log, ...tracks, ...snapshot, ...config };
  history.append({ image, decisions: result.decisions, events, minutes, ...kept });
}

/**
 * Requests of a run before, or taken before the first cycle: those of now are what the answers promise. One that ended with
 * the restart or was released since must not come back with the next one.
 */
function isFirstUrgent({ before }: State, { requests }: ProcessImage): boolean {
  const { held, ended } = before.requests;
  return requests.length + held.length + ended.length > 0;
}

function snapshotText({ plan, rules, before }: State, { image, result }: NonNullable<State['last']>): string {
  return JSON.stringify(snapshotOf(result.state, image, plan.control, rules, before.resting));
}

/** Each minute records the source of the clock, because it matters as evidence. */
function minutesOf(state: State, image: ProcessImage, result: TickResult): readonly Minute[] {
  const { plan, history, clock, contexts, meters } = state;
  const { source: clockSource } = clock.wallSync();
  return result.closed.flatMap(({ level, period }) => {
    if (period.kind !== 'minute') return [];
    const context = contexts.of(period.startWallMs);
    const meter = meters.get(level) ?? '';
    const equipment = context?.equipment[level];
    const noiseKind = context?.noiseKind[level];
    const minute: Minute = {
      level,
      meter,
      startWallMs: period.startWallMs,
      utcOffsetMin: image.utcOffsetMin,
      energyS: period.energyS,
      validS: period.validS,
      spanS: period.spanS,
      count: period.count,
      lafmaxDb: period.lafmaxDb,
      histogram: period.histogram,
      equipmentDb: equipment?.levelDb ?? null,
      ...(equipment === undefined || equipment.levelDb === null ? {} : { equipment: equipment.certainty }),
      ...(noiseKind === undefined ? {} : { noiseKind }),
      weatherS: context?.weatherS ?? 0,
      ...spectrumOf(result, level, period.startWallMs),
      clockSynced: context?.clockSynced ?? image.clockSynced,
      clockSource,
      clockStepped: period.clockStepped,
      config: plan.hash,
      calibration: history.calibrationOf(meter)?.id ?? null,
    };
    return [minute];
  });
}

function spectrumOf(
  { closedSpectra }: TickResult,
  level: string,
  startWallMs: number,
): Pick<Minute, 'spectrum'> {
  const found = closedSpectra.find((one) => one.level === level && one.startWallMs === startWallMs);
  if (found === undefined) return {};
  const { bandsHz, bandsDb, validS, lceqDb } = found;
  return { spectrum: { bandsHz, bandsDb, validS, lceqDb } };
}
