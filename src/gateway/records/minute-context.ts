/** What a minute of sound must be able to say of itself beside its level: weather, clock, the equipment's own part. */

import { levelOf } from '../../acoustics/levels/level.ts';
import { minuteStart } from '../../acoustics/periods/periods.ts';
import { equipmentEnergy } from '../../control/attribution/nominal-model.ts';
import { freshReader } from '../../control/inputs/fresh-reader.ts';
import type { TickResult } from '../../control/tick.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

export interface MinuteNote {
  readonly weatherS: number;
  readonly clockSynced: boolean;
  /** By the model; receptor id to LAeq, dB. */
  readonly equipmentDb: Readonly<Record<string, number | null>>;
}

export interface MinuteNotes {
  add(image: ProcessImage, result: Pick<TickResult, 'decisions' | 'weather'>): void;
  /** The note of the minute that began at `startWallMs`; undefined when no cycle ran in it. */
  of(startWallMs: number): MinuteNote | undefined;
}

/** A minute closes a few seconds after its end. */
const MINUTES_KEPT = 3;

interface OpenNote {
  cycles: number;
  weatherS: number;
  clockSynced: boolean;
  readonly energy: Record<string, number>;
}

export function createMinuteNotes(plan: ControlPlan): MinuteNotes {
  const open = new Map<number, OpenNote>();
  const receptors = plan.receptors.map(({ id }) => id);

  function noteAt(wallMs: number): OpenNote {
    const startMs = minuteStart(wallMs);
    let note = open.get(startMs);
    if (note === undefined) {
      const energy = Object.fromEntries(receptors.map((id) => [id, 0]));
      note = { cycles: 0, weatherS: 0, clockSynced: true, energy };
      open.set(startMs, note);
      const oldest = open.keys().next();
      if (open.size > MINUTES_KEPT && oldest.done !== true) open.delete(oldest.value);
    }
    return note;
  }

  return {
    add(image, { decisions, weather }) {
      const note = noteAt(image.wallMs);
      const read = freshReader(image, plan);
      note.cycles += 1;
      note.clockSynced &&= image.clockSynced;
      if (weather.isDisturbed) note.weatherS += plan.periodMs / 1000;
      const decided = Object.fromEntries(decisions.map(({ output, value }) => [output, value]));
      for (const id of receptors) {
        const { converterNoise, fansNow } = equipmentEnergy(plan, id, read, decided);
        note.energy[id] = (note.energy[id] ?? 0) + converterNoise + fansNow;
      }
    },
    of(startWallMs) {
      const note = open.get(startWallMs);
      if (note === undefined) return undefined;
      const { cycles, weatherS, clockSynced, energy } = note;
      const equipmentDb = Object.fromEntries(
        receptors.map((id) => [id, levelOf((energy[id] ?? 0) / cycles)]),
      );
      return { weatherS: Math.min(60, weatherS), clockSynced, equipmentDb };
    },
  };
}
