/**
 * Minutes that a person takes out of the evaluation, with reason and name: a marking like any other, sealed with the records. The
 * minutes stay; a report shows the level with and without them. Taking it back is one more marking: nothing is ever deleted.
 */

import { message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { Sql } from '../../ports/database.ts';
import type { Marking, TimeSpan } from '../../ports/history.ts';
import { insertMarking, selectMarkings } from '../file/calibration-rows.ts';
import { seal, sealForeign } from '../seal/seal.ts';

/** What is left out, of which meters, by whom and why. */
export interface Exclusion extends TimeSpan {
  /** Devices. */
  readonly meters: readonly string[];
  readonly by: string;
  readonly why: string;
  /** When it was written; `on`: the same, local time as people write it. */
  readonly wallMs: number;
  readonly on: string;
}

/** Null: the same stretch is excluded already. */
export function recordExclusion(
  sql: Sql,
  { fromMs, toMs, meters, by, why, wallMs, on }: Exclusion,
): readonly Marking[] | null {
  sealForeign(sql, wallMs);
  const known = selectMarkings(sql, fromMs, toMs).filter(isExclusion);
  const open = meters.filter(
    (meter) => !known.some((one) => one.meter === meter && one.fromMs <= fromMs && one.toMs >= toMs),
  );
  if (open.length === 0) return null;
  const reason = message('excluded', { by, why, on });
  const markings = open.map(
    (meter): Marking => ({ fromMs, toMs, meter, quality: 'uncertain', reason, calibration: null }),
  );
  for (const marking of markings) insertMarking(sql, marking);
  seal(sql, wallMs, 'command');
  return markings;
}

/** Nothing is left out there, or only a part of what is left out lies in the stretch: then nothing is written. */
export type WithdrawalRefusal =
  | { readonly kind: 'none' }
  | { readonly kind: 'part'; readonly whole: TimeSpan };

/** Lets count again what is left out within the stretch; gives the exclusions that ended so. */
export function recordWithdrawal(
  sql: Sql,
  { fromMs, toMs, meters, by, why, wallMs, on }: Exclusion,
): Result<readonly Marking[], WithdrawalRefusal> {
  sealForeign(sql, wallMs);
  const known = selectMarkings(sql, fromMs, toMs).filter(
    (one) => isExclusion(one) && meters.includes(one.meter),
  );
  const cut = known.find((one) => one.fromMs < fromMs || one.toMs > toMs);
  if (cut !== undefined) return failed({ kind: 'part', whole: { fromMs: cut.fromMs, toMs: cut.toMs } });
  if (known.length === 0) return failed({ kind: 'none' });
  const reason = message('withdrawn', { by, why, on });
  for (const one of known) insertMarking(sql, { ...one, quality: 'good', reason });
  seal(sql, wallMs, 'command');
  return ok(known);
}

function isExclusion({ reason }: Marking): boolean {
  return reason.key === 'excluded';
}
