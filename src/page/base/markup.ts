/** Templates as HTML text with values, turned into virtual nodes. */

import htm from 'htm';
import { h, type VNode } from 'preact';

/** What a component gives. */
export type Piece = VNode | null;

/** A template as a virtual node; values are put in as text, never as markup. */
export const html = htm.bind(h) as unknown as (
  strings: TemplateStringsArray,
  ...values: readonly unknown[]
) => VNode;
