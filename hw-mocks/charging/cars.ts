/**
 * Cars at the guns: plugging in, sharing their cabinet's power, charging, leaving; and what the meters show of them.
 */

import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import { curvePowerW } from './curves.ts';
import type { CarWish } from './sessions.ts';

/** One gun and its car. */
export interface Gun {
  readonly device: string;
  readonly cabinet: number;
  car: PluggedCar | undefined;
  /** What the car would take now, and what it gets, W. */
  askW: number;
  powerW: number;
  energyWh: number;
  /** Sound energy of the car's own cooling fan at 1 m. */
  coolingEnergy: number;
}

interface PluggedCar {
  readonly wish: CarWish;
  readonly pluggedS: number;
  readonly wantedWh: number;
  takenWh: number;
  /** What it would have taken by now without the cabinet's limit, Wh. */
  unlimitedWh: number;
  /** When its fan stops, s. */
  coolingUntilS: number;
}

/** Power and energy of one cabinet. */
export interface CabinetLoad {
  askedW: number;
  servedW: number;
  askedWh: number;
  servedWh: number;
  carsCharging: number;
  /** From the grid. */
  inputW: number;
  inputWh: number;
}

/** The guns of the station. */
export interface ChargingPark {
  readonly guns: readonly Gun[];
  readonly loads: readonly CabinetLoad[];
  readonly carsArrived: number;
  readonly carsTurnedAway: number;
  /** One second: a car that arrives, if any, and the limit of each cabinet, W. */
  step(nowS: number, arrival: CarWish | undefined, limitsW: Float64Array): void;
  /** Every car at a gun or waiting for one. */
  present(): readonly PresentCar[];
}

/** A car at the station, with the energy taken so far and the time it must leave. */
export interface PresentCar {
  readonly wish: CarWish;
  readonly takenWh: number;
  /** First second at a gun; undefined while it waits. */
  readonly pluggedS: number | undefined;
  /** When it began to wait for a gun. */
  readonly sinceS: number;
}

/** Called when a car comes to a gun or goes. `nowS`: seconds since the start. */
export type ParkEvent = (moment: 'plugged' | 'left', carIndex: number, nowS: number) => void;

/** `gunsOfCabinets`: gun meters by cabinet. */
export function createChargingPark(
  gunsOfCabinets: readonly (readonly string[])[],
  physics: PhysicsParameters,
  happened: ParkEvent,
): ChargingPark {
  const cabinets = gunsOfCabinets.map((devices, cabinet) =>
    devices.map((device) => idleGun(device, cabinet)),
  );
  const loads = cabinets.map(idleLoad);
  const queue: Waiting[] = [];
  const guns = cabinets.flat();
  const present = () => presentCars(guns, queue);
  const park = { guns, loads, carsArrived: 0, carsTurnedAway: 0, step, present };

  function step(nowS: number, arrival: CarWish | undefined, limitsW: Float64Array): void {
    releaseCars(nowS);
    if (arrival !== undefined) {
      park.carsArrived++;
      if (queue.length < physics.queueMax) queue.push({ wish: arrival, sinceS: nowS });
      else park.carsTurnedAway++;
    }
    if (queue.length > 0) admitCars(nowS);
    for (const [index, guns] of cabinets.entries()) {
      const load = loads[index];
      if (load !== undefined) stepCabinet(guns, load, limitsW[index] ?? 0, nowS, physics);
    }
  }

  function releaseCars(nowS: number): void {
    for (const gun of park.guns) {
      const car = gun.car;
      if (car === undefined) continue;
      const isDone = car.takenWh >= car.wantedWh - 1e-6 || nowS - car.pluggedS >= car.wish.stayS;
      if (!isDone) continue;
      gun.car = undefined;
      happened('left', car.wish.index, nowS);
    }
  }

  function admitCars(nowS: number): void {
    while (queue[0] !== undefined && nowS - queue[0].sinceS > physics.queuePatienceS) {
      queue.shift();
      park.carsTurnedAway++;
    }
    while (queue[0] !== undefined) {
      const gun = freeGun(cabinets, queue[0].wish.index);
      if (gun === undefined) return;
      const { wish } = queue[0];
      const wantedWh = wantedEnergyWh(wish);
      gun.car = { wish, pluggedS: nowS, wantedWh, takenWh: 0, unlimitedWh: 0, coolingUntilS: 0 };
      happened('plugged', wish.index, nowS);
      queue.shift();
    }
  }
  return park;
}

interface Waiting {
  readonly wish: CarWish;
  readonly sinceS: number;
}

function presentCars(guns: readonly Gun[], queue: readonly Waiting[]): readonly PresentCar[] {
  const plugged = guns.flatMap(({ car }) => (car === undefined ? [] : [{ ...car, sinceS: car.pluggedS }]));
  return [...plugged, ...queue.map((waiting) => ({ ...waiting, takenWh: 0, pluggedS: undefined }))];
}

/** Drivers choose the cabinet with the most free guns, and any of these. */
function freeGun(cabinets: readonly (readonly Gun[])[], carIndex: number): Gun | undefined {
  let best: Gun[] = [];
  for (const guns of cabinets) {
    const free = guns.filter((gun) => gun.car === undefined);
    if (free.length > best.length) best = free;
  }
  return best[(carIndex * 7) % best.length];
}

