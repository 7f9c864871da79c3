/**
 * The spectrum of a meter in the second that it measured last. Made when it is asked for, because most meters have none:
 * the level is measured first, and divided here.
 */

import { octavesHz, thirdsHz, widthOf } from '../../src/model/sound/bands.ts';
import { type Fan, passHzOf, toneNow } from '../cabinets/fans.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import { levelOf, type SoundMeter, soundKinds } from './sound-meters.ts';
import {
  converterShape,
  cWeighted,
  type Shape,
  shapes,
  toneShape,
  transmitted,
  unweighted,
} from './spectrum-shapes.ts';

/** What sounds at the cabinets. */
export interface CabinetSound {
  readonly fans: readonly Fan[];
  /** By cabinet. */
  readonly humShares: Float64Array;
}

/** What a spectrum is made with. */
export interface SpectrumParts extends CabinetSound {
  readonly physics: PhysicsParameters;
  readonly insertionLossDb: number;
  readonly distanceM: number;
}

/** Readings by point id: bands as the meter gives them, LCeq and LZeq. */
export function showSpectrum(
  meter: SoundMeter,
  bandsHz: readonly number[],
  parts: SpectrumParts,
): Record<string, () => number | null> {
  const steady = steadyOf(meter, parts);
  const state: State = { meter, parts, steady, madeAt: -1, energies: new Float64Array(thirdsHz.length) };
  const measured = (read: (energies: Float64Array) => number) => () =>
    meter.count === 0 || meter.isSilent ? null : levelDbOf(read(energiesNow(state)));
  const isOctaves = widthOf(bandsHz) === 'octave';
  return {
    'sound.lceq': measured((energies) =>
      energies.reduce((sum, one, band) => sum + one * (cWeighted[band] ?? 0), 0),
    ),
    'sound.lzeq': measured((energies) => energies.reduce((sum, one) => sum + one, 0)),
    ...Object.fromEntries(
      bandsHz.map((hz) => [
        `sound.band.${hz}`,
        measured((energies) => (isOctaves ? octaveOf(energies, hz) : (energies[thirdsHz.indexOf(hz)] ?? 0))),
      ]),
    ),
  };
}

/** The true spectrum of a second, energies by third without weighting: no flutter, no error of the meter. */
export interface TrueSpectrum {
  readonly equipment: Float64Array;
  readonly total: Float64Array;
}

/** What truly sounds at the place of a meter, whatever it shows. */
export function trueSpectrum(meter: SoundMeter, parts: SpectrumParts): TrueSpectrum {
  const equipment = new Float64Array(thirdsHz.length);
  addEquipment(equipment, meter, parts, steadyOf(meter, parts));
  const total = Float64Array.from(equipment);
  addOthers(total, meter);
  return { equipment: equipment.map(withoutWeighting), total: total.map(withoutWeighting) };
}

function withoutWeighting(energy: number, band: number): number {
  return energy * (unweighted[band] ?? 1);
}

/** The shape of noise without tones at the meter. */
function steadyOf({ place }: SoundMeter, { insertionLossDb, distanceM }: SpectrumParts): Shape {
  return place === 'cover' ? converterShape : transmitted(converterShape, insertionLossDb, distanceM);
}

interface State {
  readonly meter: SoundMeter;
  readonly parts: SpectrumParts;
  readonly steady: Shape;
  /** The second that `energies` are of. */
  madeAt: number;
  /** By third, without weighting. */
  energies: Float64Array;
}

function energiesNow(state: State): Float64Array {
  const { meter, parts } = state;
  if (state.madeAt === meter.count) return state.energies;
  const weighted = weightedEnergies(state);
  flutter(weighted, meter, parts.physics);
  // The level is what was measured, with its noise and floor: the bands add up to it.
  const sum = weighted.reduce((total, energy) => total + energy, 0);
  const gain = 10 ** (meter.laeqDb / 10) / sum;
  state.energies = weighted.map((energy, band) => gain * withoutWeighting(energy, band));
  state.madeAt = meter.count;
  return state.energies;
}

/** A-weighted energies of all sources by third. */
function weightedEnergies({ meter, parts, steady }: State): Float64Array {
  const sum = new Float64Array(thirdsHz.length);
  addOthers(sum, meter);
  addEquipment(sum, meter, parts, steady);
  return sum;
}

