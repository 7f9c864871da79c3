/**
 * What each car could take at most in a span of time, minute by minute, under any policy: the demand side of the upper
 * bound. A car may charge from its earliest to its latest second at the guns, and by the end of a minute it holds at
 * most what it would hold if charged without limit from the earliest second on, because a car with less charge never
 * gets ahead of one with more.
 */

import { type PresentCar, wantedEnergyWh, wantW } from '../../../hw-mocks/charging/cars.ts';
import type { CarWish } from '../../../hw-mocks/charging/sessions.ts';
import type { PhysicsParameters } from '../../../hw-mocks/inputs/physics-parameters.ts';
import type { Arrival } from '../../../hw-mocks/station/plant.ts';

/** The most one car could take. */
export interface CarDemand {
  /** Minutes from the start of the span. */
  readonly firstMinute: number;
  /** By minute from then: most energy in it, and most up to its end, Wh. */
  readonly minuteWh: readonly number[];
  readonly totalWh: readonly number[];
}

/** When a car can charge, s: from `fromS`, and no longer than until `untilS`. */
interface Window {
  readonly wish: CarWish;
  readonly takenWh: number;
  readonly fromS: number;
  readonly untilS: number;
}

/** Demands of the cars present at `fromS` and of those that arrive until `untilS`. */
export function carDemands(
  present: readonly PresentCar[],
  coming: readonly Arrival[],
  gunCount: number,
  physics: PhysicsParameters,
  fromS: number,
  untilS: number,
): readonly CarDemand[] {
  const windows = present.map((car) => windowOfPresent(car, physics));
  for (const { wish, atS } of coming) {
    if (atS < fromS || atS >= untilS) continue;
    // Even if all others stay as long as they can, a gun is free, so under no policy does this car wait.
    const others = windows.filter((other) => other.fromS <= atS && other.untilS > atS).length;
    const waitS = others < gunCount ? 0 : physics.queuePatienceS;
    windows.push({ wish, takenWh: 0, fromS: atS, untilS: atS + waitS + wish.stayS });
  }
  return windows
    .map((window) => demandOf(window, physics, fromS, untilS))
    .filter(({ minuteWh }) => minuteWh.length > 0);
}

function windowOfPresent(
  { wish, takenWh, pluggedS, sinceS }: PresentCar,
  physics: PhysicsParameters,
): Window {
  const waitS = pluggedS === undefined ? physics.queuePatienceS : 0;
  return { wish, takenWh, fromS: sinceS, untilS: sinceS + waitS + wish.stayS };
}

function demandOf(window: Window, physics: PhysicsParameters, fromS: number, untilS: number): CarDemand {
  const { wish } = window;
  const wantedWh = wantedEnergyWh(wish);
  const beginS = Math.max(fromS, window.fromS + physics.handshakeS);
  const endS = Math.min(untilS, Math.ceil(window.untilS));
  const peakW = mostPowerW(wish, window.takenWh, wantedWh, physics.gunMaxW);
  const firstMinute = Math.floor((beginS - fromS) / 60);
  const minuteWh: number[] = [];
  const totalWh: number[] = [];
  let takenWh = window.takenWh;
  let minute = firstMinute;
  for (let nowS = beginS; nowS < endS; minute++) {
    const nextS = Math.min(endS, fromS + (minute + 1) * 60);
    const mostWh = ((nextS - nowS) * peakW) / 3600;
    for (; nowS < nextS; nowS++) takenWh += wantW({ wish, wantedWh }, takenWh, physics.gunMaxW) / 3600;
    minuteWh.push(Math.min(mostWh, wantedWh - window.takenWh));
    totalWh.push(takenWh - window.takenWh);
  }
  return { firstMinute, minuteWh, totalWh };
}

/** Maximum of the car's curve from here to its end, W. The curve is linear between whole percents. */
function mostPowerW(wish: CarWish, takenWh: number, wantedWh: number, gunMaxW: number): number {
  const car = { wish, wantedWh: Number.POSITIVE_INFINITY };
  const percentWh = wish.batteryWh / 100;
  const wholeWh = (percent: number) => (percent - wish.socPct) * percentWh;
  let mostW = Math.max(wantW(car, takenWh, gunMaxW), wantW(car, wantedWh, gunMaxW));
  for (let percent = 0; percent <= 100; percent++) {
    const atWh = wholeWh(percent);
    if (atWh > takenWh && atWh < wantedWh) mostW = Math.max(mostW, wantW(car, atWh, gunMaxW));
  }
  return mostW;
}
