/**
 * Every row of a file whose layout is known, oldest first, with its begin and duration: a year of seconds passes
 * through a few megabytes. Lines that are no rows are counted, and the first of what cannot be read is listed.
 */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import type { Layout } from '../layout/layout.ts';
import { movedLayout } from '../layout/moved-layout.ts';
import type { OpenLevels } from '../layout/open-levels.ts';
import type { LevelSource } from '../text/level-source.ts';
import { createLineCounter, type LineCounts } from './line-counter.ts';
import { newestFirst } from './newest-first.ts';
import { createOrderedRows, type OnLevel, type RowCounts } from './ordered-rows.ts';
import { emptyRow } from './row.ts';
import { type ReadRow, rowReader } from './row-reader.ts';

/** What reading came to. */
export interface LevelsCount extends RowCounts, LineCounts {
  /** All rows that are a level or should be one. */
  readonly rows: number;
}

/** Rows at the same moment with other levels: more than this, and two measurements are mixed. */
const CONTRARY_SHARE = 0.02;

/** Reads it all, or says why the file cannot be assessed after all. */
export function readLevels(
  source: LevelSource,
  open: OpenLevels,
  offsetAt: OffsetAt,
  onLevel: OnLevel,
): Result<LevelsCount, ConsoleText> {
  const { layout } = open;
  const ordered = createOrderedRows(layout, offsetAt, onLevel);
  const kept = layout.isNewestFirst ? newestFirst() : null;
  const lines = createLineCounter(layout, source.decode);
  const row = emptyRow();
  eachRow(
    source,
    open,
    (outcome, text, line) => {
      if (outcome !== 'row') lines.count(outcome, text, line);
      else if (kept === null) ordered.add(row, line);
      else kept.add(row, line);
    },
    row,
    lines.lose,
  );
  kept?.replay(row, (line) => ordered.add(row, line));
  const rows = ordered.end();
  const read = rows.valid + rows.blank + rows.over + rows.late;
  const why = lines.refusal(read) ?? disorder(layout, rows);
  const counts = lines.counts();
  return why === undefined ? ok({ ...rows, ...counts, rows: read + counts.unreadable }) : failed(why);
}

/** What stands at one moment twice with two levels, or runs forwards and backwards, is not one measurement. */
function disorder(
  { names, timeColumn }: Layout,
  { late, contrary, valid, blank, over, firstLateLine }: RowCounts,
): ConsoleText | undefined {
  const inOrder = valid + blank + over;
  if (contrary > CONTRARY_SHARE * (inOrder + late))
    return consoleText('rows-contrary', {
      count: contrary,
      line: firstLateLine ?? 0,
      name: names[timeColumn] ?? '',
    });
  if (late > inOrder) return consoleText('rows-out-of-order', { line: firstLateLine ?? 0 });
  return undefined;
}

/** Gives each line its outcome; a row is then in `row`. */
function eachRow(
  source: LevelSource,
  { layout, reader }: OpenLevels,
  onOutcome: (outcome: ReturnType<ReadRow>, text: string, line: number) => void,
  row: Parameters<ReadRow>[3],
  onLost: (line: number) => void,
): void {
  const reshape = reader?.reshape?.();
  const ends = reader?.tableEnds;
  let read: ReadRow | undefined = rowReader(layout, source.decode);
  let line = 0;
  source.eachLine((text, from, to) => {
    line++;
    if (read === undefined || from === to) return;
    const shaped = reshape?.(text.slice(from, to));
    if (reshape === undefined ? line <= layout.headLines : shaped === undefined) return;
    const outcome = shaped === undefined ? read(text, from, to, row) : read(shaped, 0, shaped.length, row);
    if (outcome === 'row') onOutcome(outcome, '', line);
    else if (ends?.test(text.slice(from, to)) === true) read = undefined;
    else if (typeof outcome === 'object' && outcome.is === 'head') {
      const moved = movedLayout(layout, outcome.fields);
      read = moved === undefined ? undefined : rowReader(moved, source.decode);
      if (moved === undefined) onLost(line);
    } else onOutcome(outcome, text.slice(from, to), line);
  });
}