/** What is not ours, and the floor of the meter, which must not be nothing. */
function addOthers(sum: Float64Array, { energies }: SoundMeter): void {
  for (const kind of soundKinds) {
    if (kind !== 'equipment') add(sum, shapes[kind], energies[kind]);
  }
  add(sum, shapes.background, 1);
}

/** Fans, electronics, and what else the cabinets give. */
function addEquipment(sum: Float64Array, meter: SoundMeter, parts: SpectrumParts, steady: Shape): void {
  const known = addFans(sum, meter, parts, steady) + addElectronics(sum, meter, parts, steady);
  add(sum, steady, Math.max(0, meter.energies.equipment - known));
}

/** Broadband noise, and the blades' tone with its first harmonics: what the tone adds at a speed is the tone's. */
function addFans(sum: Float64Array, meter: SoundMeter, { fans }: SpectrumParts, steady: Shape): number {
  if (meter.energies.equipment === 0) return 0;
  let total = 0;
  fans.forEach((fan, index) => {
    const energy = (meter.fanGains[index] ?? 0) * fan.loudness * pathGain(meter);
    if (!(energy > 0)) return;
    const { share, harmonics } = toneNow(fan);
    const tonal = energy * share * (meter.toneGains[index] ?? 1);
    add(sum, steady, energy * (1 - share));
    for (const [order, part] of harmonics.entries())
      add(sum, toneShape(passHzOf(fan) * (order + 1)), tonal * part);
    total += energy * (1 - share) + tonal;
  });
  return total;
}

/** Broadband noise of modules, the switching line, and 100 Hz of transformers and chokes with its harmonics. */
function addElectronics(sum: Float64Array, meter: SoundMeter, parts: SpectrumParts, steady: Shape): number {
  const { physics, humShares } = parts;
  if (meter.energies.equipment === 0) return 0;
  let total = 0;
  humShares.forEach((share, cabinet) => {
    const energy = (meter.humGains[cabinet] ?? 0) * share * pathGain(meter);
    if (!(energy > 0)) return;
    const whine = energy * physics.whineShare;
    const transformer = energy * physics.transformerShare;
    add(sum, steady, energy - whine - transformer);
    add(sum, toneShape(physics.whineHz), whine);
    for (const hz of transformerHz) add(sum, toneShape(hz), transformer / transformerHz.length);
    total += energy;
  });
  return total;
}

const transformerHz = [100, 200, 300] as const;

function pathGain({ wanderDb, truckReflection, pathGain: path }: SoundMeter): number {
  return 10 ** (wanderDb / 10) * truckReflection * path;
}

function add(sum: Float64Array, shape: Shape, energy: number): void {
  if (!(energy > 0)) return;
  for (let band = 0; band < sum.length; band++) sum[band] = (sum[band] ?? 0) + energy * (shape[band] ?? 0);
}

/**
 * A band of noise is never still: over T seconds its level has a standard deviation of about 4.34 / sqrt(B T) dB (Bendat
 * and Piersol). Drawn from the count of the meter, so that a reading does not depend on who read before.
 */
function flutter(energies: Float64Array, meter: SoundMeter, { bandFlutterShare }: PhysicsParameters): void {
  if (bandFlutterShare === 0) return;
  for (let band = 0; band < energies.length; band++) {
    const widthHz = 0.2316 * (thirdsHz[band] ?? 1000);
    const deviationDb = (bandFlutterShare * 4.34) / Math.sqrt(widthHz);
    energies[band] = (energies[band] ?? 0) * 10 ** ((deviationDb * drawn(meter.count, band)) / 10);
  }
}

/** Mean 0, deviation 1: the sum of three uniform numbers from a hash of second and band. */
function drawn(second: number, band: number): number {
  let word = Math.imul(second + 1, 0x9e3779b9) ^ Math.imul(band + 1, 0x85ebca6b);
  let sum = 0;
  for (let draw = 0; draw < 3; draw++) {
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97) + 0x6d2b79f5;
    word ^= word >>> 13;
    sum += (word >>> 0) / 0x1_0000_0000;
  }
  return 2 * (sum - 1.5);
}

function octaveOf(energies: Float64Array, hz: number): number {
  const centre = thirdsHz.indexOf(octavesHz.includes(hz) ? hz : 1000);
  return [centre - 1, centre, centre + 1].reduce((sum, band) => sum + (energies[band] ?? 0), 0);
}

/** Bands may lie below 0 dB, other than levels of a meter. */
function levelDbOf(energy: number): number {
  return energy < 1e-3 ? -30 : energy < 1 ? 10 * Math.log10(energy) : levelOf(energy);
}
