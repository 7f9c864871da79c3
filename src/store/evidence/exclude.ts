/**
 * Minutes that a person takes out of the evaluation, with reason and name: a marking like any other, sealed with the records. The
 * minutes stay; a report shows the level with and without them.
 */

import { message } from '../../model/message.ts';
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

function isExclusion({ reason }: Marking): boolean {
  return reason.key === 'excluded';
}
