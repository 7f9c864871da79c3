/** Scored nights as a table: policies side by side, one line per night and policy. */

import type { ScoredNight } from '../../laboratory/scoring/score-night.ts';
import type { ConsoleKey } from '../../language/console/console-text.ts';
import { columns } from '../terminal/columns.ts';
import { tell, told } from '../terminal/tell.ts';

type Column = readonly [head: ConsoleKey, cell: (night: ScoredNight) => string];

const shown: readonly Column[] = [
  ['simulate-scenario', ({ scenario }) => scenario],
  ['score-policy', ({ policy }) => policy],
  ['score-seed', ({ seed }) => `${seed}`],
  ['score-above', ({ minutesAbove }) => `${minutesAbove}`],
  ['score-first', ({ minutesAboveFirst }) => `${minutesAboveFirst}`],
  ['score-tonal', ({ penaltyMinutes }) => `${penaltyMinutes}`],
  ['score-rated', ({ ratedMinutesAbove }) => `${ratedMinutesAbove}`],
  ['score-loudest', ({ loudestOverDb }) => signed(loudestOverDb)],
  ['simulate-night', ({ meanOverDb }) => signed(meanOverDb)],
  ['simulate-hottest', ({ hottestC }) => hottestC.toFixed(1)],
  ['score-wanted', ({ wantedKwh }) => wantedKwh.toFixed(0)],
  ['score-bound', ({ boundKwh }) => boundKwh.toFixed(0)],
  ['simulate-served', ({ servedKwh }) => servedKwh.toFixed(0)],
  ['score-of-bound', ({ share }) => `${(100 * share).toFixed(1)} %`],
  ['score-bare', ({ servedKwh, bareBoundKwh }) => `${((100 * servedKwh) / bareBoundKwh).toFixed(1)} %`],
  ['simulate-switches', ({ switches }) => `${switches}`],
  ['score-turns', ({ turns }) => `${turns}`],
];

/** The table with its legend. */
export function scoreTable(nights: readonly ScoredNight[]): string {
  const rows = [
    shown.map(([head]) => told({ key: head, values: {} })),
    ...nights.map((night) => shown.map(([, cell]) => cell(night))),
  ];
  const numbers = shown.map((_, index) => index).slice(2);
  return [...columns(rows, numbers), tell('score-legend')].join('\n');
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(1)}`;
}
