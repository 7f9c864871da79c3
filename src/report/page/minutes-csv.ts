/** The minutes of a night as a table for a spreadsheet: RFC 4180, units in the head, empty cells where nothing is known. */

import { minuteId } from '../../acoustics/periods/periods.ts';
import type { NightReport } from '../data/report-data.ts';
import { offsetAt } from '../language/localizer.ts';

const head = [
  'minute_local',
  'receptor',
  'LAeq_1min_dBA',
  'LAFmax_dBA',
  'valid_s',
  'not_counted_because',
  'limit_dBA',
  'above_limit',
  'equipment_dBA',
  'equipment_from',
  'fan_mean_pct',
  'fan_lowest_pct',
  'fan_highest_pct',
  'power_delivered_kW',
  'power_allowed_kW',
];

type Cell = string | number | null;

/** One row a minute and receptor. */
export function nightCsv({ receptors, equipment, night }: NightReport): string {
  const machine = new Map(equipment.minutes.map((minute) => [minute.startMs, minute]));
  const rows = receptors.flatMap(({ id, minutes, limits, figures }) =>
    minutes.map(({ startMs, laeqDb, lafmaxDb, validS, invalid, equipmentDb }): Cell[] => {
      const own = machine.get(startMs);
      const counts = laeqDb !== null && invalid === null;
      return [
        minuteId(startMs, offsetAt(night.offsets, startMs)),
        id,
        decimals(laeqDb, 2),
        decimals(lafmaxDb, 1),
        decimals(validS, 1),
        invalid,
        limits.laeqDb,
        counts ? Number(laeqDb > limits.laeqDb) : null,
        decimals(equipmentDb, 2),
        equipmentDb === null ? null : figures.equipmentFrom,
        decimals(own?.fanMeanPct, 1),
        decimals(own?.fanLowPct, 1),
        decimals(own?.fanHighPct, 1),
        kilowatts(own?.servedW),
        kilowatts(own?.allowedW),
      ];
    }),
  );
  return [head, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

function kilowatts(valueW: number | null | undefined): string | null {
  return valueW === null || valueW === undefined ? null : decimals(valueW / 1000, 1);
}

function decimals(value: number | null | undefined, places: number): string | null {
  return value === null || value === undefined ? null : value.toFixed(places);
}

function field(cell: Cell): string {
  const text = String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
