/**
 * Drivers who talk beside the station: greetings when a car is plugged in or leaves, and some long chats during
 * charging. The controller must not take them for the equipment.
 */

import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import { createRandom, type Random } from '../inputs/random.ts';

/** Everybody who talks at the station. `nowS`: seconds since the start. */
export interface People {
  /** A car was plugged in or leaves now, so somebody may talk. */
  happened(moment: 'plugged' | 'left', carIndex: number, nowS: number): void;
  /** Writes the sound energy of all talkers into `energies`, one per meter; call once a second. */
  step(nowS: number, lampOn: boolean, energies: Float64Array): void;
}

interface Talk {
  readonly random: Random;
  readonly startS: number;
  readonly endS: number;
  readonly levelDb: number;
  /** Spreading to each meter, as an energy factor. */
  readonly gains: readonly number[];
}

/** `places`: where each meter stands; meters under a cover get no speech. */
export function createPeople(
  seed: number,
  places: readonly ('boundary' | 'rest-area' | 'cover')[],
  physics: PhysicsParameters,
): People {
  const talks: Talk[] = [];
  return {
    happened(moment, carIndex, nowS) {
      const random = createRandom(seed, `talk:${moment}:${carIndex}`);
      if (random.next() > 0.5) return;
      const isChat = moment === 'plugged' && random.next() < 0.25;
      const startS = nowS + random.between(2, 45);
      const lastsS = isChat ? random.between(120, 600) : 20 * Math.exp(0.8 * random.normal());
      const levelDb = physics.speechDb + 4 * random.normal();
      const gains = places.map((place) => spreading(place, random, physics));
      talks.push({ random, startS, endS: startS + Math.min(900, lastsS), levelDb, gains });
    },
    step(nowS, lampOn, energies) {
      energies.fill(0);
      for (let index = talks.length - 1; index >= 0; index--) {
        const talk = talks[index];
        if (talk === undefined || nowS < talk.startS) continue;
        if (nowS > talk.endS) talks.splice(index, 1);
        else addTalk(talk, lampOn ? physics.lampEffectDb : 0, energies);
      }
    },
  };
}

/** Speech in about seven of ten seconds, each at its own level; now and then somebody laughs. */
function addTalk(talk: Talk, quieterDb: number, energies: Float64Array): void {
  const { random } = talk;
  const isSpoken = random.next() < 0.7;
  const laughDb = random.next() < 0.03 ? 9 : 0;
  const levelDb = talk.levelDb + 3 * random.normal() + laughDb - quieterDb;
  if (!isSpoken) return;
  const energy = 10 ** (levelDb / 10);
  for (let meter = 0; meter < energies.length; meter++) {
    energies[meter] = (energies[meter] ?? 0) + energy * (talk.gains[meter] ?? 0);
  }
}

function spreading(
  place: 'boundary' | 'rest-area' | 'cover',
  random: Random,
  physics: PhysicsParameters,
): number {
  const [nearM, farM] = place === 'rest-area' ? physics.talkRestAreaM : physics.talkBoundaryM;
  const distanceM = random.between(nearM, farM);
  return place === 'cover' ? 0 : 1 / (distanceM * distanceM);
}
