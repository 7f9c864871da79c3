/** A table with a head that is repeated on every printed page. The first column names the row. */

import { html, type Markup, type Piece } from './markup.ts';

/** One column of a table. */
export interface Column {
  readonly head: string;
  /** Aligned to the right, with figures of one width. */
  readonly numeric?: true;
  /** Text of any length; without any such column the table is as wide as its content. */
  readonly wide?: true;
}

/** A longer table may be broken between two sheets of paper. */
const LONG = 12;

type Row = readonly Piece[];

/** The last row stands apart where it is given as `sum`. */
export function table(columns: readonly Column[], rows: readonly Row[], sum?: Row): Markup {
  const classes = [columns.some(({ wide }) => wide) && 'full', rows.length > LONG && 'long'].filter(Boolean);
  const cellsOf = (row: Row): Markup[] => row.map((piece, index) => cell(piece, columns[index], index === 0));
  return html`<div class="scroll"><table class="${classes.join(' ')}">
<thead><tr>${columns.map(({ head, numeric }) => html`<th scope="col"${numeric && html` class="n"`}>${head}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${cellsOf(row)}</tr>\n`)}${
  sum !== undefined && html`<tr class="sum">${cellsOf(sum)}</tr>\n`
}</tbody></table></div>
`;
}

function cell(piece: Piece, column: Column | undefined, isFirst: boolean): Markup {
  const kind = column?.numeric ? html` class="n"` : column?.wide ? html` class="w"` : html``;
  return isFirst ? html`<th scope="row"${kind}>${piece}</th>` : html`<td${kind}>${piece}</td>`;
}
