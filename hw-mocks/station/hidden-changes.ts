/** What changes at a station or its instruments without anybody saying so: the controller must find it out. */

import type { Cabinet } from '../cabinets/cabinets.ts';
import type { StationEvent } from '../inputs/events.ts';
import type { Random } from '../inputs/random.ts';
import type { EventEffect } from '../sound/sound-events.ts';
import { energyOf, type SoundMeter } from '../sound/sound-meters.ts';

/** The events of this kind. */
export type HiddenChange = Extract<
  StationEvent,
  {
    kind:
      | 'path-change'
      | 'door-open'
      | 'hum-step'
      | 'fan-bearing'
      | 'meter-bias'
      | 'sensor-bias'
      | 'welded-relay'
      | 'heat-pump';
  }
>;

/** What such a change acts on. */
interface Touched {
  readonly cabinets: readonly Cabinet[];
  readonly meters: readonly SoundMeter[];
}

/** The effect of a change. */
export function hiddenChange(event: HiddenChange, touched: Touched, random: Random): EventEffect {
  const { cabinets, meters } = touched;
  switch (event.kind) {
    case 'path-change': {
      const reached = meters.filter(({ name }) => event.db[name] !== undefined);
      const scale = (sign: number) => () => {
        for (const meter of reached) meter.pathGain *= energyOf(sign * (event.db[meter.name] ?? 0));
      };
      return { begin: scale(1), end: scale(-1) };
    }
    case 'door-open':
      return doorOpen(event, touched);
    case 'hum-step': {
      const scale = (sign: number) => () => {
        for (const { humGains } of meters)
          cabinets.forEach(({ layout }, index) => {
            if (layout.id === event.cabinet) scaleAt(humGains, index, sign * event.louderDb);
          });
      };
      return { begin: scale(1), end: scale(-1) };
    }
    case 'fan-bearing': {
      const fans = cabinets.flatMap((cabinet) => cabinet.fans).filter(({ device }) => device === event.fan);
      const scale = (sign: number) => () => {
        for (const fan of fans) fan.strain *= energyOf(sign * event.louderDb);
      };
      return { begin: scale(1), end: scale(-1) };
    }
    case 'meter-bias':
      return meterBias(event, meters);
    case 'sensor-bias': {
      const sensors = cabinets
        .flatMap(({ heat }) => heat.sensors)
        .filter((one) => one.device === event.sensor);
      const shift = (sign: number) => () => {
        for (const sensor of sensors) sensor.biasK += sign * event.biasK;
      };
      return { begin: shift(1), end: shift(-1) };
    }
    case 'welded-relay': {
      const welded = cabinets.filter(({ layout }) => layout.id === event.cabinet);
      const set = (isWelded: boolean) => () => {
        for (const cabinet of welded) cabinet.isLimitWelded = isWelded;
      };
      return { begin: set(true), end: set(false) };
    }
    case 'heat-pump':
      return heatPump(event, touched, random);
  }
}

/** An open cover lets out what it kept in: louder outside, quieter under it. */
function doorOpen(
  { cabinet: id, louderDb, quieterInsideDb }: Extract<HiddenChange, { kind: 'door-open' }>,
  { cabinets, meters }: Touched,
): EventEffect {
  const scale = (sign: number) => () => {
    for (const meter of meters) {
      let fansBefore = 0;
      cabinets.forEach(({ layout, fans }, index) => {
        if (layout.id === id && (meter.place !== 'cover' || meter.cabinet === index)) {
          const db = sign * (meter.place === 'cover' ? -quieterInsideDb : louderDb);
          for (let fan = 0; fan < fans.length; fan++) scaleAt(meter.fanGains, fansBefore + fan, db);
          scaleAt(meter.humGains, index, db);
        }
        fansBefore += fans.length;
      });
    }
  };
  return { begin: scale(1), end: scale(-1) };
}

/** A microphone that shows too much, at once or ever more. */
function meterBias(
  { meter: name, db, driftDbPerH, fromS }: Extract<HiddenChange, { kind: 'meter-bias' }>,
  meters: readonly SoundMeter[],
): EventEffect {
  const biased = meters.filter((meter) => meter.name === name);
  const set = (biasDb: number): void => {
    for (const meter of biased) meter.biasDb = biasDb;
  };
  return {
    begin: () => set(db),
    each: (nowS) => set(db + (driftDbPerH * (nowS - fromS)) / 3600),
    end: () => set(0),
  };
}

const RAMP_S = 40;

/**
 * A neighbour's heat pump or chiller: on and off by its own thermostat, or with our fans, when the same warm hour drives
 * both. It is not ours, and moves as if it were.
 */
function heatPump(
  event: Extract<HiddenChange, { kind: 'heat-pump' }>,
  { cabinets, meters }: Touched,
  random: Random,
): EventEffect {
  const reached = meters.flatMap((meter) => {
    const distanceM = event.atM[meter.name];
    return distanceM === undefined ? [] : [{ meter, gain: 1 / (distanceM * distanceM) }];
  });
  const fans = cabinets.flatMap((cabinet) => cabinet.fans);
  let isOn = false;
  let untilS = event.fromS;
  let drive = 0;
  let meanSpeed = 0;
  return {
    each(nowS) {
      const speed = fans.reduce((sum, fan) => sum + fan.speed, 0) / Math.max(1, fans.length);
      meanSpeed += (speed - meanSpeed) / 1800;
      if (event.withFans) isOn = speed > meanSpeed;
      else if (nowS >= untilS) {
        isOn = !isOn;
        untilS = nowS + 60 * (isOn ? event.onMin : event.offMin) * random.between(0.8, 1.2);
      }
      drive += ((isOn ? 1 : 0) - drive) / RAMP_S;
      const energy = drive * energyOf(event.levelDb + 0.3 * random.normal());
      for (const { meter, gain } of reached) meter.energies.other += energy * gain;
    },
  };
}

function scaleAt(gains: Float64Array, index: number, db: number): void {
  gains[index] = (gains[index] ?? 0) * energyOf(db);
}
