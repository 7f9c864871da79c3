/**
 * What each sound meter hears: sources add as energy. A source's nominal level at a receptor is the site file's; the
 * truth differs by an error of the source (heard everywhere) and a smaller one of the path.
 */

import type { CabinetPlan } from '../src/control/plan.ts';
import type { Gun } from './cars.ts';
import type { Fan } from './fans.ts';
import type { PhysicsParameters } from './physics-parameters.ts';
import type { Random } from './random.ts';

/** `device.status` of the simulated meter, bit by bit. */
export const meterOverloadStatus = 0x0001;
export const meterUnderRangeStatus = 0x0002;

/** How far the loudest moment (time weighting F) of a second rises above its LAeq, by kind of source. */
const crestDb = { equipment: 1, vehicles: 1, background: 2, people: 7, traffic: 1.5 } as const;
type Kind = keyof typeof crestDb;
const kinds = Object.keys(crestDb) as Kind[];
const crestGain = Object.fromEntries(kinds.map((kind) => [kind, 10 ** (crestDb[kind] / 10)])) as Record<
  Kind,
  number
>;

export interface Ear {
  readonly device: string;
  readonly place: 'boundary' | 'rest-area' | 'cover';
  /** Energy here at full speed by fan, at full power by cabinet, and per energy at 1 m by gun. */
  readonly fanGains: Float64Array;
  readonly humGains: Float64Array;
  readonly gunGains: Float64Array;
  /** Energies of the last second by kind. */
  readonly heard: Record<Kind, number>;
  laeqDb: number;
  lafmaxDb: number;
  lafDb: number;
  /** Seconds measured. */
  count: number;
  /** What this meter should have heard is missing from the recording. */
  isSilent: boolean;
}

export interface EarPlace {
  readonly device: string;
  readonly place: Ear['place'];
  /** Index of the cabinet whose cover it is in. */
  readonly cabinet: number | undefined;
  /** Receptor this meter stands for. */
  readonly receptor: string | undefined;
}

/** The ears of the station. `cabinets` in the order of the fans' and guns' cabinets. */
export function createEars(
  places: readonly EarPlace[],
  cabinets: readonly CabinetPlan[],
  gunCount: number,
  physics: PhysicsParameters,
  random: Random,
): readonly Ear[] {
  const sourceErrorDb = () => random.between(-1, 1) * physics.nominalErrorDb;
  const fanErrors = cabinets.map((cabinet) => cabinet.fans.map(sourceErrorDb));
  const humErrors = cabinets.map(sourceErrorDb);
  return places.map((place) => {
    const gainOf = (atDb: Readonly<Record<string, number>>, cabinet: number, errorDb = 0): number => {
      const pathErrorDb = (random.between(-1, 1) * physics.nominalErrorDb) / 3;
      return energyOf(nominalDb(atDb, place, cabinet, physics) + errorDb + pathErrorDb);
    };
    const fanGains = cabinets.flatMap((plan, cabinet) =>
      plan.fans.map((fan, index) => gainOf(fan.atDb, cabinet, fanErrors[cabinet]?.[index])),
    );
    const humGains = cabinets.map((plan, cabinet) => gainOf(plan.humAtDb, cabinet, humErrors[cabinet]));
    const gunGains = Array.from({ length: gunCount }, () => gunGain(place.place, random, physics));
    return createEar(place, fanGains, humGains, gunGains);
  });
}

/** Sound of the cabinets and of the charging cars at this ear in this second. */
export function hearStation(
  ear: Ear,
  fans: readonly Fan[],
  loadShares: Float64Array,
  guns: readonly Gun[],
): void {
  let equipment = 0;
  for (let fan = 0; fan < fans.length; fan++)
    equipment += (ear.fanGains[fan] ?? 0) * (fans[fan]?.loudness ?? 0);
  for (let cabinet = 0; cabinet < loadShares.length; cabinet++) {
    equipment += (ear.humGains[cabinet] ?? 0) * (loadShares[cabinet] ?? 0);
  }
  let vehicles = 0;
  for (let gun = 0; gun < guns.length; gun++) {
    vehicles += (ear.gunGains[gun] ?? 0) * (guns[gun]?.coolingEnergy ?? 0);
  }
  ear.heard.equipment = equipment;
  ear.heard.vehicles = vehicles;
}

