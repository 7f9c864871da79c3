/**
 * The simulated station: cars, heat, fans and sound of the site in one-second steps. Second k covers simulated time
 * k to k+1 s; what it gave is shown from k+1 s on. Same plan, inputs and seed give the same sequence.
 */

import type { LayoutPlan, SitePlan } from '../src/config/plan.ts';
import type { CabinetPlan } from '../src/control/plan.ts';
import { createGeneratedBackground, recordedLevelDb } from './background.ts';
import { createChargingPark, type Mains, type PresentCar, showCabinetMeter, showGun } from './cars.ts';
import { createFan, type Fan, showFan, stepFan } from './fans.ts';
import {
  type CabinetHeat,
  createCabinetHeat,
  efficiency,
  selfDerating,
  showSensor,
  stepHeat,
  stepSensors,
} from './heat.ts';
import type { StationInputs } from './inputs.ts';
import { createLocalTime } from './local-time.ts';
import type { StationModel } from './model.ts';
import { createPeople } from './people.ts';
import { defaultPhysics, type PhysicsParameters } from './physics-parameters.ts';
import { type Plant, plantOf } from './plant.ts';
import { createRandom } from './random.ts';
import { createRelayPanel } from './relay-panel.ts';
import { createArrivals } from './sessions.ts';
import { createEars, energyOf, hearStation, measure, showEar } from './sound.ts';
import { createTraffic } from './traffic.ts';
import { describeTruth, type StationTruth } from './truth.ts';
import { createOutdoors, showOutdoors } from './weather.ts';

export interface StationOptions {
  readonly seed: number;
  /** Wall time at simulated time 0, UTC. */
  readonly startWallMs: number;
  readonly physics?: Partial<PhysicsParameters> | undefined;
  /** `off`: no cars come, and fans and electronics make no sound; for checking that recordings pass unchanged. */
  readonly equipment?: 'on' | 'off' | undefined;
}

export interface Station extends StationModel {
  readonly equipmentOn: boolean;
  truth(): StationTruth;
  /** What its cabinets are able to; for the upper bound. */
  plant(): Plant;
  /** Cars at the guns and waiting, as of now. */
  presentCars(): readonly PresentCar[];
  /** Blocks or frees the motor of a fan. */
  setStalled(device: string, isStalled: boolean): void;
}

/** One cabinet under its cover. */
interface Cabinet {
  readonly layout: LayoutPlan['cabinets'][number];
  readonly plan: CabinetPlan;
  readonly fans: readonly Fan[];
  readonly heat: CabinetHeat;
}

type Parts = ReturnType<typeof buildParts>;

export function createStation(plan: SitePlan, inputs: StationInputs, options: StationOptions): Station {
  const parts = buildParts(plan, inputs, options);
  const shown = collectShown(plan, parts);
  const fansByCommand = commandedFans(plan, parts.cabinets);
  const earsByDevice = new Map(parts.ears.map((ear) => [ear.device, ear]));
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
    },
    relays: parts.relays.set,
    plant: () => plantOf(parts, receptorMeters(plan)),
    presentCars: () => parts.park.present(),
    truth: () => describeTruth(parts, plan.control.receptors, doneS),
    setStalled(device, isStalled) {
      for (const fan of parts.fans) if (fan.device === device) fan.stalled = isStalled;
    },
  };
}

function buildParts(plan: SitePlan, inputs: StationInputs, options: StationOptions) {
  const { seed, startWallMs } = options;
  const physics: PhysicsParameters = { ...defaultPhysics, ...options.physics };
  const localMsOf = createLocalTime(plan.zone);
  const outdoors = createOutdoors(inputs.weather, createRandom(seed, 'weather'), physics);
  outdoors.step(localMsOf(startWallMs));
  const cabinets = buildCabinets(plan, seed, outdoors.weather.tempC, physics);
  const places = earPlaces(plan);
  const people = createPeople(
    seed,
    places.map(({ place }) => place),
    physics,
  );
  const gunsOfCabinets = cabinets.map((cabinet) => cabinet.layout.guns);
  const park = createChargingPark(gunsOfCabinets, physics, people.happened);
  const cabinetPlans = cabinets.map((cabinet) => cabinet.plan);
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
    ears: createEars(places, cabinetPlans, park.guns.length, physics, createRandom(seed, 'nominal')),
    background: createGeneratedBackground(createRandom(seed, 'background'), physics),
    traffic: createTraffic(createRandom(seed, 'traffic'), physics),
    relays: createRelayPanel(plan),
    sensorRandom: createRandom(seed, 'sensors'),
    meterRandom: createRandom(seed, 'meters'),
    limitsW: new Float64Array(cabinets.length),
    loadShares: new Float64Array(cabinets.length),
    speechEnergies: new Float64Array(places.length),
  };
}

function buildCabinets(
  plan: SitePlan,
  seed: number,
  outdoorC: number,
  physics: PhysicsParameters,
): readonly Cabinet[] {
  const random = createRandom(seed, 'fans');
  return plan.layout.cabinets.map((layout) => {
    const cabinetPlan = plan.control.cabinets.find((cabinet) => cabinet.id === layout.id);
    if (cabinetPlan === undefined) throw new Error(`assertion: control knows cabinet ${layout.id}`);
    const share = cabinetPlan.ratedW / physics.referenceRatedW / cabinetPlan.fans.length;
    const fans = cabinetPlan.fans.map((fan) => {
      const device = layout.fans.find((id) => isChannelOf(fan.speed, id)) ?? fan.output;
      const failSafe = plan.control.outputs.find((output) => output.id === fan.output)?.failSafe ?? 100;
      return createFan(device, fan.fullRpm, share, failSafe, physics, random);
    });
    return { layout, plan: cabinetPlan, fans, heat: createCabinetHeat(layout.temperatures, outdoorC) };
  });
}

