/** The layout after a line that names the columns again in another order. */

import type { Layout } from './layout.ts';

/** The same columns by their names; undefined where the level or the time is not among them, or is there twice. */
export function movedLayout(layout: Layout, fields: readonly string[]): Layout | undefined {
  const names = fields.map((field, column) => field.trim() || `column ${column + 1}`);
  const moved = (column: number | null): number | null => {
    if (column === null) return null;
    const own = layout.names[column] ?? '';
    const first = names.indexOf(own);
    return first >= 0 && first === names.lastIndexOf(own) ? first : null;
  };
  const levelColumn = moved(layout.levelColumn);
  const timeColumn = moved(layout.timeColumn);
  const clockColumn = moved(layout.clockColumn);
  if (levelColumn === null || timeColumn === null || (layout.clockColumn !== null && clockColumn === null))
    return undefined;
  const all = (columns: readonly number[]) => columns.map((column) => moved(column) ?? -1);
  return {
    ...layout,
    names,
    levelColumn,
    timeColumn,
    clockColumn,
    partColumns: all(layout.partColumns),
    peakColumn: moved(layout.peakColumn),
    durationColumn: moved(layout.durationColumn),
    endTime: null,
    flagColumns: layout.flagColumns.map((flag) => ({ ...flag, column: moved(flag.column) ?? -1 })),
    firstKeys: layout.firstKeys.map((key) => ({ ...key, column: moved(key.column) ?? -1 })),
    where: layout.where.map((clause) => ({ ...clause, column: moved(clause.column) ?? -1 })),
  };
}