/** Makes the second's readings of what was heard. `noise`: undefined where a recording must pass unchanged. */
export function measure(ear: Ear, noise: Random | undefined, physics: PhysicsParameters): void {
  const noiseDb = noise === undefined ? 0 : physics.meterNoiseDb * noise.normal();
  const floorEnergy = noise === undefined ? 0 : energyOf(physics.meterFloorDb);
  let total = floorEnergy;
  for (const kind of kinds) total += ear.heard[kind];
  let peak = total;
  for (const kind of kinds) peak = Math.max(peak, total + ear.heard[kind] * (crestGain[kind] - 1));
  ear.laeqDb = levelOf(total) + noiseDb;
  ear.lafmaxDb = levelOf(peak) + noiseDb;
  ear.lafDb = ear.laeqDb + (noise === undefined ? 0 : (ear.lafmaxDb - ear.laeqDb) * (noise.next() - 0.5));
  ear.count++;
}

export function energyOf(levelDb: number): number {
  return 10 ** (levelDb / 10);
}

/** Level of an energy, dB; 0 dB for silence. */
export function levelOf(energy: number): number {
  return 10 * Math.log10(Math.max(1, energy));
}

/** A meter shows nothing before its first whole second, nor a second it could not hear whole. */
export function showEar(ear: Ear, physics: PhysicsParameters): Record<string, () => number | null> {
  const measured = (read: () => number) => () => (ear.count === 0 || ear.isSilent ? null : read());
  return {
    'sound.laeq': measured(() => ear.laeqDb),
    'sound.lafmax': measured(() => ear.lafmaxDb),
    'sound.laf': measured(() => ear.lafDb),
    'sound.count': () => ear.count & 0xffff,
    'device.status': measured(
      () =>
        (ear.lafmaxDb > physics.overloadDb ? meterOverloadStatus : 0) |
        (ear.laeqDb < physics.underRangeDb ? meterUnderRangeStatus : 0),
    ),
  };
}

function nominalDb(
  atDb: Readonly<Record<string, number>>,
  ear: EarPlace,
  cabinet: number,
  physics: PhysicsParameters,
): number {
  if (ear.receptor !== undefined) return atDb[ear.receptor] ?? Number.NEGATIVE_INFINITY;
  const levels = Object.values(atDb);
  const meanDb = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  if (Number.isNaN(meanDb)) return Number.NEGATIVE_INFINITY;
  if (ear.place === 'rest-area') return meanDb + physics.restAreaGainDb;
  if (ear.place === 'boundary') return meanDb;
  const isInside = ear.cabinet === undefined || ear.cabinet === cabinet;
  return meanDb + (isInside ? physics.coverInsideGainDb : -physics.coverOutsideLossDb);
}

/** Spherical spreading from the charging bay, energy per energy at 1 m. */
function gunGain(place: Ear['place'], random: Random, physics: PhysicsParameters): number {
  const distanceM = place === 'boundary' ? random.between(10, 30) : random.between(5, 20);
  const coverGain = place === 'cover' ? energyOf(-physics.coverOutsideLossDb) : 1;
  return coverGain / (distanceM * distanceM);
}

function createEar(
  place: EarPlace,
  fanGains: readonly number[],
  humGains: readonly number[],
  gunGains: readonly number[],
): Ear {
  return {
    device: place.device,
    place: place.place,
    fanGains: Float64Array.from(fanGains),
    humGains: Float64Array.from(humGains),
    gunGains: Float64Array.from(gunGains),
    heard: { equipment: 0, vehicles: 0, background: 0, people: 0, traffic: 0 },
    laeqDb: 0,
    lafmaxDb: 0,
    lafDb: 0,
    count: 0,
    isSilent: false,
  };
}