function earPlaces(plan: SitePlan) {
  return plan.layout.levels.map(({ device, place, cabinet }) => {
    const index = plan.layout.cabinets.findIndex(({ id }) => id === cabinet);
    const receptor = plan.control.receptors.find(({ level }) => isChannelOf(level, device))?.id;
    return { device, place, cabinet: index < 0 ? undefined : index, receptor };
  });
}

function receptorMeters(plan: SitePlan): Readonly<Record<string, string>> {
  return Object.fromEntries(
    earPlaces(plan).flatMap(({ device, receptor }) => (receptor === undefined ? [] : [[receptor, device]])),
  );
}

function isChannelOf(channel: string, device: string): boolean {
  return channel.startsWith(`${device}.`);
}

/** Second `nowS`: first what moves air and power, then heat, then what is heard of it. */
function stepStation(parts: Parts, inputs: StationInputs, nowS: number): void {
  const localMs = parts.localMsOf(parts.startWallMs + nowS * 1000);
  const hour = Math.floor(localMs / 3_600_000) % 24;
  parts.outdoors.step(localMs);
  for (const fan of parts.fans) stepFan(fan, parts.physics.fanLagS);
  stepPower(parts, nowS, hour);
  parts.cabinets.forEach((cabinet, index) => {
    stepCabinetHeat(parts, cabinet, index);
  });
  stepSound(parts, inputs, nowS, localMs);
}

function stepPower(parts: Parts, nowS: number, hour: number): void {
  const { relays, cabinets, limitsW, park, mains, sensorRandom } = parts;
  cabinets.forEach(({ layout, plan, heat }, index) => {
    const limitShare = Math.min(relays.valuePct(layout.limitOutput) / 100, selfDerating(heat.moduleC));
    limitsW[index] = limitShare * plan.ratedW;
  });
  park.step(nowS, parts.equipmentOn ? parts.arrivals(hour) : undefined, limitsW);
  mains.voltageV += 0.02 * (230 - mains.voltageV) + 0.2 * sensorRandom.normal();
  mains.freqHz += 0.05 * (50 - mains.freqHz) + 0.004 * sensorRandom.normal();
}

function stepCabinetHeat(parts: Parts, cabinet: Cabinet, index: number): void {
  const { physics, park, outdoors, sensorRandom } = parts;
  const load = park.loads[index];
  if (load === undefined) return;
  const share = load.servedW / cabinet.plan.ratedW;
  const size = cabinet.plan.ratedW / physics.referenceRatedW;
  parts.loadShares[index] = share;
  let flowM3PerS = 0;
  let fanPowerW = 0;
  for (const fan of cabinet.fans) {
    flowM3PerS += fan.speed * fan.fullFlowM3PerS;
    fanPowerW += fan.powerW;
  }
  const lossW = size * physics.standbyW + load.servedW * (1 / efficiency(share, physics) - 1);
  load.inputW = load.servedW + lossW + fanPowerW;
  load.inputWh += load.inputW / 3600;
  stepHeat(cabinet.heat, lossW / size, flowM3PerS / size, outdoors.weather.tempC, physics);
  stepSensors(cabinet.heat, physics, sensorRandom);
}

function stepSound(parts: Parts, inputs: StationInputs, nowS: number, localMs: number): void {
  const { physics, ears, park, fans, loadShares, speechEnergies } = parts;
  const hour = (localMs / 3_600_000) % 24;
  const recordedDb =
    inputs.background === undefined ? undefined : recordedLevelDb(inputs.background, localMs);
  const generated = energyOf(parts.background(hour));
  const traffic = parts.traffic(nowS, Math.floor(hour));
  parts.people.step(nowS, parts.relays.isLampOn(), speechEnergies);
  for (let index = 0; index < ears.length; index++) {
    const ear = ears[index];
    if (ear === undefined) continue;
    const isRecorded = recordedDb !== undefined && ear.place === 'boundary';
    const outsideGain = ear.place === 'cover' ? energyOf(-physics.coverOutsideLossDb) : 1;
    const ownGain = isRecorded && !physics.addToRecording ? 0 : outsideGain;
    if (parts.equipmentOn) hearStation(ear, fans, loadShares, park.guns);
    ear.isSilent = isRecorded && Number.isNaN(recordedDb);
    ear.heard.background = !isRecorded ? outsideGain * generated : ear.isSilent ? 0 : energyOf(recordedDb);
    ear.heard.people = ownGain * (speechEnergies[index] ?? 0);
    ear.heard.traffic = ownGain * traffic;
    measure(ear, isRecorded ? undefined : parts.meterRandom, physics);
  }
}

type Shown = ReadonlyMap<string, () => number | null>;

/** What every device of the layout shows, by point id. */
function collectShown(plan: SitePlan, parts: Parts): ReadonlyMap<string, Shown> {
  const shown = new Map<string, Shown>();
  const add = (device: string, points: Record<string, () => number | null>) =>
    shown.set(device, new Map(Object.entries(points)));
  parts.cabinets.forEach((cabinet, index) => {
    const load = parts.park.loads[index];
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
  for (const ear of parts.ears) add(ear.device, showEar(ear, parts.physics));
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
