/**
 * What a fan does whose speed is not known. Where its device says the speed too, silence means that nobody reaches it: it
 * keeps the last command until its lease ends and then stands in its own fail-safe, whatever is commanded. Where
 * another device says the speed, only the tacho is lost: the fan may follow its command, or not.
 */

import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan, FanPlan } from '../../plan/control-plan.ts';
import type { Read } from './fresh-reader.ts';

/** Plain JSON: fan output to the time since when it is not heard, and the command at that moment. */
export type LostState = Readonly<Record<string, LostSince>>;

interface LostSince {
  readonly sinceMs: number;
  readonly commandPct: number;
}

/** Where a fan that is not heard can stand, percent of full speed; both alike where that is known. */
export interface LostFan {
  readonly lowPct: number;
  readonly highPct: number;
}

/** By fan output; those that are heard are not in it. */
export type LostFans = Readonly<Record<string, LostFan>>;

/** The fans of this cycle that are not heard. `before` is undefined in a state that an older version recorded. */
export function lostFans(
  before: LostState = {},
  { nowMs }: Pick<ProcessImage, 'nowMs'>,
  plan: Pick<ControlPlan, 'cabinets' | 'outputs'>,
  read: Read,
  decided: Readonly<Record<string, number>>,
): { readonly state: LostState; readonly fans: LostFans } {
  const state: Record<string, LostSince> = {};
  const fans: Record<string, LostFan> = {};
  for (const { fans: ofCabinet } of plan.cabinets) {
    for (const fan of ofCabinet) {
      if (read(fan.speed) !== null) continue;
      const commandPct = decided[fan.output] ?? 100;
      const since = before[fan.output] ?? { sinceMs: nowMs, commandPct };
      state[fan.output] = since;
      const failSafePct = plan.outputs.find(({ id }) => id === fan.output)?.failSafe ?? 100;
      fans[fan.output] = whereItStands(fan, since, commandPct, failSafePct, nowMs);
    }
  }
  return { state, fans };
}

function whereItStands(
  { leaseMs }: FanPlan,
  since: LostSince,
  commandPct: number,
  failSafePct: number,
  nowMs: number,
): LostFan {
  const isReached = leaseMs === undefined;
  if (!isReached && nowMs - since.sinceMs >= leaseMs) return { lowPct: failSafePct, highPct: failSafePct };
  const likelyPct = isReached ? commandPct : since.commandPct;
  return { lowPct: Math.min(likelyPct, failSafePct), highPct: Math.max(likelyPct, failSafePct) };
}
