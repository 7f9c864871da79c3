/**
 * The simulated station: cars, heat, fans and sound of the site in one-second steps. Second k covers simulated time k
 * to k+1 s; its results show from k+1 s on. Same plan, inputs and seed give the same sequence.
 */

import { HOUR_MS } from '../../src/model/duration.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { buildCabinets, type Cabinet, humShareAt, isChannelOf, stepCabinet } from '../cabinets/cabinets.ts';
import type { CabinetConstruction } from '../cabinets/construction.ts';
import { type Fan, showFan, stepFan } from '../cabinets/fans.ts';
import { deratedShare, showSensor } from '../cabinets/heat.ts';
import { moduleFanShare } from '../cabinets/module-fans.ts';
import { createRelayPanel } from '../cabinets/relay-panel.ts';
import {
  createChargingPark,
  type Mains,
  type PresentCar,
  showCabinetMeter,
  showGun,
} from '../charging/cars.ts';
import { createArrivals } from '../charging/sessions.ts';
import type { StationEvent } from '../inputs/events.ts';
import { defaultPhysics, type PhysicsParameters } from '../inputs/physics-parameters.ts';
import { createRandom } from '../inputs/random.ts';
import { createGeneratedBackground } from '../sound/background.ts';
import { type TrueSpectrum, trueSpectrum } from '../sound/meter-spectrum.ts';
import { createPeople } from '../sound/people.ts';
import { createMeters, showMeter } from '../sound/sound-meters.ts';
import { createSourceLevels, type MeterPlace } from '../sound/source-levels.ts';
import { createTraffic } from '../sound/traffic.ts';
import { createEventEffects } from './event-effects.ts';
import type { StationInputs } from './inputs.ts';
import { createLocalTime } from './local-time.ts';
import type { StationModel } from './model.ts';
import { type Arrival, describeCabinets, type PlantDescription } from './plant.ts';
import { showBands, spectrumDeviceOf, spectrumParts } from './spectra.ts';
import { stepSound } from './step-sound.ts';
import { describeTruth, type StationTruth } from './truth.ts';
import { createOutdoors, type Sky, showOutdoors } from './weather.ts';

/** What the site file does not say of the station. */
export interface StationOptions {
  readonly seed: number;
  /** Wall time at simulated time 0, UTC. */
  readonly startWallMs: number;
  readonly physics?: Partial<PhysicsParameters> | undefined;
  /**
   * True properties of the cabinets, by id; without them the defaults and the site file's levels with an error drawn.
   */
  readonly cabinets?: Readonly<Record<string, CabinetConstruction>> | undefined;
  readonly events?: readonly StationEvent[] | undefined;
  /** `off`: no cars, and no sound of fans and electronics; for checking that recordings pass unchanged. */
  readonly equipment?: 'on' | 'off' | undefined;
}

/** The running station. */
export interface Station extends StationModel {
  readonly equipmentOn: boolean;
  truth(): StationTruth;
  /** What truly sounded at a receptor in the last second, by third; undefined: no such receptor. */
  spectrumAt(receptor: string): TrueSpectrum | undefined;
  /** The true plant, and the cars that will come. */
  plant(): PlantDescription;
  /** Cars at the guns and waiting now. */
  presentCars(): readonly PresentCar[];
  /** Blocks or frees the motor of a fan. */
  setStalled(device: string, isStalled: boolean): void;
}

type Parts = ReturnType<typeof buildParts>;

/** The station at second 0, before anything has happened. */
export function createStation(plan: SitePlan, inputs: StationInputs, options: StationOptions): Station {
  const parts = buildParts(plan, inputs, options);
  const shown = collectShown(plan, parts);
  const fansByCommand = commandedFans(plan, parts.cabinets);
  const earsByDevice = new Map(parts.meters.map((meter) => [meter.device, meter]));
  const weatherDevices = new Set(plan.layout.weatherDevices);
  let doneS = 0;
  return {
    equipmentOn: parts.equipmentOn,
    advance(simMs) {
      for (; (doneS + 1) * 1000 <= simMs; doneS++) stepStation(parts, inputs, doneS);
    },
    value: (device, pointId) => shown.get(device)?.get(pointId)?.(),
    isSilent: (device) =>
      earsByDevice.get(device)?.isSilent ?? (weatherDevices.has(device) && parts.outdoors.isSilent),
    command(device, command, value) {
      if (!Number.isFinite(value)) return;
      const setPct = Math.min(100, Math.max(0, value));
      for (const fan of fansByCommand.get(`${device} ${command}`) ?? []) fan.setPct = setPct;
      parts.relays.setLimit(device, command, value);
    },
    relays: parts.relays.set,
    presentCars: () => parts.park.present(),
    truth: () => describeTruth(parts, plan.control.receptors, doneS),
    spectrumAt(receptor) {
      const meter = parts.meters.find((one) => one.receptor === receptor);
      return meter && trueSpectrum(meter, spectrumParts(parts, meter));
    },
    plant: () => ({
      cabinets: describeCabinets(parts.cabinets, parts.meters),
      physics: parts.physics,
      events: options.events ?? [],
      arrivals: (untilS) => arrivalsOf(parts, inputs, options, untilS),
    }),
    setStalled(device, isStalled) {
      for (const fan of parts.fans) if (fan.device === device) fan.stalled = isStalled;
    },
  };
}

