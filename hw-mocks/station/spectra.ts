/** Which devices of the station show a spectrum, and what it is made of. */

import { deviceOf } from '../../src/model/reading.ts';
import { bandsChannel } from '../../src/model/spectrum.ts';
import { levelsOf } from '../../src/plan/control-plan.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { type Cabinet, isChannelOf } from '../cabinets/cabinets.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import { type CabinetSound, type SpectrumParts, showSpectrum } from '../sound/meter-spectrum.ts';
import type { SoundMeter } from '../sound/sound-meters.ts';

/** The parts of the station that a spectrum comes from. */
interface SpectrumSources extends CabinetSound {
  readonly physics: PhysicsParameters;
  readonly cabinets: readonly Cabinet[];
}

/** What a meter with bands or LCeq shows beside its levels. */
export function showBands(
  plan: SitePlan,
  parts: SpectrumSources,
  meter: SoundMeter,
  device: string,
): Record<string, () => number | null> {
  const spectrum = plan.control.spectra?.[bandsChannel(device)];
  if (spectrum === undefined) return {};
  return showSpectrum(meter, spectrum.bandsHz, spectrumParts(parts, meter));
}

/** What the spectrum at a meter is made of. */
export function spectrumParts(
  { fans, humShares, physics, cabinets }: SpectrumSources,
  { name }: SoundMeter,
): SpectrumParts {
  const sound = cabinets[0]?.construction.sound;
  const insertionLossDb = sound?.insertionLossDb ?? USUAL_LOSS_DB;
  const distanceM = sound?.distanceM[name] ?? USUAL_DISTANCE_M;
  return { fans, humShares, physics, insertionLossDb, distanceM };
}

/** The device that gives the spectrum at the place of a meter; mostly the meter itself. */
export function spectrumDeviceOf({ control }: SitePlan, { device }: SoundMeter): string {
  const level = levelsOf(control).find((one) => isChannelOf(one.level, device));
  return level?.spectrum === undefined ? device : deviceOf(level.spectrum);
}

/** Of stations whose levels come from the site file. */
const USUAL_LOSS_DB = 8;
const USUAL_DISTANCE_M = 15;
