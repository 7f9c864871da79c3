/** Tables and numbers for people. */

/** Columns as wide as their longest cell; those named in `right` are aligned to the right. */
export function columns(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cellsOf(cell));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const rest = ' '.repeat((widths[column] ?? 0) - cellsOf(cell));
        return right.includes(column) ? rest + cell : cell + rest;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Room on a terminal: Chinese characters and their punctuation are twice as wide (Unicode, annex 11). */
export function cellsOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/g)?.length ?? 0);
}

/** A number with the digits that a technician compares with a display. */
export function shownNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-4)) return value.toExponential(2);
  return String(Number(value.toPrecision(7)));
}

/** `0x0064`. */
export function hex(word: number, digits = 4): string {
  return `0x${word.toString(16).toUpperCase().padStart(digits, '0')}`;
}

/** `01 03 00 00`. */
export function hexBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