function buildParts(plan: SitePlan, inputs: StationInputs, options: StationOptions) {
  const { seed, startWallMs } = options;
  const physics: PhysicsParameters = { ...defaultPhysics, ...options.physics };
  const localMsOf = createLocalTime(plan.zone);
  const sky: Sky = { rainMmPerH: [], windMPerS: undefined };
  const outdoors = createOutdoors(inputs.weather, createRandom(seed, 'weather'), physics, sky);
  outdoors.step(localMsOf(startWallMs));
  const cabinets = buildCabinets(plan, seed, outdoors.weather.tempC, physics, options.cabinets ?? {});
  const places = earPlaces(plan);
  const people = createPeople(
    seed,
    places.map(({ place }) => place),
    physics,
  );
  const gunsOfCabinets = cabinets.map((cabinet) => cabinet.layout.guns);
  const park = createChargingPark(gunsOfCabinets, physics, people.happened);
  const nominalRandom = createRandom(seed, 'nominal');
  const levels = createSourceLevels(cabinets, physics, nominalRandom);
  const fanCounts = cabinets.map((cabinet) => cabinet.fans.length);
  const meters = createMeters(places, fanCounts, park.guns.length, levels, physics, nominalRandom);
  const mains: Mains = { voltageV: 230, freqHz: 50 };
  return {
    physics,
    equipmentOn: options.equipment !== 'off',
    startWallMs,
    localMsOf,
    outdoors,
    cabinets,
    fans: cabinets.flatMap((cabinet) => cabinet.fans),
    people,
    park,
    mains,
    arrivals: createArrivals(seed, physics, inputs.sessions, inputs.curves),
    meters,
    effects: createEventEffects(options.events ?? [], { seed, physics, cabinets, meters, sky }),
    background: createGeneratedBackground(createRandom(seed, 'background'), physics),
    traffic: createTraffic(createRandom(seed, 'traffic'), physics),
    relays: createRelayPanel(plan),
    sensorRandom: createRandom(seed, 'sensors'),
    meterRandom: createRandom(seed, 'meters'),
    limitsW: new Float64Array(cabinets.length),
    reflectionRandom: createRandom(seed, 'reflections'),
    gustRandom: createRandom(seed, 'gusts'),
    humShares: new Float64Array(cabinets.length),
    speechEnergies: new Float64Array(places.length),
  };
}

function earPlaces(plan: SitePlan): readonly MeterPlace[] {
  return plan.layout.levels.map(({ device, place, cabinet }) => {
    const index = plan.layout.cabinets.findIndex(({ id }) => id === cabinet);
    const receptor = plan.control.receptors.find(({ level }) => isChannelOf(level, device))?.id;
    const other = plan.control.otherLevels.find(({ level }) => isChannelOf(level, device))?.id;
    return {
      device,
      name: receptor ?? other ?? device,
      place,
      cabinet: index < 0 ? undefined : index,
      receptor,
    };
  });
}

/** The same draws as in the station, from the start. */
function arrivalsOf(
  parts: Parts,
  inputs: StationInputs,
  { seed }: StationOptions,
  untilS: number,
): readonly Arrival[] {
  const next = createArrivals(seed, parts.physics, inputs.sessions, inputs.curves);
  const arrivals: Arrival[] = [];
  for (let atS = 0; atS < untilS; atS++) {
    const localMs = parts.localMsOf(parts.startWallMs + atS * 1000);
    const wish = next(Math.floor(localMs / HOUR_MS) % 24);
    if (wish !== undefined) arrivals.push({ atS, wish });
  }
  return arrivals;
}

