/** A line of the answer that begins with what it is about, all texts below each other. */

import type { ConsoleText } from '../../language/console/console-text.ts';
import { cellsOf } from '../terminal/columns.ts';
import { tell, told } from '../terminal/tell.ts';

type Label =
  | 'export'
  | 'note'
  | 'time'
  | 'zone'
  | 'stamps'
  | 'level'
  | 'where'
  | 'sensor'
  | 'form'
  | 'first'
  | 'rows'
  | 'span'
  | 'class'
  | 'background';

const LABEL_CELLS = 11;

/** `  first row  line 2`. */
export function labelled(label: Label, text: ConsoleText | string): string {
  const said = typeof text === 'string' ? text : told(text);
  return `  ${filled(tell(`assess-label-${label}`), LABEL_CELLS)}${said}`;
}

/** The text and blanks, at least so wide on a terminal. */
export function filled(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - cellsOf(text)));
}

/** A share as `0.52 %`, `12.5 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 2 : 1)} %`;
}
