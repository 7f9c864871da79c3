/** Charging power over state of charge: what a car takes when only the car limits it. */

import { type CsvProblems, readCsv } from '../inputs/csv.ts';

/** The curve of one car. */
export interface ChargingCurve {
  readonly name: string;
  readonly batteryWh: number;
  readonly peakW: number;
  /** At 0, 1, ... 100 % state of charge. */
  readonly powerW: Float64Array;
}

type Knot = readonly [socPct: number, powerKw: number];

/** Rounded shapes of common cars, by battery class, for a station without a file of curves. */
export const typicalCurves: readonly ChargingCurve[] = [
  curveOf('small hatchback, 38 kWh', 38, [
    [0, 45],
    [10, 50],
    [60, 50],
    [80, 28],
    [100, 4],
  ]),
  curveOf('taxi, LFP 57 kWh', 57, [
    [0, 60],
    [10, 88],
    [55, 85],
    [80, 70],
    [90, 40],
    [100, 6],
  ]),
  curveOf('saloon, LFP 60 kWh', 60, [
    [0, 110],
    [10, 168],
    [35, 140],
    [60, 90],
    [80, 62],
    [100, 8],
  ]),
  curveOf('crossover, 66 kWh', 66, [
    [0, 90],
    [8, 118],
    [40, 112],
    [65, 85],
    [80, 52],
    [100, 7],
  ]),
  curveOf('saloon, 78 kWh', 78, [
    [0, 150],
    [6, 248],
    [25, 205],
    [45, 140],
    [65, 90],
    [80, 58],
    [100, 8],
  ]),
  curveOf('800 V saloon, 83 kWh', 83, [
    [0, 180],
    [8, 262],
    [45, 245],
    [55, 190],
    [75, 130],
    [85, 70],
    [100, 9],
  ]),
  curveOf('van, 90 kWh', 90, [
    [0, 100],
    [8, 112],
    [60, 108],
    [80, 78],
    [100, 10],
  ]),
];

/** Power at a state of charge, W. */
export function curvePowerW(curve: ChargingCurve, socPct: number): number {
  const soc = Math.min(100, Math.max(0, socPct));
  const below = Math.floor(soc);
  const from = curve.powerW[below] ?? 0;
  const to = curve.powerW[below + 1] ?? from;
  return from + (to - from) * (soc - below);
}

/** Reads knots grouped by `id`, ascending in `soc_percent`; curves marked as default are skipped and counted. */
export function readCurves(
  text: string,
  problems: CsvProblems,
): { readonly curves: readonly ChargingCurve[]; readonly skipped: number } {
  const columns = [
    'id',
    'brand',
    'model',
    'usable_battery_kWh',
    'is_default_charging_curve',
    'soc_percent',
    'power_kW',
  ];
  const cars = new Map<string, { name: string; batteryKwh: number; isDefault: boolean; knots: Knot[] }>();
  readCsv(text, columns, problems, (row) => {
    const [batteryKwh, socPct, powerKw] = [row.number(3), row.number(5), row.number(6)];
    if (batteryKwh === undefined || socPct === undefined || powerKw === undefined) return;
    if (batteryKwh <= 0) return row.problem(3, 'a battery holds more than 0 kWh');
    if (socPct < 0 || socPct > 100) return row.problem(5, 'a state of charge is 0 to 100 %');
    if (powerKw < 0) return row.problem(6, 'charging power is not negative');
    const isDefault = row.text(4) === 'True';
    const car = cars.get(row.text(0)) ?? {
      name: `${row.text(1)} ${row.text(2)}`,
      batteryKwh,
      isDefault,
      knots: [],
    };
    if (socPct <= (car.knots.at(-1)?.[0] ?? -1)) return row.problem(5, 'state of charge does not go up');
    car.knots.push([socPct, powerKw]);
    cars.set(row.text(0), car);
  });
  const measured = [...cars.values()].filter((car) => !car.isDefault);
  if (measured.length === 0) problems.add(1, 1, 'no usable curve');
  const curves = measured.map((car) => curveOf(car.name, car.batteryKwh, car.knots));
  return { curves, skipped: cars.size - measured.length };
}

function curveOf(name: string, batteryKwh: number, knots: readonly Knot[]): ChargingCurve {
  const powerW = Float64Array.from({ length: 101 }, (_, socPct) => 1000 * powerKwAt(knots, socPct));
  return { name, batteryWh: batteryKwh * 1000, peakW: Math.max(...powerW), powerW };
}

function powerKwAt(knots: readonly Knot[], socPct: number): number {
  const after = knots.findIndex(([soc]) => soc >= socPct);
  const to = knots[after] ?? knots.at(-1) ?? [100, 0];
  const from = knots[after - 1] ?? to;
  const share = to[0] > from[0] ? Math.min(1, (socPct - from[0]) / (to[0] - from[0])) : 0;
  return from[1] + (to[1] - from[1]) * share;
}
