/** Outdoor weather: an hourly record of a real place, held for its hour and never filled in, or generated. */

import { HOUR_MS } from '../../src/model/duration.ts';
import { type CsvProblems, type CsvRow, readCsv } from '../inputs/csv.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import type { Random } from '../inputs/random.ts';

/** The weather of one hour. */
export interface WeatherHour {
  readonly tempC: number;
  readonly windMPerS: number;
  /** Rain of this hour, mm. */
  readonly rainMm: number;
  readonly humidityPct: number;
}

/** Hours of a real place; a time outside them takes the same hour of the year from the latest that has it. */
export interface WeatherRecording {
  /** By local hour since 1970. `null`: a value of this hour is missing (NA). */
  readonly byHour: ReadonlyMap<number, WeatherHour | null>;
  /** By month, day and hour, from the latest year that has them. */
  readonly byCalendar: ReadonlyMap<number, WeatherHour>;
}

/** Reads `year,month,day,hour,TEMP,RAIN,WSPM` and, if present, `DEWP`; NA or a blank is a gap. */
export function readWeather(text: string, problems: CsvProblems): WeatherRecording | undefined {
  const byHour = new Map<number, WeatherHour | null>();
  const byCalendar = new Map<number, WeatherHour>();
  let lastHour = Number.NEGATIVE_INFINITY;
  readCsv(text, ['year', 'month', 'day', 'hour', 'TEMP', 'RAIN', 'WSPM', 'DEWP?'], problems, (row) => {
    const hour = readHour(row);
    if (hour === undefined) return;
    if (hour <= lastHour) return row.problem(0, 'time does not go forward');
    lastHour = hour;
    const weather = readValues(row);
    byHour.set(hour, weather);
    if (weather !== null) byCalendar.set(calendarKey(hour), weather);
  });
  if (byHour.size === 0) problems.add(1, 1, 'no usable row');
  return problems.list().length > 0 ? undefined : { byHour, byCalendar };
}

/** The weather of a local time; null in a gap. Outside its dates: the same day and hour of the latest year. */
export function recordedWeather(recording: WeatherRecording, localMs: number): WeatherHour | null {
  const hour = Math.floor(localMs / HOUR_MS);
  const exact = recording.byHour.get(hour);
  if (exact !== undefined) return exact;
  return recording.byCalendar.get(calendarKey(hour)) ?? null;
}

/** The weather at the station now, true and as the weather devices show it. */
export interface Outdoors {
  /** In a gap the last known weather continues. */
  readonly weather: WeatherHour;
  /** The record has a gap: weather devices are silent. */
  readonly isSilent: boolean;
  /** Since the start, mm. */
  readonly rainTotalMm: number;
  /** Including what events add. */
  readonly rainMmPerH: number;
  readonly windMPerS: number;
  /** One second at this local time; `nowS` since the start. */
  step(localMs: number, nowS?: number): void;
}

/** What events do to the weather. */
export interface Sky {
  /** Showers on top of the weather, one per event. */
  readonly rainMmPerH: number[];
  /** Replaces the wind of the weather. */
  windMPerS: ((nowS: number) => number) | undefined;
}

/** Recorded weather, or generated where there is no record; `sky` is what events change. */
export function createOutdoors(
  recording: WeatherRecording | undefined,
  random: Random,
  physics: PhysicsParameters,
  sky: Sky = { rainMmPerH: [], windMPerS: undefined },
): Outdoors {
  const generate = createGeneratedWeather(random, physics);
  let knownHour = Number.NaN;
  const outdoors = {
    weather: { tempC: physics.outdoorMeanC, windMPerS: 1, rainMm: 0, humidityPct: 60 },
    isSilent: false,
    rainTotalMm: 0,
    rainMmPerH: 0,
    windMPerS: 1,
    step(localMs: number, nowS = 0): void {
      const hour = Math.floor(localMs / HOUR_MS);
      if (hour !== knownHour) {
        knownHour = hour;
        const found = recording === undefined ? generate(hour) : recordedWeather(recording, localMs);
        outdoors.isSilent = found === null;
        outdoors.weather = found ?? outdoors.weather;
      }
      const { rainMm, windMPerS } = outdoors.weather;
      outdoors.rainMmPerH = rainMm;
      for (const shower of sky.rainMmPerH) outdoors.rainMmPerH += shower;
      outdoors.windMPerS = sky.windMPerS?.(nowS) ?? windMPerS;
      if (!outdoors.isSilent) outdoors.rainTotalMm += outdoors.rainMmPerH / 3600;
    },
  };
  return outdoors;
}

