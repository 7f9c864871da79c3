/** What is recorded of a minute of sound beside its level: weather, clock, the equipment's part of it. */

import { levelOf } from '../../acoustics/levels/level.ts';
import { minuteStart } from '../../acoustics/periods/periods.ts';
import { equipmentEnergy } from '../../control/attribution/nominal-model.ts';
import { freshReader } from '../../control/inputs/fresh-reader.ts';
import type { TickResult } from '../../control/tick.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

/** Weather and clock of one minute. */
export interface MinuteContext {
  readonly weatherS: number;
  readonly clockSynced: boolean;
  /** By the model; receptor id to LAeq, dB. */
  readonly equipmentDb: Readonly<Record<string, number | null>>;
}

type CycleResult = Pick<TickResult, 'decisions' | 'weather'>;

export interface MinuteContexts {
  add(image: ProcessImage, result: CycleResult): void;
  /** The context of the minute that began at `startWallMs`; undefined when no cycle ran in it. */
  of(startWallMs: number): MinuteContext | undefined;
}

/** A minute closes a few seconds after its end. */
const OPEN_MINUTES_MAX = 3;

interface OpenMinute {
  cycles: number;
  weatherS: number;
  clockSynced: boolean;
  readonly energy: Record<string, number>;
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

function add(state: State, image: ProcessImage, { decisions, weather }: CycleResult): void {
  const { plan } = state;
  const minute = minuteAt(state, image.wallMs);
  const read = freshReader(image, plan);
  minute.cycles += 1;
  minute.clockSynced &&= image.clockSynced;
  if (weather.isDisturbed) minute.weatherS += plan.periodMs / 1000;
  const decided = Object.fromEntries(decisions.map(({ output, value }) => [output, value]));
  for (const { id } of plan.receptors) {
    const { converterNoise, fansNow } = equipmentEnergy(plan, id, read, decided);
    minute.energy[id] = (minute.energy[id] ?? 0) + converterNoise + fansNow;
  }
}

function minuteAt({ plan, open }: State, wallMs: number): OpenMinute {
  const startMs = minuteStart(wallMs);
  const known = open.get(startMs);
  if (known !== undefined) return known;
  const energy = Object.fromEntries(plan.receptors.map(({ id }) => [id, 0]));
  const minute = { cycles: 0, weatherS: 0, clockSynced: true, energy };
  open.set(startMs, minute);
  const oldest = open.keys().next();
  if (open.size > OPEN_MINUTES_MAX && oldest.done !== true) open.delete(oldest.value);
  return minute;
}

function contextOf({ cycles, weatherS, clockSynced, energy }: OpenMinute): MinuteContext {
  const equipmentDb = Object.fromEntries(
    Object.entries(energy).map(([id, sum]) => [id, levelOf(sum / cycles)]),
  );
  return { weatherS: Math.min(60, weatherS), clockSynced, equipmentDb };
}