function stepCabinet(
  guns: readonly Gun[],
  load: CabinetLoad,
  limitW: number,
  nowS: number,
  physics: PhysicsParameters,
): void {
  load.askedW = 0;
  load.servedW = 0;
  load.carsCharging = 0;
  for (const gun of guns) {
    gun.askW = askOf(gun, nowS, load, physics);
    load.askedW += gun.askW;
  }
  const shareW = load.askedW > limitW ? equalShareW(guns, limitW) : Number.POSITIVE_INFINITY;
  for (const gun of guns) {
    gun.powerW = Math.min(gun.askW, shareW);
    const chargedWh = gun.powerW / 3600;
    gun.energyWh += chargedWh;
    if (gun.car !== undefined) gun.car.takenWh += chargedWh;
    if (gun.powerW > 0) load.carsCharging++;
    gun.coolingEnergy = coolingEnergy(gun, nowS, physics);
    load.servedW += gun.powerW;
  }
  load.servedWh += load.servedW / 3600;
}

/** What the car takes now, W; also counts what it would have taken without a limit. */
function askOf(gun: Gun, nowS: number, load: CabinetLoad, physics: PhysicsParameters): number {
  const car = gun.car;
  if (car === undefined || nowS - car.pluggedS < physics.handshakeS) return 0;
  const unlimitedW = wantW(car, car.unlimitedWh, physics.gunMaxW);
  car.unlimitedWh += unlimitedW / 3600;
  load.askedWh += unlimitedW / 3600;
  return wantW(car, car.takenWh, physics.gunMaxW);
}

/** Energy from the state of charge at arrival to that at departure, Wh. */
export function wantedEnergyWh(wish: CarWish): number {
  return ((wish.targetSocPct - wish.socPct) / 100) * wish.batteryWh;
}

/** What a car with this energy takes when only its gun limits it, W. */
export function wantW(
  car: { readonly wish: CarWish; readonly wantedWh: number },
  takenWh: number,
  gunMaxW: number,
): number {
  const { wish } = car;
  const socPct = wish.socPct + (100 * takenWh) / wish.batteryWh;
  const curveW = wish.curveScale * curvePowerW(wish.curve, socPct);
  return Math.max(0, Math.min(curveW, gunMaxW, (car.wantedWh - takenWh) * 3600));
}

/** Water-filling: the share above which no car gets more, so that all together take the limit. */
function equalShareW(guns: readonly Gun[], limitW: number): number {
  let shareW = limitW / guns.length;
  for (let round = 0; round < guns.length; round++) {
    let smallW = 0;
    let large = 0;
    for (const gun of guns) {
      if (gun.askW > shareW) large++;
      else smallW += gun.askW;
    }
    if (large === 0) return shareW;
    const nextW = (limitW - smallW) / large;
    if (nextW <= shareW) return shareW;
    shareW = nextW;
  }
  return shareW;
}

/** A car's fan comes on at its power, runs on below it for a while, and reaches its full level at 150 kW. */
function coolingEnergy({ car, powerW }: Gun, nowS: number, physics: PhysicsParameters): number {
  if (car === undefined) return 0;
  const { coolingOnW, coolingDb } = car.wish;
  if (powerW >= coolingOnW) car.coolingUntilS = nowS + physics.vehicleFanRunOnS;
  else if (nowS >= car.coolingUntilS) return 0;
  const share = Math.min(1, Math.max(powerW, coolingOnW) / 150_000);
  return 10 ** (coolingDb / 10) * share * share;
}

function idleGun(device: string, cabinet: number): Gun {
  return { device, cabinet, car: undefined, askW: 0, powerW: 0, energyWh: 0, coolingEnergy: 0 };
}

function idleLoad(): CabinetLoad {
  return { askedW: 0, servedW: 0, askedWh: 0, servedWh: 0, carsCharging: 0, inputW: 0, inputWh: 0 };
}

/** The direct-current meter of a gun; without a car there is no voltage. */
export function showGun(gun: Gun, outdoorC: () => number): Record<string, () => number> {
  const voltageV = () => {
    const { car } = gun;
    if (car === undefined) return 0;
    return car.wish.packV * (0.92 + 0.12 * Math.min(1, car.takenWh / car.wish.batteryWh));
  };
  return {
    voltage: voltageV,
    current: () => (gun.powerW > 0 ? gun.powerW / voltageV() : 0),
    'power.active': () => gun.powerW,
    'energy.import': () => gun.energyWh,
    // The temperature inside the meter.
    temperature: () => outdoorC() + 5,
  };
}

/** The grid at the cabinets. */
export interface Mains {
  voltageV: number;
  freqHz: number;
}

/** The alternating-current meter of a cabinet: three equal phases. */
export function showCabinetMeter(load: CabinetLoad, mains: Mains): Record<string, () => number> {
  const powerFactor = () => (load.inputW > 20_000 ? 0.99 : 0.9);
  const apparentVa = () => load.inputW / powerFactor();
  const shown: Record<string, () => number> = {
    'power.active': () => load.inputW,
    'power.apparent': apparentVa,
    'power.reactive': () => Math.sqrt(Math.max(0, apparentVa() ** 2 - load.inputW ** 2)),
    'power.factor': powerFactor,
    'energy.import': () => load.inputWh,
    'energy.export': () => 0,
    frequency: () => mains.freqHz,
  };
  for (const phase of ['l1', 'l2', 'l3']) {
    shown[`voltage.${phase}`] = () => mains.voltageV;
    shown[`current.${phase}`] = () => apparentVa() / 3 / mains.voltageV;
    shown[`power.active.${phase}`] = () => load.inputW / 3;
    shown[`power.factor.${phase}`] = powerFactor;
  }
  return shown;
}
