/** The sound at each meter: sources add as energy. */

import { type Fan, toneNow } from '../cabinets/fans.ts';
import type { Gun } from '../charging/cars.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import type { Random } from '../inputs/random.ts';
import { setBeating } from './beating.ts';
import type { MeterPlace, SourceLevels } from './source-levels.ts';

/** `device.status` of the simulated meter, bit by bit. */
export const meterOverloadStatus = 0x0001;
/** The level lies below what the meter can measure. */
export const meterUnderRangeStatus = 0x0002;

/** How far the loudest moment (time weighting F) of a second exceeds its LAeq, by kind of source. */
const CREST_DB = {
  equipment: 1,
  vehicles: 1,
  background: 2,
  people: 7,
  traffic: 1.5,
  /** Rain, and wind at the microphone. */
  weather: 2,
  dog: 5,
  truck: 1,
  /** Sirens, building works. */
  other: 3,
} as const;
/** The kinds of source. */
export type SoundKind = keyof typeof CREST_DB;
/** Every kind, in the order in which energies are summed. */
export const soundKinds = Object.keys(CREST_DB) as readonly SoundKind[];
const crestGains = soundKinds.map((kind) => 10 ** (CREST_DB[kind] / 10));

/** One meter: what reaches it, and what it shows. */
export interface SoundMeter extends MeterPlace {
  /** Energy here at full speed by fan, at full power by cabinet, and per energy at 1 m by gun. */
  readonly fanGains: Float64Array;
  readonly humGains: Float64Array;
  readonly gunGains: Float64Array;
  /** By fan: energy of its blade tone in the last second over what it has alone (beating.ts). */
  readonly toneGains: Float64Array;
  /** Energies of the last second by kind. */
  readonly energies: Record<SoundKind, number>;
  /** Slow variation of the equipment's reflections, dB, and what a parked truck adds, as an energy factor. */
  wanderDb: number;
  truckReflection: number;
  /** What the way from the equipment carries besides, as an energy factor, and what the meter shows too much, dB. */
  pathGain: number;
  biasDb: number;
  laeqDb: number;
  lafmaxDb: number;
  lafDb: number;
  /** Seconds measured. */
  count: number;
  /** The second of this meter is missing in the recording. */
  isSilent: boolean;
}

/** The meters of the station. `fansOfCabinets`: how many fans each has, in their order. */
export function createMeters(
  places: readonly MeterPlace[],
  fansOfCabinets: readonly number[],
  gunCount: number,
  levels: SourceLevels,
  physics: PhysicsParameters,
  random: Random,
): readonly SoundMeter[] {
  return places.map((place) => {
    const fanGains = fansOfCabinets.flatMap((fans, cabinet) =>
      Array.from({ length: fans }, (_, fan) => energyOf(levels(place, cabinet, fan))),
    );
    const humGains = fansOfCabinets.map((_, cabinet) => energyOf(levels(place, cabinet)));
    const gunGains = Array.from({ length: gunCount }, () => gunGain(place.place, random, physics));
    return createMeter(place, fanGains, humGains, gunGains);
  });
}

/**
 * Adds the sound of the cabinets and of the charging cars in this second. `humShares`: converter noise relative to full
 * power.
 */
export function addStationSound(
  meter: SoundMeter,
  fans: readonly Fan[],
  humShares: Float64Array,
  guns: readonly Gun[],
  beatShare = 0,
): void {
  if (beatShare > 0) setBeating(meter.toneGains, meter.fanGains, fans, beatShare);
  let equipment = 0;
  fans.forEach((fan, index) => {
    const beating = beatShare > 0 ? 1 + toneNow(fan).share * ((meter.toneGains[index] ?? 1) - 1) : 1;
    equipment += (meter.fanGains[index] ?? 0) * fan.loudness * beating;
  });
  for (let cabinet = 0; cabinet < humShares.length; cabinet++) {
    equipment += (meter.humGains[cabinet] ?? 0) * (humShares[cabinet] ?? 0);
  }
  let vehicles = 0;
  for (let gun = 0; gun < guns.length; gun++) {
    vehicles += (meter.gunGains[gun] ?? 0) * (guns[gun]?.coolingEnergy ?? 0);
  }
  meter.energies.equipment = equipment * energyOf(meter.wanderDb) * meter.truckReflection * meter.pathGain;
  meter.energies.vehicles = vehicles;
}

