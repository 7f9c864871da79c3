/** Where in a text something is wrong, before lines and columns are counted. */

import { isNode } from 'yaml';
import type { Finding } from './problem.ts';

/** Offsets, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something wrong at a place of the text. */
export interface Placed {
  readonly span: Span;
  readonly finding: Finding;
}

/** The range of a node of a document; the beginning of the text for anything else. */
export function rangeOf(node: unknown): Span {
  const range = isNode(node) ? node.range : undefined;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}
