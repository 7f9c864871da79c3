/** Scored nights as a table: policies side by side, one line per night and policy. */

import type { ScoredNight } from '../../laboratory/scoring/score-night.ts';
import { columns } from '../terminal/columns.ts';

type Column = readonly [head: string, cell: (night: ScoredNight) => string];

const shown: readonly Column[] = [
  ['scenario', ({ scenario }) => scenario],
  ['policy', ({ policy }) => policy],
  ['seed', ({ seed }) => `${seed}`],
  ['min above', ({ minutesAbove }) => `${minutesAbove}`],
  ['first 15', ({ minutesAboveFirst }) => `${minutesAboveFirst}`],
  ['tonal', ({ penaltyMinutes }) => `${penaltyMinutes}`],
  ['rated', ({ ratedMinutesAbove }) => `${ratedMinutesAbove}`],
  ['loudest', ({ loudestOverDb }) => signed(loudestOverDb)],
  ['night', ({ meanOverDb }) => signed(meanOverDb)],
  ['hottest', ({ hottestC }) => hottestC.toFixed(1)],
  ['wanted', ({ wantedKwh }) => wantedKwh.toFixed(0)],
  ['bound', ({ boundKwh }) => boundKwh.toFixed(0)],
  ['served', ({ servedKwh }) => servedKwh.toFixed(0)],
  ['of bound', ({ share }) => `${(100 * share).toFixed(1)} %`],
  ['bare limit', ({ servedKwh, bareBoundKwh }) => `${((100 * servedKwh) / bareBoundKwh).toFixed(1)} %`],
  ['switches', ({ switches }) => `${switches}`],
  ['turns', ({ turns }) => `${turns}`],
];

const LEGEND = `min above: minutes in which the equipment alone was above its limit, after the first 15 and in them. tonal: minutes with a
tonal penalty of the equipment, where a limit counts tones; rated: those above the limit with it. loudest, night: the
loudest minute and the whole night above the limit, dB. hottest: modules, C. Energies in kWh. of bound: of what any
policy could have served under the cap of a minute; bare limit: without any margin. A policy that breaks cap or trip
temperature may serve more than the bound.`;

/** The table with its legend. */
export function scoreTable(nights: readonly ScoredNight[]): string {
  const rows = [shown.map(([head]) => head), ...nights.map((night) => shown.map(([, cell]) => cell(night)))];
  const numbers = shown.map((_, index) => index).slice(2);
  return [...columns(rows, numbers), LEGEND].join('\n');
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(1)}`;
}
