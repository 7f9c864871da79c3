/**
 * Which cars arrive when, and what they want. Either generated from a daily pattern and typical curves, or drawn from
 * recorded sessions: arrivals follow the recording's share per hour of day, scaled to the site's cars per day, and each
 * car is one whole recorded session of that hour, so that stay, charge and battery belong together.
 */

import { type CsvProblems, readCsv } from '../inputs/csv.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import { createRandom, type Random } from '../inputs/random.ts';
import { type ChargingCurve, curvePowerW, typicalCurves } from './curves.ts';

/** One session of the recording. */
export interface RecordedSession {
  readonly hour: number;
  readonly stayS: number;
  readonly socArrivalPct: number;
  readonly socDeparturePct: number;
  readonly batteryWh: number;
  /** Highest power that the car asked for, W. */
  readonly peakW: number;
}

/** One arriving car. */
export interface CarWish {
  readonly index: number;
  readonly curve: ChargingCurve;
  /** Factor on the curve's power. */
  readonly curveScale: number;
  readonly batteryWh: number;
  readonly socPct: number;
  readonly targetSocPct: number;
  /** Leaves at the target or after this time at the gun. */
  readonly stayS: number;
  /** Level of its own cooling fan at 1 m when charging at full power, dB. */
  readonly coolingDb: number;
  /** Power at which that fan comes on, W. */
  readonly coolingOnW: number;
  readonly packV: number;
}

/** Cars in each hour of the day, on any scale: a station with a cheap night tariff. */
const carsByHour = [
  2.8, 2.2, 1.6, 1.3, 1.4, 2, 3, 3.8, 4.2, 4.6, 5, 5.6, 6.4, 6.2, 5.4, 5.2, 5.2, 5.4, 5.6, 5.4, 5, 4.8, 4.6,
  4.4,
];

/**
 * The arrivals of a station: call once a second with the local hour (0-23); gives a car, or undefined. Each car is
 * drawn from its own random stream, so the sequence of cars does not depend on the station.
 */
export function createArrivals(
  seed: number,
  physics: PhysicsParameters,
  sessions: readonly RecordedSession[] | undefined,
  curves: readonly ChargingCurve[] = typicalCurves,
): (hour: number) => CarWish | undefined {
  const random = createRandom(seed, 'arrivals');
  const hourly = Array.from({ length: 24 }, (_, hour) =>
    sessions?.filter((session) => session.hour === hour),
  );
  const weights = hourly.map((recorded, hour) => recorded?.length ?? carsByHour[hour] ?? 0);
  const carsPerWeight = physics.carsPerDay / weights.reduce((sum, weight) => sum + weight, 0);
  let index = 0;
  return (hour) => {
    const chance = (carsPerWeight * (weights[hour] ?? 0)) / 3600;
    if (random.next() >= chance) return undefined;
    const car = createRandom(seed, `car:${index}`);
    const recorded = pick(car, hourly[hour] ?? []);
    const wish =
      recorded === undefined ? generated(car, curves, physics) : replayed(car, curves, recorded, physics);
    return { ...wish, index: index++ };
  };
}

/** Reads the recording; impossible sessions are skipped and counted. */
export function readSessions(
  text: string,
  problems: CsvProblems,
): { readonly sessions: readonly RecordedSession[]; readonly skipped: number } {
  const sessions: RecordedSession[] = [];
  let skipped = 0;
  const columns = [
    'Arrival',
    'Stay (min)',
    'Energy (Wh)',
    'Preq_max (W)',
    'SOC arrival',
    'SOC departure',
    'Energy capacity (Wh)',
  ];
  readCsv(text, columns, problems, (row) => {
    const arrival = /^\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d(:\d\d)?$/.exec(row.text(0));
    if (arrival === null) row.problem(0, `"${row.text(0)}" is not a time (YYYY-MM-DDThh:mm)`);
    const values = [1, 2, 3, 4, 5, 6].map((column) => row.number(column));
    const [stayMin, energyWh, peakW, socArrivalPct, socDeparturePct, batteryWh] = values;
    if (arrival === null || stayMin === undefined || energyWh === undefined || peakW === undefined) return;
    if (socArrivalPct === undefined || socDeparturePct === undefined || batteryWh === undefined) return;
    const session = {
      hour: Number(arrival[1]),
      stayS: stayMin * 60,
      socArrivalPct,
      socDeparturePct,
      batteryWh,
      peakW,
    };
    if (isBelievable(session, energyWh)) sessions.push(session);
    else skipped++;
  });
  if (sessions.length === 0) problems.add(1, 1, 'no usable session');
  return { sessions, skipped };
}

