/**
 * What control knows of the site: pure data, made by src/config from the site file, kept in every recording, so that
 * a replay needs nothing else.
 */

import type { Quantity } from '../model/quantity.ts';
import type { ChannelId } from '../model/reading.ts';
import type { RuleParams } from './rule-params.ts';

/** `advise`: decides and publishes as usual, and moves nothing. */
export type ControlMode = 'auto' | 'advise';

/** The site as control sees it. */
export interface ControlPlan {
  readonly mode: ControlMode;
  readonly periodMs: number;
  readonly channels: Readonly<Record<ChannelId, ChannelPlan>>;
  /** Vector channels by their id (spectrum.ts). Absent in recordings from before there were any. */
  readonly spectra?: Readonly<Record<ChannelId, SpectrumPlan>>;
  readonly outputs: readonly OutputSpec[];
  readonly cabinets: readonly CabinetPlan[];
  readonly receptors: readonly ReceptorPlan[];
  /** Meters whose levels are integrated but not compared with a limit: rest area, under the covers. */
  readonly otherLevels: readonly LevelPlan[];
  readonly weather: WeatherPlan;
  /** Minutes since local midnight. */
  readonly night: { readonly startMin: number; readonly endMin: number };
  readonly rules: RuleParams;
  /** `learn`: speeds with a tone are learned and told, and not stepped over. Absent: they are stepped over. */
  readonly fanTones?: 'learn';
}

/** One channel that a cycle may read. */
export interface ChannelPlan {
  readonly quantity: Quantity;
  /** A reading that is older is stale. */
  readonly validMs: number;
}

/** A vector channel: the bands of a meter, ascending, Hz; none for a meter that gives LCeq alone. */
export interface SpectrumPlan {
  readonly bandsHz: readonly number[];
  readonly validMs: number;
}

/** One output and the values it can take, percent. */
export interface OutputSpec {
  readonly id: string;
  readonly kind: 'fan' | 'power-limit' | 'lamp';
  readonly min: number;
  readonly max: number;
  /** The value of the output while no bound moves it. */
  readonly rest: number;
  readonly failSafe: number;
  /** Ascending; only these values can be set. Absent: any value. */
  readonly steps?: readonly number[];
}

/** One cabinet with its channels and outputs. */
export interface CabinetPlan {
  readonly id: string;
  readonly temperatures: readonly ChannelId[];
  readonly powerIn: ChannelId;
  /** Output power of the cabinet at 100 %, W. */
  readonly ratedW: number;
  readonly guns: readonly ChannelId[];
  readonly fans: readonly FanPlan[];
  /** The power-limit output of this cabinet. */
  readonly limit: string;
  readonly heat: HeatPlan;
  /** Nominal level of the power electronics at each receptor at full power, dB; receptor id to level. */
  readonly humAtDb: Readonly<Record<string, number>>;
  /** Level of the power electronics at rest, dB, where it was measured; receptor id to level. */
  readonly standbyAtDb?: Readonly<Record<string, number>>;
}

/** The site file's numbers for a cabinet's heat. */
export interface HeatPlan {
  /** Rise of the hottest sensor above outdoors at full power and full fans, K, and time constant then, s. */
  readonly riseK: number;
  readonly settleS: number;
  /** The modules give full power up to this temperature, and none from the other on; linear between (data sheet). */
  readonly fullPowerC: number;
  readonly noPowerC: number;
}

/** One fan of a cabinet. */
export interface FanPlan {
  readonly output: string;
  readonly speed: ChannelId;
  /** The status that the fan reports, if it does: 0 is no fault. */
  readonly status?: ChannelId;
  /** Speed at 100 %, rpm. */
  readonly fullRpm: number;
  /**
   * How long its device waits for us, ms; given where the same device says the speed, so that its silence means that
   * nobody sets the fan either. Absent: a lost speed says nothing of what the fan does.
   */
  readonly leaseMs?: number;
  /** Electrical power at full speed, W; absent: not known. */
  readonly fullW?: number;
  /** Blades of its wheel: with them the tone of its blade pass is known. */
  readonly blades?: number;
  /** Speeds to step over, percent. */
  readonly avoid?: readonly { readonly lowPct: number; readonly highPct: number }[];
  /** Nominal level of this fan at each receptor at full speed, dB; receptor id to level. */
  readonly atDb: Readonly<Record<string, number>>;
}

/** A sound level meter that is no receptor's. */
export interface LevelPlan {
  readonly id: string;
  readonly place: 'boundary' | 'rest-area' | 'cover';
  readonly level: ChannelId;
  /** The cabinet under the same cover. */
  readonly cabinet?: string;
  /** LAFmax of the same meter, where it has one. */
  readonly peak?: ChannelId;
  /** The spectrum measured at this place, where a meter gives one. */
  readonly spectrum?: ChannelId;
}

/** A receptor with its limits, dB. */
export interface ReceptorPlan extends LevelPlan {
  readonly dayDb: number;
  readonly nightDb: number;
  /** A limit relative to the measured background, beside the others. */
  readonly relative?: RelativeLimitPlan;
  /** Taken off the limits while the latest minute had a tone, dB. */
  readonly tonePenaltyDb?: number;
}

/** The equipment may exceed the background by `byDb`, mostly below 0. */
export interface RelativeLimitPlan {
  /** LAeq or LA90 of what is there without the equipment. */
  readonly over: 'residual' | 'l90';
  readonly byDb: number;
  /** The background is never taken to be lower than this, and where it is not known, it is taken to be this. */
  readonly leastDb: number;
  /** When the equipment has been above it for the first time, its use ceases for the second. */
  readonly cease?: { readonly afterMs: number; readonly forMs: number };
}

/** The weather channels of the site. */
export interface WeatherPlan {
  readonly temperature?: ChannelId;
  readonly wind?: ChannelId;
  readonly rain?: ChannelId;
}

/** All meters whose sound is integrated. */
export function levelsOf(plan: ControlPlan): readonly LevelPlan[] {
  return [...plan.receptors, ...plan.otherLevels];
}