/** What the weather devices show, by point: degrees C, percent, m/s, mm since the start. */
export function showOutdoors(outdoors: Outdoors): Record<string, () => number> {
  return {
    temperature: () => outdoors.weather.tempC,
    humidity: () => outdoors.weather.humidityPct,
    'wind.speed': () => outdoors.windMPerS,
    'rain.amount': () => outdoors.rainTotalMm,
  };
}

/** Sound energy of wind at a microphone: the sixth power of its speed. */
export function windEnergy(windMPerS: number, physics: PhysicsParameters): number {
  return 10 ** (physics.windNoiseAt5Db / 10) * (windMPerS / 5) ** 6;
}

/** Sound energy of rain at a microphone. */
export function rainEnergy(rainMmPerH: number, physics: PhysicsParameters): number {
  return rainMmPerH <= 0 ? 0 : 10 ** (physics.rainNoiseAt1Db / 10) * rainMmPerH ** 1.2;
}

/** Generated weather of an hour: a warm day around `outdoorMeanC` with its peak at 15 h, light wind, dry. */
function createGeneratedWeather(random: Random, physics: PhysicsParameters): (hour: number) => WeatherHour {
  let wanderC = 0;
  return (hour) => {
    wanderC = 0.9 * wanderC + 0.4 * random.normal();
    const swing = Math.cos((((hour % 24) - 15) / 24) * 2 * Math.PI);
    return {
      tempC: physics.outdoorMeanC + physics.outdoorSwingC * swing + wanderC,
      windMPerS: Math.abs(1.6 + 0.5 * swing + 0.5 * random.normal()),
      rainMm: 0,
      humidityPct: Math.min(100, Math.max(0, 60 - 20 * swing)),
    };
  };
}

function readHour(row: CsvRow): number | undefined {
  const [year, month, day, hour] = [row.number(0), row.number(1), row.number(2), row.number(3)];
  if (year === undefined || month === undefined || day === undefined || hour === undefined) return undefined;
  const at = new Date(Date.UTC(year, month - 1, day, hour));
  const isDate = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && at.getUTCHours() === hour;
  if (!isDate) {
    row.problem(0, `${year}-${month}-${day} ${hour} h is not a date and hour`);
    return undefined;
  }
  return at.getTime() / HOUR_MS;
}

/** A bad row is a problem; its null is never used, because the file is refused. */
function readValues(row: CsvRow): WeatherHour | null {
  const values = [4, 5, 6].map((column) => readValue(row, column));
  const [tempC = null, rainMm = null, windMPerS = null] = values;
  const dewC = row.text(7) === '' ? null : readValue(row, 7);
  if (tempC === null || rainMm === null || windMPerS === null) return null;
  if (tempC < -60 || tempC > 60) row.problem(4, `${tempC} C is outside what is physically possible`);
  if (rainMm < 0) row.problem(5, `${rainMm} mm of rain is outside what is physically possible`);
  if (windMPerS < 0 || windMPerS > 80)
    row.problem(6, `${windMPerS} m/s is outside what is physically possible`);
  return { tempC, rainMm, windMPerS, humidityPct: dewC === null ? 60 : relativeHumidity(tempC, dewC) };
}

function readValue(row: CsvRow, column: number): number | null {
  const text = row.text(column);
  return text === '' || text === 'NA' ? null : (row.number(column) ?? null);
}

/** Magnus formula over water (Alduchov and Eskridge 1996), percent. */
function relativeHumidity(tempC: number, dewC: number): number {
  const pressure = (celsius: number) => Math.exp((17.625 * celsius) / (243.04 + celsius));
  return Math.min(100, Math.max(0, (100 * pressure(dewC)) / pressure(tempC)));
}

function calendarKey(hour: number): number {
  const at = new Date(hour * HOUR_MS);
  return (at.getUTCMonth() * 100 + at.getUTCDate()) * 100 + at.getUTCHours();
}
