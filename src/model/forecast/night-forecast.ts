/** The words of a forecast: what a night costs hour by hour, what the coming one will probably cost, how good that was. */

/** What is forecast of an hour and measured afterwards. */
export const nightFigures = ['servedKwh', 'overDb', 'riskMinutes', 'limitedMinutes', 'withheldKwh'] as const;

/** One of these figures. */
export type NightFigure = (typeof nightFigures)[number];

/** One hour of a past night; null where too little was recorded. */
export interface NightHour {
  /** What the cabinets drew. */
  readonly servedKwh: number | null;
  /** LAeq of the equipment above the limit at the worst receptor, dB. */
  readonly overDb: number | null;
  /** Minutes in which the equipment was less than `RISK_DB` below the limit, or above it. */
  readonly riskMinutes: number | null;
  /** Minutes in which a power limit was in force. */
  readonly limitedMinutes: number | null;
  /** What limits and heat kept from the cars, at most. */
  readonly withheldKwh: number | null;
}

/** One past night, oldest hour first. */
export interface PastNight {
  /** Date of the evening. */
  readonly id: string;
  readonly hours: readonly NightHour[];
  /** Outdoors in the hour that ends an hour before the night; null or absent: not known. */
  readonly eveningC?: number | null;
}

/** Percentiles 10, 50 and 90. */
export type Spread = readonly [low: number, middle: number, high: number];

/** An hour that is forecast; null where no past night says anything. */
export type ForecastHour = { readonly [Figure in NightFigure]: Spread | null };

/** How good forecasts of one figure were. */
export interface ForecastScore {
  readonly figure: NightFigure;
  /** Hours that were forecast and then measured. */
  readonly hours: number;
  /** Mean pinball loss of the three percentiles, in the unit of the figure, and that of "as last night". */
  readonly loss: number;
  readonly asLastNight: number;
  /** Share of hours between the 10th and the 90th percentile: 0.8 is right. */
  readonly inside: number;
}

/** The forecast of one night, and what has come of it so far. */
export interface NightForecast {
  /** Date of the evening. */
  readonly night: string;
  readonly madeWallMs: number;
  /** Past nights that it comes from. */
  readonly nightsBefore: number;
  /** Figures for which evenings as warm as this one count more: there it was better so. */
  readonly byWeather: readonly NightFigure[];
  /** Of all hours that are still to come: sums, and the loudest hour. */
  readonly rest: ForecastHour;
  readonly hours: readonly {
    readonly startWallMs: number;
    readonly forecast: ForecastHour;
    /** Null before the hour is over. */
    readonly measured: NightHour | null;
  }[];
}

/** What the gateway expects. */
export interface Outlook {
  /** Past nights that it knows; 0: nothing is recorded yet. */
  readonly nights: number;
  /** From an hour before the night to its end; null at other times, and without past nights. */
  readonly tonight: NightForecast | null;
  /** How good the forecast of the last night was; null: there was none. */
  readonly last: { readonly night: string; readonly scores: readonly ForecastScore[] } | null;
}

/** Before anything is known. */
export const noOutlook: Outlook = { nights: 0, tonight: null, last: null };

/** This near to the limit a minute is at risk, dB. */
export const RISK_DB = 1;
