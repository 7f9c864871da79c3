/** Nights as a table for people. */

import { type Cause, causes, type NightRow, usualCauses } from '../../laboratory/true-night.ts';

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
  const widths = shown.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) => line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
  const from = run === undefined ? '' : `seed ${run.seed}, config ${run.config}; `;
  return [
    `${from}LAeq as the gateway published it, the rest true by the simulator`,
    '">who" counts minutes with LAeq,1min above the limit by who caused them',
    ...text,
  ].join('\n');
}

/** Scenarios have a name; causes that do not occur in every night are shown if they caused something. */
function columnsFor(rows: readonly ShownNight[]): readonly Column[] {
  const named = rows.some((row) => row.scenario !== undefined);
  const present = causes.filter(
    (cause) => usualCauses.includes(cause) || rows.some((row) => row.minutesAbove[cause] > 0),
  );
  return [
    ...(named ? [{ head: 'scenario', unit: '', cell: (row: ShownNight) => row.scenario ?? '' }] : []),
    { head: 'night', unit: '', cell: (row) => row.night },
    { head: 'receptor', unit: '', cell: (row) => row.receptor },
    { head: 'limit', unit: 'dB', cell: (row) => String(row.limitDb) },
    { head: 'LAeq', unit: 'dB', cell: (row) => row.laeqDb?.toFixed(2) ?? '--' },
    { head: 'equipm.', unit: 'dB', cell: (row) => row.equipmentDb?.toFixed(2) ?? '--' },
    ...present.map(causeColumn),
    { head: 'asked', unit: 'kWh', cell: (row) => row.askedKwh.toFixed(0) },
    { head: 'served', unit: 'kWh', cell: (row) => row.servedKwh.toFixed(0) },
    { head: 'share', unit: '%', cell: shareOf },
    { head: 'hottest', unit: 'C', cell: (row) => row.hottestC.toFixed(1) },
    { head: 'fans', unit: 'kWh', cell: (row) => row.fanKwh.toFixed(1) },
    { head: 'switches', unit: '', cell: (row) => String(row.relaySwitches) },
  ];
}

function causeColumn(cause: Cause): Column {
  return { head: `>${cause}`, unit: 'min', cell: (row) => String(row.minutesAbove[cause]) };
}

function shareOf({ askedKwh, servedKwh }: ShownNight): string {
  return askedKwh === 0 ? '--' : ((100 * servedKwh) / askedKwh).toFixed(1);
}