/** Second `nowS`: first air and power, then heat, then sound. */
function stepStation(parts: Parts, inputs: StationInputs, nowS: number): void {
  const localMs = parts.localMsOf(parts.startWallMs + nowS * 1000);
  const hour = Math.floor(localMs / HOUR_MS) % 24;
  parts.effects.turn(nowS);
  parts.outdoors.step(localMs, nowS);
  for (const { fans, physics } of parts.cabinets) {
    for (const fan of fans) stepFan(fan, physics.fanLagS, physics.fanRunDownFactor);
  }
  stepPower(parts, nowS, hour);
  parts.cabinets.forEach((cabinet, index) => {
    const load = parts.park.loads[index];
    if (load === undefined) return;
    stepCabinet(cabinet, load, parts.outdoors.weather.tempC, parts.sensorRandom);
    parts.humShares[index] =
      humShareAt(load.servedW / cabinet.plan.ratedW, cabinet.physics) +
      moduleFanShare(cabinet.moduleFans, cabinet.physics);
  });
  stepSound(parts, inputs.background, nowS, localMs);
}

function stepPower(parts: Parts, nowS: number, hour: number): void {
  const { relays, cabinets, limitsW, park, mains, sensorRandom } = parts;
  cabinets.forEach(({ layout, plan, heat, construction, isLimitWelded }, index) => {
    const limitPct = isLimitWelded ? 100 : relays.valuePct(layout.limitOutput);
    const limitShare = Math.min(limitPct / 100, deratedShare(heat, construction.derating));
    limitsW[index] = limitShare * plan.ratedW;
  });
  park.step(nowS, parts.equipmentOn ? parts.arrivals(hour) : undefined, limitsW);
  mains.voltageV += 0.02 * (230 - mains.voltageV) + 0.2 * sensorRandom.normal();
  mains.freqHz += 0.05 * (50 - mains.freqHz) + 0.004 * sensorRandom.normal();
}

type Shown = ReadonlyMap<string, () => number | null>;

/** What every device of the layout shows, by point id. */
function collectShown(plan: SitePlan, parts: Parts): ReadonlyMap<string, Shown> {
  const shown = new Map<string, Shown>();
  const add = (device: string, points: Record<string, () => number | null>) =>
    shown.set(device, new Map([...(shown.get(device) ?? []), ...Object.entries(points)]));
  parts.cabinets.forEach((cabinet, index) => {
    const load = parts.park.loads[index];
    const limit = plan.outputs.find(({ id }) => id === cabinet.layout.limitOutput);
    // A charger that takes its limit in a register says what it gives.
    if (load !== undefined && limit?.kind === 'register')
      add(limit.device, {
        'power.limit': () => (parts.relays.valuePct(limit.id) / 100) * (limit.fullW ?? 0),
        'power.active': () => load.servedW,
      });
    if (load !== undefined) add(cabinet.layout.meter, showCabinetMeter(load, parts.mains));
    for (const sensor of cabinet.heat.sensors) add(sensor.device, showSensor(sensor));
    for (const fan of cabinet.fans)
      add(
        fan.device,
        showFan(fan, () => cabinet.heat.airC),
      );
  });
  for (const gun of parts.park.guns)
    add(
      gun.device,
      showGun(gun, () => parts.outdoors.weather.tempC),
    );
  for (const meter of parts.meters) {
    for (const device of new Set([meter.device, spectrumDeviceOf(plan, meter)]))
      add(device, { ...showMeter(meter, parts.physics), ...showBands(plan, parts, meter, device) });
  }
  for (const device of plan.layout.weatherDevices) add(device, showOutdoors(parts.outdoors));
  return shown;
}

/** Fans by "device command": the device may be the fan itself or a board that sets several. */
function commandedFans(plan: SitePlan, cabinets: readonly Cabinet[]): ReadonlyMap<string, readonly Fan[]> {
  const fans = new Map<string, Fan[]>();
  for (const cabinet of cabinets) {
    cabinet.plan.fans.forEach((fanPlan, index) => {
      const output = plan.outputs.find(({ id }) => id === fanPlan.output);
      const fan = cabinet.fans[index];
      if (output === undefined || fan === undefined) return;
      const key = `${output.device} ${output.command}`;
      fans.set(key, [...(fans.get(key) ?? []), fan]);
    });
  }
  return fans;
}
