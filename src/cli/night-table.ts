/** Nights as a table for people. */

import { causes, type NightRow } from './night-book.ts';

const heads = [
  'night',
  'receptor',
  'limit',
  'LAeq',
  'equipm.',
  ...causes.map((cause) => `>${cause}`),
  'asked',
  'served',
  'share',
  'hottest',
  'fans',
  'switches',
];
const units = ['', '', 'dB', 'dB', 'dB', ...causes.map(() => 'min'), 'kWh', 'kWh', '%', 'C', 'kWh', ''];

/** One row per night and receptor; minutes above the limit stand under who caused them. */
export function nightTable(
  rows: readonly NightRow[],
  run: { readonly seed: number; readonly config: string },
): string {
  const cells = rows.map((row) => [
    row.night,
    row.receptor,
    String(row.limitDb),
    row.laeqDb?.toFixed(2) ?? '--',
    row.equipmentDb?.toFixed(2) ?? '--',
    ...causes.map((cause) => String(row.minutesAbove[cause])),
    row.askedKwh.toFixed(0),
    row.servedKwh.toFixed(0),
    row.askedKwh === 0 ? '--' : ((100 * row.servedKwh) / row.askedKwh).toFixed(1),
    row.hottestC.toFixed(1),
    row.fanKwh.toFixed(1),
    String(row.relaySwitches),
  ]);
  const lines = [heads, units, ...cells];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) => line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
  return [
    `seed ${run.seed}, config ${run.config}; LAeq as the gateway published it, the rest true by the simulator`,
    '">who" counts minutes with LAeq,1min above the limit by who caused them',
    ...text,
  ].join('\n');
}
