/** The true state of the simulated station, for benches and tests. The gateway never sees it. */

import type { ReceptorPlan } from '../../src/plan/control-plan.ts';
import type { Cabinet } from '../cabinets/cabinets.ts';
import type { RelayPanel } from '../cabinets/relay-panel.ts';
import type { ChargingPark } from '../charging/cars.ts';
import { levelOf, type SoundMeter, soundKinds } from '../sound/sound-meters.ts';
import type { Outdoors } from './weather.ts';

/** Levels of the last second at one place, dB; 0 for silence. */
export interface LevelTruth {
  /** Fans and electronics of the cabinets with blade tones and reflections. */
  readonly equipmentDb: number;
  /** Cooling fans of the cars that charge. */
  readonly vehiclesDb: number;
  /** Null in a gap of the recording. */
  readonly backgroundDb: number | null;
  readonly peopleDb: number;
  readonly trafficDb: number;
  /** Rain, and wind at the microphone. */
  readonly weatherDb: number;
  readonly dogDb: number;
  readonly truckDb: number;
  /** Sirens, building works. */
  readonly otherDb: number;
  readonly totalDb: number | null;
}

/** The true state of one cabinet. */
export interface CabinetTruth {
  /** Temperature of the modules, not of a sensor. */
  readonly hottestC: number;
  readonly outdoorC: number;
  /** The relays' limit, percent, and the limit that holds after the modules' own derating, W. */
  readonly limitPct: number;
  readonly limitW: number;
  /** Direct-current power that the cars would take now, and that they get, W. */
  readonly askedW: number;
  readonly servedW: number;
  /**
   * Energy that the cars would have taken without any limit of the cabinet within their stay, and that they took, Wh.
   */
  readonly askedWh: number;
  readonly servedWh: number;
  /** Energy from the grid, Wh. */
  readonly inputWh: number;
  readonly fanWh: number;
  readonly carsCharging: number;
  /** By fan in the plan's order: speed, 0 to 1, and sound energy relative to full speed without its blade tone. */
  readonly fanSpeeds: readonly number[];
  readonly fanLoudness: readonly number[];
  /** Air through the cover, m3/s, and energy of the converter noise relative to full power. */
  readonly flowM3PerS: number;
  readonly humShare: number;
}

/** The true state of the station. */
export interface StationTruth {
  readonly simMs: number;
  readonly wallMs: number;
  /** By id of the sound meter. */
  readonly levels: Readonly<Record<string, LevelTruth>>;
  /** By id of the receptor; the same objects as in `levels`. */
  readonly receptors: Readonly<Record<string, LevelTruth>>;
  readonly cabinets: Readonly<Record<string, CabinetTruth>>;
  readonly askedWh: number;
  readonly servedWh: number;
  readonly fanWh: number;
  readonly carsCharging: number;
  readonly carsArrived: number;
  readonly carsTurnedAway: number;
  /** Changes of single relays since the start. */
  readonly relaySwitches: number;
  readonly lampOn: boolean;
}

/** The parts of the station that the truth is read from. */
export interface TruthSources {
  readonly startWallMs: number;
  readonly meters: readonly SoundMeter[];
  readonly cabinets: readonly Cabinet[];
  readonly park: ChargingPark;
  readonly relays: RelayPanel;
  readonly outdoors: Outdoors;
  readonly limitsW: Float64Array;
  readonly humShares: Float64Array;
}

/** Reads the parts of the station after `doneS` seconds. */
export function describeTruth(
  parts: TruthSources,
  receptorPlans: readonly ReceptorPlan[],
  doneS: number,
): StationTruth {
  const levels = Object.fromEntries(parts.meters.map((meter) => [meter.device, describeMeter(meter)]));
  const receptors = Object.fromEntries(
    receptorPlans.flatMap(({ id, level }) => {
      const found = parts.meters.find((meter) => level.startsWith(`${meter.device}.`));
      return found === undefined ? [] : [[id, levels[found.device] ?? describeMeter(found)]];
    }),
  );
  const cabinets = Object.fromEntries(
    parts.cabinets.map((cabinet, index) => [cabinet.layout.id, describeCabinet(parts, cabinet, index)]),
  );
  const sum = (quantity: 'askedWh' | 'servedWh' | 'fanWh' | 'carsCharging') =>
    Object.values(cabinets).reduce((total, cabinet) => total + cabinet[quantity], 0);
  return {
    simMs: doneS * 1000,
    wallMs: parts.startWallMs + doneS * 1000,
    levels,
    receptors,
    cabinets,
    askedWh: sum('askedWh'),
    servedWh: sum('servedWh'),
    fanWh: sum('fanWh'),
    carsCharging: sum('carsCharging'),
    carsArrived: parts.park.carsArrived,
    carsTurnedAway: parts.park.carsTurnedAway,
    relaySwitches: parts.relays.switches(),
    lampOn: parts.relays.isLampOn(),
  };
}

function describeMeter(meter: SoundMeter): LevelTruth {
  const { energies } = meter;
  const total = soundKinds.reduce((sum, kind) => sum + energies[kind], 0);
  return {
    equipmentDb: levelOf(energies.equipment),
    vehiclesDb: levelOf(energies.vehicles),
    backgroundDb: meter.isSilent ? null : levelOf(energies.background),
    peopleDb: levelOf(energies.people),
    trafficDb: levelOf(energies.traffic),
    weatherDb: levelOf(energies.weather),
    dogDb: levelOf(energies.dog),
    truckDb: levelOf(energies.truck),
    otherDb: levelOf(energies.other),
    totalDb: meter.isSilent ? null : levelOf(total),
  };
}

function describeCabinet(parts: TruthSources, cabinet: Cabinet, index: number): CabinetTruth {
  const load = parts.park.loads[index];
  return {
    hottestC: cabinet.heat.moduleC,
    outdoorC: parts.outdoors.weather.tempC,
    limitPct: parts.relays.valuePct(cabinet.layout.limitOutput),
    limitW: parts.limitsW[index] ?? 0,
    askedW: load?.askedW ?? 0,
    servedW: load?.servedW ?? 0,
    askedWh: load?.askedWh ?? 0,
    servedWh: load?.servedWh ?? 0,
    inputWh: load?.inputWh ?? 0,
    fanWh: cabinet.fans.reduce((total, fan) => total + fan.energyWh, 0),
    carsCharging: load?.carsCharging ?? 0,
    fanSpeeds: cabinet.fans.map((fan) => fan.speed),
    fanLoudness: cabinet.fans.map((fan) => fan.loudness),
    flowM3PerS: cabinet.flowM3PerS,
    humShare: parts.humShares[index] ?? 0,
  };
}
