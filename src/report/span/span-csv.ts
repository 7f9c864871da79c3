/** The nights as a table for a spreadsheet: RFC 4180, units in the head, empty cells where nothing is known. */

import type { SpanNight, SpanReport } from './span-data.ts';

type Cell = string | number | null;

const columns: readonly { readonly head: string; readonly cell: (night: SpanNight) => Cell }[] = [
  { head: 'evening', cell: ({ id }) => id },
  { head: 'outcome', cell: ({ outcome }) => outcome },
  { head: 'limit_dBA', cell: ({ limitDb }) => limitDb },
  { head: 'LAeq_dBA', cell: ({ laeqDb }) => rounded(laeqDb) },
  { head: 'equipment_dBA', cell: ({ equipmentDb }) => rounded(equipmentDb) },
  { head: 'equipment_expanded_dB', cell: ({ equipmentExpandedDb }) => rounded(equipmentExpandedDb) },
  { head: 'minutes_above', cell: ({ above }) => above.all },
  { head: 'minutes_above_equipment', cell: ({ above }) => above.equipment },
  { head: 'valid_s', cell: ({ validS }) => rounded(validS) },
  { head: 'span_s', cell: ({ spanS }) => spanS },
  { head: 'left_out_min', cell: ({ excludedMinutes }) => excludedMinutes },
  { head: 'power_limited_s', cell: ({ limitedS }) => limitedS },
];

/** One row a receptor and night. */
export function spanCsv({ receptors }: SpanReport): string {
  const rows = receptors.flatMap(({ id, nights }) =>
    nights.map((night) =>
      [id, ...columns.map(({ cell }) => cell(night))].map((cell) => cell ?? '').join(','),
    ),
  );
  return [['receptor', ...columns.map(({ head }) => head)].join(','), ...rows, ''].join('\r\n');
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(100 * value) / 100;
}
