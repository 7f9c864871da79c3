/** HTML and SVG put together from pieces. Whatever is put in as text is escaped; only markup goes in as it is. */

/** Text that is markup already; only `html` makes it. */
export interface Markup {
  readonly markup: string;
}

/**
 * What a template takes: markup as it is, text escaped, false, null and undefined as nothing, lists one after
 * the other.
 */
export type Piece = Markup | string | number | false | null | undefined | readonly Piece[];

/** A template whose values are escaped: `` html`<td>${text}</td>` ``. Lists are joined; null, undefined and false are nothing. */
export function html(fixed: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let markup = fixed[0] ?? '';
  pieces.forEach((piece, index) => {
    markup += render(piece) + (fixed[index + 1] ?? '');
  });
  return { markup };
}

/** Text that is known to be markup: a style sheet, the data of a path. Never for anything that was read. */
export function trusted(markup: string): Markup {
  return { markup };
}

function render(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (typeof piece === 'number') return numeral(piece);
  if (typeof piece === 'string') return escaped(piece);
  return 'markup' in piece ? piece.markup : piece.map(render).join('');
}

/** A coordinate: at most two decimals, never NaN on the page. */
function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`assertion: ${value} is no number for a page`);
  return String(Math.round(value * 100) / 100);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also drops control characters, which no XML may hold. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}]/gu, (char) => (char === '\n' || char === '\t' ? ' ' : '\ufffd'))
    .replace(/[&<>"']/g, (char) => entities[char] ?? '');
}
