/** What is recorded of a minute of sound beside its level: weather, clock, the equipment's part of it. */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { minuteStart } from '../../acoustics/periods/periods.ts';
import type { NoiseEvent } from '../../control/attribution/noise-events.ts';
import type { ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import type { TickResult } from '../../control/tick.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { EquipmentCertainty } from '../../model/sound/gate.ts';
import {
  type EquipmentChange,
  equipmentChanges,
  type GateState,
  gateStates,
  type NoiseKind,
} from '../../model/sound/gate.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** Weather and clock of one minute. */
export interface MinuteContext {
  readonly weatherS: number;
  readonly clockSynced: boolean;
  /** By receptor. */
  readonly equipment: Readonly<Record<string, MinuteEquipment>>;
  /** By level point. */
  readonly noiseKind: Readonly<Record<string, NoiseKind>>;
}

/** The equipment in one minute at one receptor. */
export interface MinuteEquipment {
  /** LAeq, dB; null where the site names no source. */
  readonly levelDb: number | null;
  readonly certainty: EquipmentCertainty;
}

type CycleResult = Pick<TickResult, 'attribution' | 'weather' | 'noiseEvents'>;

/** The last few minutes of the wall clock, as they are still open. */
export interface MinuteContexts {
  add(image: ProcessImage, result: CycleResult): void;
  /** The context of the minute that began at `startWallMs`; undefined when no cycle ran in it. */
  of(startWallMs: number): MinuteContext | undefined;
}

/** A minute closes a few seconds after its end. */
const OPEN_MINUTES_MAX = 3;
/** Coverage of the expanded uncertainty. */
const COVERAGE = 2;
/** What nothing is known of. */
const UNKNOWN_DB = 99;
/** Below it what was heard is not named; the lamp asks for as much. */
const LEAST_CONFIDENCE = 0.6;

interface OpenMinute {
  cycles: number;
  weatherS: number;
  clockSynced: boolean;
  /** By receptor. */
  readonly equipment: Map<string, EquipmentSum>;
  /** The loudest of each level point: what it was, and its energy above the rest times its length. */
  readonly noiseKind: Map<string, { readonly kind: NoiseKind; readonly weight: number }>;
}

interface EquipmentSum {
  cycles: number;
  energy: number;
  /** Energy times standard uncertainty in dB: one minute knows its sources no better than one second. */
  weightedDb: number;
  isLearned: boolean;
  gate: number;
  change: number;
}

interface State {
  readonly plan: ControlPlan;
  /** By the time a minute begins, oldest first. */
  readonly open: Map<number, OpenMinute>;
}

/** Collects what the cycles of a minute knew, until its record asks for it by the minute's start. */
export function createMinuteContexts(plan: ControlPlan): MinuteContexts {
  const state: State = { plan, open: new Map() };
  return {
    add: (image, result) => add(state, image, result),
    of: (startWallMs) => {
      const minute = state.open.get(startWallMs);
      return minute === undefined ? undefined : contextOf(minute);
    },
  };
}

function add(state: State, image: ProcessImage, { attribution, weather, noiseEvents }: CycleResult): void {
  const { plan } = state;
  const minute = minuteAt(state, image.wallMs);
  minute.cycles += 1;
  minute.clockSynced &&= image.clockSynced;
  if (weather.isDisturbed) minute.weatherS += plan.periodMs / 1000;
  for (const own of attribution) addEquipment(minute, own);
  for (const event of noiseEvents) addNoiseKind(minute, event);
}

function addNoiseKind(
  { noiseKind }: OpenMinute,
  { level, kind, confidence, maxDb, seconds }: NoiseEvent,
): void {
  if (kind === 'unknown' || confidence < LEAST_CONFIDENCE) return;
  const weight = energyOf(maxDb) * seconds;
  if (weight > (noiseKind.get(level)?.weight ?? 0)) noiseKind.set(level, { kind, weight });
}

function addEquipment({ equipment }: OpenMinute, own: ReceptorAttribution): void {
  const sum = equipment.get(own.receptor) ?? {
    ...{ cycles: 0, energy: 0, weightedDb: 0 },
    ...{ isLearned: true, gate: 0, change: 0 },
  };
  equipment.set(own.receptor, sum);
  const energy = own.equipmentDb === null ? 0 : energyOf(own.equipmentDb);
  sum.cycles += 1;
  sum.energy += energy;
  sum.weightedDb += energy * (own.uncertaintyDb ?? UNKNOWN_DB);
  sum.isLearned &&= own.isLearned;
  sum.gate = Math.max(sum.gate, gateStates.indexOf(own.gate));
  sum.change = Math.max(sum.change, equipmentChanges.indexOf(own.change));
}

function minuteAt({ open }: State, wallMs: number): OpenMinute {
  const startMs = minuteStart(wallMs);
  const known = open.get(startMs);
  if (known !== undefined) return known;
  const minute: OpenMinute = {
    ...{ cycles: 0, weatherS: 0, clockSynced: true },
    ...{ equipment: new Map(), noiseKind: new Map() },
  };
  open.set(startMs, minute);
  const oldest = open.keys().next();
  if (open.size > OPEN_MINUTES_MAX && oldest.done !== true) open.delete(oldest.value);
  return minute;
}

function contextOf({ weatherS, clockSynced, equipment, noiseKind }: OpenMinute): MinuteContext {
  return {
    weatherS: Math.min(60, weatherS),
    clockSynced,
    equipment: Object.fromEntries([...equipment].map(([receptor, sum]) => [receptor, equipmentOf(sum)])),
    noiseKind: Object.fromEntries([...noiseKind].map(([level, { kind }]) => [level, kind])),
  };
}

function equipmentOf({ cycles, energy, weightedDb, isLearned, gate, change }: EquipmentSum): MinuteEquipment {
  const uncertaintyDb = energy > 0 ? weightedDb / energy : UNKNOWN_DB;
  return {
    levelDb: levelOf(energy / cycles),
    certainty: {
      expandedDb: Math.round(100 * Math.min(UNKNOWN_DB, COVERAGE * uncertaintyDb)) / 100,
      isLearned,
      gate: gateStates[gate] ?? ('no-meter' satisfies GateState),
      change: equipmentChanges[change] ?? ('none' satisfies EquipmentChange),
    },
  };
}