/** No car takes more than 100 kWh in a session or holds more than 120 kWh (data sheet of the recording). */
function isBelievable(session: RecordedSession, energyWh: number): boolean {
  const { socArrivalPct, socDeparturePct, batteryWh, stayS, peakW } = session;
  if (energyWh <= 0 || energyWh > 100_000 || batteryWh < 5000 || batteryWh > 120_000) return false;
  if (socArrivalPct < 0 || socDeparturePct > 100 || socDeparturePct <= socArrivalPct) return false;
  return stayS > 0 && stayS <= 86_400 && peakW > 0 && peakW <= 1e6;
}

function generated(
  random: Random,
  curves: readonly ChargingCurve[],
  physics: PhysicsParameters,
): Omit<CarWish, 'index'> {
  const curve = pick(random, curves) ?? fallbackCurve();
  const socPct = Math.min(70, Math.max(5, 30 + 14 * random.normal()));
  const targetSocPct = Math.min(100, Math.max(socPct + 10, 85 + 7 * random.normal()));
  const neededS = chargingTimeS(curve, socPct, targetSocPct, physics.gunMaxW);
  const stayS = physics.handshakeS + Math.max(600, neededS * random.between(1.1, 1.8));
  return {
    ...looksOf(random, curve.peakW, physics),
    curve,
    curveScale: 1,
    batteryWh: curve.batteryWh,
    socPct,
    targetSocPct,
    stayS: Math.min(stayS, 3 * 3600),
  };
}

/** The recording has no curve: a shape with about the car's peak is scaled to it. */
function replayed(
  random: Random,
  curves: readonly ChargingCurve[],
  session: RecordedSession,
  physics: PhysicsParameters,
): Omit<CarWish, 'index'> {
  const near = curves.filter((curve) => Math.abs(Math.log(curve.peakW / session.peakW)) < 0.35);
  const curve = pick(random, near.length > 0 ? near : curves) ?? fallbackCurve();
  return {
    ...looksOf(random, session.peakW, physics),
    curve,
    curveScale: session.peakW / curve.peakW,
    batteryWh: session.batteryWh,
    socPct: session.socArrivalPct,
    targetSocPct: session.socDeparturePct,
    stayS: session.stayS,
  };
}

/** Drawn last, so that a new look changes no other draw. */
function looksOf(
  random: Random,
  peakW: number,
  { vehicleFanOnW, vehicleFanSpread }: PhysicsParameters,
): Pick<CarWish, 'coolingDb' | 'coolingOnW' | 'packV'> {
  const coolingDb = random.between(46, 60);
  const packV = (peakW > 200_000 ? 720 : 370) + 20 * random.normal();
  const coolingOnW = vehicleFanOnW * (1 + vehicleFanSpread * random.between(-1, 1));
  return { coolingDb, coolingOnW, packV };
}

function chargingTimeS(curve: ChargingCurve, fromPct: number, toPct: number, gunMaxW: number): number {
  let seconds = 0;
  for (let socPct = fromPct; socPct < toPct; socPct += 1) {
    const powerW = Math.max(1000, Math.min(gunMaxW, curvePowerW(curve, socPct)));
    seconds += (Math.min(1, toPct - socPct) * 0.01 * curve.batteryWh * 3600) / powerW;
  }
  return seconds;
}

function pick<T>(random: Random, choices: readonly T[]): T | undefined {
  return choices[Math.floor(random.next() * choices.length)];
}

function fallbackCurve(): ChargingCurve {
  const curve = typicalCurves[0];
  if (curve === undefined) throw new Error('assertion: there are typical curves');
  return curve;
}
