/** The level of each source at each meter: by construction, or the site file's nominal level with an error drawn. */

import type { Cabinet } from '../cabinets/cabinets.ts';
import { boxDb, directivityDb, outsideDb, type SoundConstruction } from '../cabinets/construction.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import type { Random } from '../inputs/random.ts';

/** A meter and its place. */
export interface MeterPlace {
  readonly device: string;
  /** Name of the receptor or level in the site file. */
  readonly name: string;
  readonly place: 'boundary' | 'rest-area' | 'cover';
  /** Index of the cabinet whose cover it is in. */
  readonly cabinet: number | undefined;
  /** Receptor this meter stands for. */
  readonly receptor: string | undefined;
}

/**
 * Level of one source at one place, dB: a fan of a cabinet at full speed, or (without `fan`) its converter noise at
 * full power.
 */
export type SourceLevels = (place: MeterPlace, cabinet: number, fan?: number) => number;

/** Each call draws the error of a path, so the same order of calls gives the same levels. */
export function createSourceLevels(
  cabinets: readonly Cabinet[],
  physics: PhysicsParameters,
  random: Random,
): SourceLevels {
  const sourceErrorDb = () => random.between(-1, 1) * physics.nominalErrorDb + physics.nominalBiasDb;
  const fanErrors = cabinets.map(({ fans }) => fans.map(sourceErrorDb));
  const humErrors = cabinets.map(sourceErrorDb);
  return (place, index, fan) => {
    const pathErrorDb = (random.between(-1, 1) * physics.nominalErrorDb) / 3;
    const cabinet = cabinets[index];
    if (cabinet === undefined) throw new Error(`assertion: there is a cabinet ${index}`);
    const { construction, plan } = cabinet;
    if (construction.sound !== undefined) {
      const powerDb = soundPowerDb(cabinet, construction.sound, fan);
      return builtDb(powerDb, construction.sound, place, index, physics);
    }
    const atDb = (fan === undefined ? plan.humAtDb : plan.fans[fan]?.atDb) ?? {};
    const errorDb = (fan === undefined ? humErrors[index] : fanErrors[index]?.[fan]) ?? 0;
    return nominalDb(atDb, place, index, physics) + errorDb + pathErrorDb;
  };
}

function soundPowerDb({ construction, fans }: Cabinet, sound: SoundConstruction, fan?: number): number {
  const box = sound.sheetBodyM === undefined ? 0 : boxDb(sound.sheetBodyM);
  if (fan === undefined) return sound.humPowerDb + box;
  return (construction.fans?.[fans[fan]?.device ?? '']?.powerDb ?? sound.fanPowerDb) + box;
}

function builtDb(
  powerDb: number,
  sound: SoundConstruction,
  meter: MeterPlace,
  cabinet: number,
  physics: PhysicsParameters,
): number {
  const { insertionLossDb, distanceM, reflectionDb } = sound;
  if (meter.place === 'cover') {
    const isInside = meter.cabinet === undefined || meter.cabinet === cabinet;
    if (isInside) return powerDb - physics.coverRoomDb;
    return outsideDb(powerDb, insertionLossDb, physics.coversApartM) - physics.coverOutsideLossDb;
  }
  const nearM = distanceM[meter.name];
  if (nearM !== undefined) {
    const bearingDeg = sound.bearingDeg?.[meter.name];
    const sideDb = bearingDeg === undefined ? 0 : directivityDb(bearingDeg, sound.frontToBackDb);
    return outsideDb(powerDb, insertionLossDb, nearM) + sideDb + (reflectionDb?.[meter.name] ?? 0);
  }
  const distances = Object.values(distanceM);
  const meanM = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  const gainDb = meter.place === 'rest-area' ? physics.restAreaGainDb : 0;
  return outsideDb(powerDb, insertionLossDb, meanM) + gainDb;
}

function nominalDb(
  atDb: Readonly<Record<string, number>>,
  meter: MeterPlace,
  cabinet: number,
  physics: PhysicsParameters,
): number {
  if (meter.receptor !== undefined) return atDb[meter.receptor] ?? Number.NEGATIVE_INFINITY;
  const levels = Object.values(atDb);
  const meanDb = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  if (Number.isNaN(meanDb)) return Number.NEGATIVE_INFINITY;
  if (meter.place === 'rest-area') return meanDb + physics.restAreaGainDb;
  if (meter.place === 'boundary') return meanDb;
  const isInside = meter.cabinet === undefined || meter.cabinet === cabinet;
  return meanDb + (isInside ? physics.coverInsideGainDb : -physics.coverOutsideLossDb);
}
