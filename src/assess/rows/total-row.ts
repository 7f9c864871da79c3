/** A row that sums up the rows above it: Total, 合计. */

import { folded } from '../columns/head-text.ts';
import { totalWords } from '../columns/vocabulary.ts';

/** True where the first field that is filled is such a word. */
export function isTotalRow(fields: readonly string[]): boolean {
  const first = folded(fields.find((field) => field.trim() !== '') ?? '').replace(/[\s:：]+$/, '');
  return totalWords.some((word) => first === word || first.startsWith(`${word} `));
}
