/** The equipment and the weather of a night, as a report shows them. */

import type { Message } from '../../../model/message.ts';

/** The equipment in the night. */
export interface EquipmentNight {
  readonly minutes: readonly EquipmentMinute[];
  readonly ratedW: number | null;
  readonly servedWh: number | null;
  readonly hottestC: number | null;
  /** Time in which a power limit was below 100 %. */
  readonly limitedS: number | null;
  readonly withheld: Withheld | null;
  /** What the fans took; null where the site file does not know their power, or a speed is missing. */
  readonly fanWh: number | null;
  /** Temperature from which on the modules give less power. */
  readonly fullPowerC: number | null;
}

/**
 * Energy that the cars did not get. Nobody measures what they would have taken, so it is the most that it can have been:
 * up to the rated power while a cap was reached.
 */
export interface Withheld {
  /** By the power limits: time in which one was reached, and the most it withheld. */
  readonly relayS: number;
  readonly relayWh: number;
  /** By warm modules, by their data sheet. */
  readonly heatS: number;
  readonly heatWh: number;
  /** Time in which modules were too warm for full power, whether asked for or not. */
  readonly warmS: number;
}

/** How much an output was moved. */
export interface OutputUse {
  readonly output: string;
  readonly kind: 'fan' | 'power-limit' | 'lamp';
  /** Changes of its value. */
  readonly changes: number;
  readonly lowestPct: number | null;
  readonly highestPct: number | null;
}

/** One minute of the equipment. */
export interface EquipmentMinute {
  readonly startMs: number;
  /** Over all fans, percent of full speed. */
  readonly fanMeanPct: number | null;
  readonly fanLowPct: number | null;
  readonly fanHighPct: number | null;
  /** What the cabinets took from the grid. */
  readonly servedW: number | null;
  /** What the power limits allowed. */
  readonly allowedW: number | null;
}

/** The weather of the night by the station's own sensors; null where there is none. */
export interface WeatherNight {
  readonly hours: readonly WeatherHour[];
}

/** One hour; null where nothing was measured. */
export interface WeatherHour {
  readonly startMs: number;
  readonly temperatureC: number | null;
  readonly windMaxMPerS: number | null;
  /** Seconds with rain. */
  readonly rainS: number | null;
}

/** A device that was lost in the night. */
export interface DeviceFailure {
  readonly subject: string;
  readonly fromMs: number;
  /** Null: it still is. */
  readonly toMs: number | null;
  readonly message: Message;
  /** `equipment`: an output, and its level is that of its own fail-safe. `sound`: the meter of a receptor. `inputs`: others. */
  readonly changes: 'equipment' | 'sound' | 'inputs';
}
