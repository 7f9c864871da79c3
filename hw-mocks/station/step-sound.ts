/** One second of sound at all meters: the place, the weather, people, the road, the station, and events. */

import { HOUR_MS } from '../../src/model/duration.ts';
import type { Fan } from '../cabinets/fans.ts';
import type { RelayPanel } from '../cabinets/relay-panel.ts';
import type { ChargingPark } from '../charging/cars.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import type { Random } from '../inputs/random.ts';
import { type BackgroundRecording, recordedLevelDb } from '../sound/background.ts';
import type { People } from '../sound/people.ts';
import {
  addStationSound,
  energyOf,
  measure,
  type SoundMeter,
  wanderReflections,
} from '../sound/sound-meters.ts';
import type { EventEffects } from './event-effects.ts';
import { type Outdoors, rainEnergy, windEnergy } from './weather.ts';

/** The parts of the station that make or measure sound. */
export interface SoundParts {
  readonly physics: PhysicsParameters;
  readonly equipmentOn: boolean;
  readonly meters: readonly SoundMeter[];
  readonly fans: readonly Fan[];
  readonly park: ChargingPark;
  readonly people: People;
  readonly relays: RelayPanel;
  readonly outdoors: Outdoors;
  readonly effects: EventEffects;
  readonly background: (hour: number) => number;
  readonly traffic: (nowS: number, hour: number) => number;
  readonly meterRandom: Random;
  readonly reflectionRandom: Random;
  readonly gustRandom: Random;
  readonly humShares: Float64Array;
  /** By meter, refilled each second. */
  readonly speechEnergies: Float64Array;
}

/**
 * Fills the energies of every meter for the second that begins at `nowS`; `localMs` is local time since 1970.
 */
export function stepSound(
  parts: SoundParts,
  recording: BackgroundRecording | undefined,
  nowS: number,
  localMs: number,
): void {
  const { physics, meters, speechEnergies } = parts;
  const hour = (localMs / HOUR_MS) % 24;
  const generated = energyOf(parts.background(hour));
  const traffic = parts.traffic(nowS, Math.floor(hour));
  const recorded = recording === undefined ? undefined : recordedEnergy(parts, recording, localMs);
  const weather = weatherEnergy(parts);
  const lampOn = parts.relays.isLampOn();
  parts.people.step(nowS, lampOn, speechEnergies);
  wanderReflections(meters, nowS, physics, parts.reflectionRandom);
  for (let index = 0; index < meters.length; index++) {
    const meter = meters[index];
    if (meter === undefined) continue;
    const { energies } = meter;
    const isRecorded = recorded !== undefined && meter.place === 'boundary';
    const outsideGain = meter.place === 'cover' ? energyOf(-physics.coverOutsideLossDb) : 1;
    const ownGain = isRecorded && !physics.addToRecording ? 0 : outsideGain;
    if (parts.equipmentOn)
      addStationSound(meter, parts.fans, parts.humShares, parts.park.guns, physics.beatShare);
    meter.isSilent = isRecorded && Number.isNaN(recorded);
    energies.background = !isRecorded ? outsideGain * generated : meter.isSilent ? 0 : recorded;
    energies.people = ownGain * (speechEnergies[index] ?? 0);
    energies.traffic = ownGain * traffic;
    energies.weather = ownGain > 0 ? ownGain * weather.all : outsideGain * weather.events;
    energies.dog = 0;
    energies.truck = 0;
    energies.other = 0;
  }
  parts.effects.sound(nowS, lampOn);
  for (const meter of meters) {
    const isRecorded = recorded !== undefined && meter.place === 'boundary';
    measure(meter, isRecorded ? undefined : parts.meterRandom, physics);
  }
}

/** The energy of the recorded second; NaN in a gap. */
function recordedEnergy(parts: SoundParts, recording: BackgroundRecording, localMs: number): number {
  const levelDb = recordedLevelDb(recording, localMs);
  const { recordingFlutterDb } = parts.physics;
  if (recordingFlutterDb === 0) return energyOf(levelDb);
  // 0.115 of the variance is taken off, so that the mean energy stays the recorded one.
  const flutterDb = recordingFlutterDb * parts.meterRandom.normal() - 0.115 * recordingFlutterDb ** 2;
  return energyOf(levelDb + flutterDb);
}

/** All weather noise, and the part of events, which is in no recording. A gust counts with its sixth power. */
function weatherEnergy({ outdoors, physics, gustRandom }: SoundParts): { all: number; events: number } {
  const gust = Math.max(0, 1 + physics.gustShare * gustRandom.normal());
  const { weather, windMPerS, rainMmPerH } = outdoors;
  const ordinary = windEnergy(gust * weather.windMPerS, physics) + rainEnergy(weather.rainMm, physics);
  const all = windEnergy(gust * windMPerS, physics) + rainEnergy(rainMmPerH, physics);
  return { all, events: Math.max(0, all - ordinary) };
}
