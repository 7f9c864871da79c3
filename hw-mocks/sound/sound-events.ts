/** The sound of events outside the equipment, second by second, at the meters. */

import type { OutsideSource, StationEvent } from '../inputs/events.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import type { Random } from '../inputs/random.ts';
import { energyOf, type SoundKind, type SoundMeter } from './sound-meters.ts';

/** The effect of an event while it lasts. */
export interface EventEffect {
  readonly begin?: () => void;
  /** Called every second of it, before the meters measure. */
  readonly each?: (nowS: number, lampOn: boolean) => void;
  readonly end?: () => void;
}

type SoundEvent = Extract<StationEvent, { kind: 'talkers' | 'dog' | 'truck' | 'siren' | 'works' }>;

/** What the event does to the meters while it lasts; its chance comes from `random` alone. */
export function soundHappening(
  event: SoundEvent,
  meters: readonly SoundMeter[],
  physics: PhysicsParameters,
  random: Random,
): EventEffect {
  switch (event.kind) {
    case 'talkers':
      return talkers(event, meters, physics, random);
    case 'dog':
      return dog(event, meters, physics, random);
    case 'truck':
      return truck(event, meters, physics, random);
    case 'siren': {
      const add = adder('other', event, meters, physics);
      return { each: (nowS) => add(energyOf(event.levelDb + 3 * Math.sin(nowS) + random.normal())) };
    }
    case 'works': {
      const reached = meters.filter((meter) => event.atDb[meter.name] !== undefined);
      const each = (): void => {
        const flutterDb = 1.5 * random.normal();
        for (const meter of reached)
          meter.energies.other += energyOf((event.atDb[meter.name] ?? 0) + flutterDb);
      };
      return { each };
    }
  }
}

/** More people leave fewer silent seconds and laugh more often. */
function talkers(
  event: Extract<SoundEvent, { kind: 'talkers' }>,
  meters: readonly SoundMeter[],
  physics: PhysicsParameters,
  random: Random,
): EventEffect {
  const add = adder('people', event, meters, physics);
  const silence = 0.5 ** event.people;
  const each = (_: number, lampOn: boolean): void => {
    const laughDb = random.next() < 0.02 * event.people ? 9 : 0;
    const levelDb = event.levelDb + 3 * random.normal() + laughDb - (lampOn ? physics.lampEffectDb : 0);
    if (random.next() >= silence) add(energyOf(levelDb));
  };
  return { each };
}

/** Barks of a third of a second, in bouts of about twenty seconds with pauses of the same length. */
function dog(
  event: Extract<SoundEvent, { kind: 'dog' }>,
  meters: readonly SoundMeter[],
  physics: PhysicsParameters,
  random: Random,
): EventEffect {
  const add = adder('dog', event, meters, physics);
  const chance = Math.min(1, event.barksPerMin / 30);
  let barking = true;
  const each = (): void => {
    if (random.next() < 1 / 20) barking = !barking;
    const levelDb = event.levelDb - 5 + 2 * random.normal();
    if (random.next() < chance && barking) add(energyOf(levelDb));
  };
  return { each };
}

function truck(
  event: Extract<SoundEvent, { kind: 'truck' }>,
  meters: readonly SoundMeter[],
  physics: PhysicsParameters,
  random: Random,
): EventEffect {
  const add = adder('truck', event, meters, physics);
  const near = meters.filter((meter) => event.reflectionDb[meter.name] !== undefined);
  const keep = Math.exp(-1 / 300);
  let driftDb = 0;
  return {
    begin() {
      for (const meter of near) meter.truckReflection *= energyOf(event.reflectionDb[meter.name] ?? 0);
    },
    each() {
      driftDb = keep * driftDb + Math.sqrt(1 - keep * keep) * random.normal();
      add(energyOf(event.levelDb + driftDb + 0.3 * random.normal()));
    },
    end() {
      for (const meter of near) meter.truckReflection /= energyOf(event.reflectionDb[meter.name] ?? 0);
    },
  };
}

/** Adds an energy at 1 m to what each meter gets of this kind, by its distance. */
function adder(
  kind: SoundKind,
  { atM }: OutsideSource,
  meters: readonly SoundMeter[],
  physics: PhysicsParameters,
): (energy: number) => void {
  const coverGain = energyOf(-physics.coverOutsideLossDb);
  const reached = meters.flatMap((meter) => {
    const distanceM = atM[meter.name];
    if (distanceM === undefined) return [];
    return { meter, gain: (meter.place === 'cover' ? coverGain : 1) / (distanceM * distanceM) };
  });
  return (energy) => {
    for (const { meter, gain } of reached) meter.energies[kind] += energy * gain;
  };
}
