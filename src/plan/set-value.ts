/** What an output in a register is written as. */

import type { OutputPlan } from './site-plan.ts';

/** What is written for `pct` percent, in the unit of the command's quantity: percent, or W for a power limit. */
export function setValueOf(
  { fullW }: Extract<OutputPlan, { readonly kind: 'register' }>,
  pct: number,
): number {
  return fullW === undefined ? pct : (fullW * pct) / 100;
}
