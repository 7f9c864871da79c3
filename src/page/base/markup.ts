/** Templates as HTML text with values, turned into virtual nodes. */

import htm from 'htm';
import { h, type VNode } from 'preact';

/** What a component gives. */
export type Piece = VNode | null;

export const html = htm.bind(h) as unknown as (
  strings: TemplateStringsArray,
  ...values: readonly unknown[]
) => VNode;
