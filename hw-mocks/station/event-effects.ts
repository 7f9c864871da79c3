/** Starts, continues and ends the events of a station. */

import type { Cabinet } from '../cabinets/cabinets.ts';
import type { StationEvent } from '../inputs/events.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import { createRandom } from '../inputs/random.ts';
import { type EventEffect, soundHappening } from '../sound/sound-events.ts';
import type { SoundMeter } from '../sound/sound-meters.ts';
import { hiddenChange } from './hidden-changes.ts';
import type { Sky } from './weather.ts';

/** What events act on. */
export interface Stage {
  readonly seed: number;
  readonly physics: PhysicsParameters;
  readonly cabinets: readonly Cabinet[];
  readonly meters: readonly SoundMeter[];
  readonly sky: Sky;
}

/** The events of a station. */
export interface EventEffects {
  /** Starts and ends the events due in this second; before all else in it. */
  turn(nowS: number): void;
  /** Adds the sound of the events in this second to the meters' sums. */
  sound(nowS: number, lampOn: boolean): void;
}

/** Nothing has begun; `turn` must be called with every second, in order. */
export function createEventEffects(events: readonly StationEvent[], stage: Stage): EventEffects {
  const waiting = events.map((event, index) => ({ event, act: effectOf(event, index, stage) }));
  waiting.sort((left, right) => right.event.fromS - left.event.fromS);
  let lasting: typeof waiting = [];
  return {
    turn(nowS) {
      for (let next = waiting.at(-1); next !== undefined && next.event.fromS <= nowS; next = waiting.at(-1)) {
        waiting.pop();
        next.act.begin?.();
        lasting.push(next);
      }
      if (lasting.length === 0) return;
      const over = lasting.filter(({ event }) => event.untilS <= nowS);
      if (over.length > 0) lasting = lasting.filter(({ event }) => event.untilS > nowS);
      for (const { act } of over) act.end?.();
    },
    sound(nowS, lampOn) {
      for (const { act } of lasting) act.each?.(nowS, lampOn);
    },
  };
}

function effectOf(event: StationEvent, index: number, stage: Stage): EventEffect {
  const { cabinets, sky } = stage;
  switch (event.kind) {
    case 'rain':
      return {
        begin: () => sky.rainMmPerH.push(event.mmPerH),
        end: () => sky.rainMmPerH.splice(sky.rainMmPerH.indexOf(event.mmPerH), 1),
      };
    case 'wind':
      return {
        begin: () => {
          sky.windMPerS = (nowS) => windAt(event, nowS);
        },
        end: () => {
          sky.windMPerS = undefined;
        },
      };
    case 'clogged-filter':
      return cloggedFilter(event, cabinets);
    case 'dead-tacho':
    case 'stalled-fan': {
      const key = event.kind === 'dead-tacho' ? 'tachoDead' : 'stalled';
      const fans = cabinets.flatMap((cabinet) => cabinet.fans).filter(({ device }) => device === event.fan);
      const set = (value: boolean) => () => {
        for (const fan of fans) fan[key] = value;
      };
      return { begin: set(true), end: set(false) };
    }
    case 'path-change':
    case 'door-open':
    case 'hum-step':
    case 'fan-bearing':
    case 'meter-bias':
    case 'sensor-bias':
    case 'welded-relay':
    case 'heat-pump':
      return hiddenChange(event, stage, createRandom(stage.seed, `event:${index}:${event.kind}`));
    case 'talkers':
    case 'dog':
    case 'truck':
    case 'siren':
    case 'works': {
      const random = createRandom(stage.seed, `event:${index}:${event.kind}`);
      return soundHappening(event, stage.meters, stage.physics, random);
    }
  }
}

function cloggedFilter(
  event: Extract<StationEvent, { kind: 'clogged-filter' }>,
  cabinets: readonly Cabinet[],
): EventEffect {
  const clogged = cabinets.filter(({ layout }) => layout.id === event.cabinet);
  const scale = (flow: number, louder: number) => () => {
    for (const cabinet of clogged) {
      cabinet.filterFlow *= flow;
      for (const fan of cabinet.fans) fan.strain *= louder;
    }
  };
  const louder = 10 ** (event.louderDb / 10);
  return { begin: scale(event.flowFactor, louder), end: scale(1 / event.flowFactor, 1 / louder) };
}

function windAt({ mPerS, fromS, untilS }: Extract<StationEvent, { kind: 'wind' }>, nowS: number): number {
  const place = ((nowS - fromS) / (untilS - fromS)) * (mPerS.length - 1);
  const from = mPerS[Math.floor(place)] ?? 0;
  const to = mPerS[Math.ceil(place)] ?? from;
  return from + (to - from) * (place - Math.floor(place));
}
