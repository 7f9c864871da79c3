/** The equipment's part of the sound of a night, minute by minute and over stretches, with how sure it is. */

import {
  chanceWithin,
  type MinuteSource,
  type SourceLevel,
  sourceOfExcess,
} from '../../acoustics/assessment/source-certainty.ts';
import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import type { MinuteRecord } from '../../ports/history.ts';
import { ledgerOf, type Slot } from './level-minutes.ts';
import type { EquipmentSource, MinutesAbove, ReceptorFigures } from './shape/report-data.ts';

/** Nominal levels of the site file against the truth, standard uncertainty: fan wear, wind, reflections. */
const NOMINAL_UNCERTAINTY_DB = 3;
const COVERAGE = 2;
/** Probability from which the equipment surely kept the limit in a minute. */
const SURE = 0.95;

/** The equipment in a minute; null where the site names no source. Minutes of before are nominal. */
function sourceLevel({ equipmentDb, equipment }: MinuteRecord): SourceLevel | null {
  if (equipmentDb === null) return null;
  const uncertaintyDb = equipment === undefined ? NOMINAL_UNCERTAINTY_DB : equipment.expandedDb / COVERAGE;
  const isTrusted = equipment !== undefined && equipment.gate === 'trusted' && equipment.change !== 'found';
  return { levelDb: equipmentDb, uncertaintyDb, isTrusted };
}

/** Who made the minute; null where it was not above the limit, or does not count. */
export function sourceOf({ record, invalid }: Slot, limitDb: number): MinuteSource | null {
  if (record === null || invalid !== null) return null;
  const laeqDb = ledgerLevel(ledgerOf(record));
  if (laeqDb === null || laeqDb <= limitDb) return null;
  return sourceOfExcess(sourceLevel(record), limitDb);
}

/** Minutes above the limit, by who made them. */
export function minutesAbove(slots: readonly Slot[], limitDb: number): MinutesAbove {
  const above = { all: 0, equipment: 0, other: 0, unknown: 0 };
  for (const slot of slots) {
    const source = sourceOf(slot, limitDb);
    if (source === null) continue;
    above.all += 1;
    above[source] += 1;
  }
  return above;
}

/** The equipment over several minutes; sums over the minutes that count and whose equipment is known. */
export interface EquipmentSum {
  /** Duration times energy: all sound, and the equipment's. */
  readonly totalJ: number;
  readonly equipmentJ: number;
  readonly validS: number;
  /** Standard uncertainty of the equipment's level, dB: its minutes err together. */
  readonly uncertaintyDb: number;
  readonly from: EquipmentSource;
}

/** Adds the minutes; without any that counts all is 0, and the uncertainty that of the site file's levels. */
export function equipmentSum(slots: readonly Slot[]): EquipmentSum {
  let [totalJ, equipmentJ, validS, weightedDb, learned, minutes] = [0, 0, 0, 0, 0, 0];
  for (const { record, invalid } of slots) {
    const level = record === null ? null : sourceLevel(record);
    if (record === null || invalid !== null || level === null) continue;
    const energyJ = record.validS * energyOf(level.levelDb);
    totalJ += record.energyS;
    equipmentJ += energyJ;
    validS += record.validS;
    weightedDb += energyJ * level.uncertaintyDb;
    learned += record.equipment?.isLearned === true ? 1 : 0;
    minutes += 1;
  }
  const uncertaintyDb = equipmentJ > 0 ? weightedDb / equipmentJ : NOMINAL_UNCERTAINTY_DB;
  return { totalJ, equipmentJ, validS, uncertaintyDb, from: sourceName(learned, minutes) };
}

function sourceName(learned: number, minutes: number): EquipmentSource {
  if (minutes === 0) return 'none';
  if (learned === minutes) return 'learned';
  return learned === 0 ? 'nominal' : 'mixed';
}

type EquipmentFigures = Pick<
  ReceptorFigures,
  | 'equipmentDb'
  | 'equipmentFrom'
  | 'equipmentExpandedDb'
  | 'equipmentWithin'
  | 'trustedMinutes'
  | 'withinMinutes'
>;

/** The key figures of the equipment alone. */
export function equipmentFigures(slots: readonly Slot[], limitDb: number): EquipmentFigures {
  const { equipmentJ, validS, uncertaintyDb, from } = equipmentSum(slots);
  const equipmentDb = validS === 0 ? null : levelOf(equipmentJ / validS);
  const known = slots.flatMap(({ record, invalid }) => {
    const level = record === null || invalid !== null ? null : sourceLevel(record);
    return level === null || !level.isTrusted ? [] : [level];
  });
  return {
    equipmentDb,
    equipmentFrom: equipmentDb === null ? 'none' : from,
    equipmentExpandedDb: equipmentDb === null ? null : COVERAGE * uncertaintyDb,
    equipmentWithin: equipmentDb === null ? null : chanceWithin(equipmentDb, uncertaintyDb, limitDb),
    trustedMinutes: known.length,
    withinMinutes: known.filter((level) => chanceWithin(level.levelDb, level.uncertaintyDb, limitDb) >= SURE)
      .length,
  };
}