const WANDER_EVERY_S = 10;
const wanderKeep = Math.exp(-WANDER_EVERY_S / 600);

/** Air and parked cars change what walls reflect. Reflected sound reaches no meter under a cover. */
export function wanderReflections(
  meters: readonly SoundMeter[],
  nowS: number,
  physics: PhysicsParameters,
  random: Random,
): void {
  if (nowS % WANDER_EVERY_S !== 0) return;
  const kickDb = physics.reflectionWanderDb * Math.sqrt(1 - wanderKeep * wanderKeep);
  for (const meter of meters) {
    if (meter.place !== 'cover') meter.wanderDb = wanderKeep * meter.wanderDb + kickDb * random.normal();
  }
}

/** Turns the second's energies into readings. `noise`: undefined where a recording must pass unchanged. */
export function measure(meter: SoundMeter, noise: Random | undefined, physics: PhysicsParameters): void {
  const noiseDb = noise === undefined ? 0 : physics.meterNoiseDb * noise.normal();
  const floorEnergy = noise === undefined ? 0 : energyOf(physics.meterFloorDb);
  let total = floorEnergy;
  for (const kind of soundKinds) total += meter.energies[kind];
  let peak = total;
  for (let index = 0; index < soundKinds.length; index++) {
    const energy = meter.energies[soundKinds[index] ?? 'other'];
    if (energy > 0) peak = Math.max(peak, total + energy * ((crestGains[index] ?? 1) - 1));
  }
  meter.laeqDb = levelOf(total) + noiseDb + meter.biasDb;
  meter.lafmaxDb = levelOf(peak) + noiseDb + meter.biasDb;
  meter.lafDb =
    meter.laeqDb + (noise === undefined ? 0 : (meter.lafmaxDb - meter.laeqDb) * (noise.next() - 0.5));
  meter.count++;
}

/** Energy of a level in dB; 1 at 0 dB. */
export function energyOf(levelDb: number): number {
  return 10 ** (levelDb / 10);
}

/** Level of an energy, dB; 0 dB for silence. */
export function levelOf(energy: number): number {
  return 10 * Math.log10(Math.max(1, energy));
}

/** A meter shows nothing before its first whole second, and no second that was not whole. */
export function showMeter(
  meter: SoundMeter,
  physics: PhysicsParameters,
): Record<string, () => number | null> {
  const measured = (read: () => number) => () => (meter.count === 0 || meter.isSilent ? null : read());
  return {
    'sound.laeq': measured(() => meter.laeqDb),
    'sound.lafmax': measured(() => meter.lafmaxDb),
    'sound.laf': measured(() => meter.lafDb),
    'sound.count': () => meter.count & 0xffff,
    'device.status': measured(
      () =>
        (meter.lafmaxDb > physics.overloadDb ? meterOverloadStatus : 0) |
        (meter.laeqDb < physics.underRangeDb ? meterUnderRangeStatus : 0),
    ),
  };
}

/** Spherical spreading from the charging bay, energy per energy at 1 m. */
function gunGain(place: MeterPlace['place'], random: Random, physics: PhysicsParameters): number {
  const distanceM = random.between(...(place === 'boundary' ? physics.gunBoundaryM : physics.gunRestAreaM));
  const coverGain = place === 'cover' ? energyOf(-physics.coverOutsideLossDb) : 1;
  return coverGain / (distanceM * distanceM);
}

function createMeter(
  place: MeterPlace,
  fanGains: readonly number[],
  humGains: readonly number[],
  gunGains: readonly number[],
): SoundMeter {
  return {
    ...place,
    fanGains: Float64Array.from(fanGains),
    humGains: Float64Array.from(humGains),
    gunGains: Float64Array.from(gunGains),
    toneGains: new Float64Array(fanGains.length).fill(1),
    energies: {
      equipment: 0,
      vehicles: 0,
      background: 0,
      people: 0,
      traffic: 0,
      weather: 0,
      dog: 0,
      truck: 0,
      other: 0,
    },
    wanderDb: 0,
    truckReflection: 1,
    pathGain: 1,
    biasDb: 0,
    laeqDb: 0,
    lafmaxDb: 0,
    lafDb: 0,
    count: 0,
    isSilent: false,
  };
}
