/** How parts of a line are marked for a person, and how values are written in it. */

/** What a part of a line means. */
export type Style = 'good' | 'warn' | 'bad' | 'faint';

/** The text in a style; plain text where there is no terminal. */
export type Styled = (text: string, style: Style) => string;

/** No style: for a pipe, a file, a test. */
export const plain: Styled = (text) => text;

/** Local time of the reader: `21:04:59`. */
export function timeOf(wallMs: number): string {
  return new Date(wallMs).toTimeString().slice(0, 8);
}
