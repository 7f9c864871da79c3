// Rows of nights as text: one line a night and policy.
const columns = [
  ['night', ({ scenario }) => scenario],
  ['policy', ({ policy }) => policy],
  ['min above', ({ minutesAbove }) => `${minutesAbove}`],
  ['first 15', ({ minutesAboveFirst }) => `${minutesAboveFirst}`],
  ['loudest', ({ loudestOverDb }) => signed(loudestOverDb)],
  ['night', ({ meanOverDb }) => signed(meanOverDb)],
  ['hottest', ({ hottestC }) => hottestC.toFixed(1)],
  ['wanted', ({ wantedKwh }) => wantedKwh.toFixed(0)],
  ['bound', ({ boundKwh }) => boundKwh.toFixed(0)],
  ['served', ({ servedKwh }) => servedKwh.toFixed(0)],
  ['of bound', ({ share }) => `${(100 * share).toFixed(1)} %`],
  ['bare limit', ({ servedKwh, bareBoundKwh }) => `${((100 * servedKwh) / bareBoundKwh).toFixed(1)} %`],
  ['switches', ({ switches }) => `${switches}`],
  ['turns', ({ reversals }) => `${reversals}`],
];

const LEGEND = `loudest, night: equipment of the loudest minute and of the whole night above the limit, dB. hottest: modules, C.
Energies in kWh. of bound: under the ladder's cap of a minute. bare limit: of the bound without any margin. A policy
that breaks cap or temperature may serve more than the bound.`;

export function tableOf(rows) {
  const lines = [columns.map(([head]) => head), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  '),
  );
  return [...text, LEGEND].join('\n');
}

function signed(value) {
  return `${value > 0 ? '+' : ''}${value.toFixed(1)}`;
}
