/** Nights as a table for people. */

import { type Cause, causes, type NightRow, usualCauses } from '../../laboratory/true-night.ts';
import { columns } from '../terminal/columns.ts';
import { tell } from '../terminal/tell.ts';

/** A night, and the scenario it came from with its own seed and site. */
export type ShownNight = NightRow & {
  readonly scenario?: string;
  readonly seed?: number;
  readonly config?: string;
};

interface Column {
  readonly head: string;
  readonly unit: string;
  readonly cell: (row: ShownNight) => string;
}

/** One row per night and receptor; minutes above the limit are counted under their cause. */
export function nightTable(
  rows: readonly ShownNight[],
  run?: { readonly seed: number; readonly config: string },
): string {
  const shown = columnsFor(rows);
  const cells = rows.map((row) => shown.map(({ cell }) => cell(row)));
  const lines = [shown.map(({ head }) => head), shown.map(({ unit }) => unit), ...cells];
  return [
    run === undefined ? tell('simulate-head') : tell('simulate-head-run', run),
    tell('simulate-head-causes'),
    ...columns(lines, [...shown.keys()]),
  ].join('\n');
}

/** Scenarios have a name; causes that do not occur in every night are shown if they caused something. */
function columnsFor(rows: readonly ShownNight[]): readonly Column[] {
  const named = rows.some((row) => row.scenario !== undefined);
  const present = causes.filter(
    (cause) => usualCauses.includes(cause) || rows.some((row) => row.minutesAbove[cause] > 0),
  );
  return [
    ...(named
      ? [{ head: tell('simulate-scenario'), unit: '', cell: (row: ShownNight) => row.scenario ?? '' }]
      : []),
    { head: tell('simulate-night'), unit: '', cell: (row) => row.night },
    { head: tell('simulate-receptor'), unit: '', cell: (row) => row.receptor },
    { head: tell('simulate-limit'), unit: 'dB', cell: (row) => String(row.limitDb) },
    { head: 'LAeq', unit: 'dB', cell: (row) => row.laeqDb?.toFixed(2) ?? '--' },
    { head: tell('simulate-equipment'), unit: 'dB', cell: (row) => row.equipmentDb?.toFixed(2) ?? '--' },
    ...present.map(causeColumn),
    { head: tell('simulate-asked'), unit: 'kWh', cell: (row) => row.askedKwh.toFixed(0) },
    { head: tell('simulate-served'), unit: 'kWh', cell: (row) => row.servedKwh.toFixed(0) },
    { head: tell('simulate-share'), unit: '%', cell: shareOf },
    { head: tell('simulate-hottest'), unit: 'C', cell: (row) => row.hottestC.toFixed(1) },
    { head: tell('simulate-fans'), unit: 'kWh', cell: (row) => row.fanKwh.toFixed(1) },
    { head: tell('simulate-switches'), unit: '', cell: (row) => String(row.relaySwitches) },
  ];
}

function causeColumn(cause: Cause): Column {
  return {
    head: `>${tell(`simulate-cause-${cause}`)}`,
    unit: 'min',
    cell: (row) => String(row.minutesAbove[cause]),
  };
}

function shareOf({ askedKwh, servedKwh }: ShownNight): string {
  return askedKwh === 0 ? '--' : ((100 * servedKwh) / askedKwh).toFixed(1);
}
