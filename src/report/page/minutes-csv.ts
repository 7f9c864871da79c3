/** The minutes of a night as a table for a spreadsheet: RFC 4180, units in the head, empty cells where nothing is known. */

import { minuteId } from '../../acoustics/periods/periods.ts';
import { offsetAt } from '../../language/localizer.ts';
import type { EquipmentMinute } from '../data/shape/equipment-data.ts';
import type { LevelMinute, NightReport, ReceptorNight } from '../data/shape/report-data.ts';

/** What a row is made of: one minute at one receptor. */
interface Row {
  readonly night: NightReport['night'];
  readonly receptor: ReceptorNight;
  readonly level: LevelMinute;
  /** Absent where nothing of the equipment is recorded. */
  readonly equipment: EquipmentMinute | undefined;
}

type Cell = string | number | null;

interface Column {
  /** Name and unit. */
  readonly head: string;
  readonly cell: (row: Row) => Cell;
}

const columns: readonly Column[] = [
  { head: 'minute_local', cell: minuteLocal },
  { head: 'receptor', cell: ({ receptor }) => receptor.id },
  { head: 'LAeq_1min_dBA', cell: ({ level }) => decimals(level.laeqDb, 2) },
  { head: 'LAFmax_dBA', cell: ({ level }) => decimals(level.lafmaxDb, 1) },
  { head: 'valid_s', cell: ({ level }) => decimals(level.validS, 1) },
  { head: 'not_counted_because', cell: ({ level }) => level.invalid },
  { head: 'limit_dBA', cell: ({ receptor }) => receptor.limits.laeqDb },
  { head: 'above_limit', cell: aboveLimit },
  { head: 'equipment_dBA', cell: ({ level }) => decimals(level.equipmentDb, 2) },
  { head: 'equipment_from', cell: equipmentFrom },
  { head: 'fan_mean_pct', cell: ({ equipment }) => decimals(equipment?.fanMeanPct, 1) },
  { head: 'fan_lowest_pct', cell: ({ equipment }) => decimals(equipment?.fanLowPct, 1) },
  { head: 'fan_highest_pct', cell: ({ equipment }) => decimals(equipment?.fanHighPct, 1) },
  { head: 'power_delivered_kW', cell: ({ equipment }) => kilowatts(equipment?.servedW) },
  { head: 'power_allowed_kW', cell: ({ equipment }) => kilowatts(equipment?.allowedW) },
];

/** One row a minute and receptor. */
export function nightCsv({ receptors, equipment, night }: NightReport): string {
  const equipmentAt = new Map(equipment.minutes.map((minute) => [minute.startMs, minute]));
  const rows = receptors.flatMap((receptor) =>
    receptor.minutes.map((level): Cell[] => {
      const row = { night, receptor, level, equipment: equipmentAt.get(level.startMs) };
      return columns.map(({ cell }) => cell(row));
    }),
  );
  const lines = [columns.map(({ head }) => head), ...rows];
  return lines.map((cells) => `${cells.map(field).join(',')}\r\n`).join('');
}

function minuteLocal({ night, level }: Row): Cell {
  return minuteId(level.startMs, offsetAt(night.offsets, level.startMs));
}

/** 1 or 0; nothing for a minute that does not count. */
function aboveLimit({ level, receptor }: Row): Cell {
  if (level.laeqDb === null || level.invalid !== null) return null;
  return Number(level.laeqDb > receptor.limits.laeqDb);
}

function equipmentFrom({ level, receptor }: Row): Cell {
  return level.equipmentDb === null ? null : receptor.figures.equipmentFrom;
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
