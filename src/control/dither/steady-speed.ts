/** How fast the fans of a cabinet are told to run, and since when they have kept that. */

import type { CabinetPlan } from '../../plan/control-plan.ts';
import type { DitherInput } from './dither-input.ts';

/** Plain JSON, by cabinet: its speed, percent, and since when it has kept it. */
export type SteadySpeeds = Readonly<Record<string, { readonly pct: number; readonly sinceMs: number }>>;

/** Fans run steadily when their speed has moved no further for so long. */
const STEADY_PCT = 3;
const STEADY_MS = 60_000;

/** The speeds of this cycle. */
export function steadySpeeds(input: DitherInput, steady: SteadySpeeds): SteadySpeeds {
  const { plan, image } = input;
  return Object.fromEntries(
    plan.cabinets.map((cabinet) => {
      const pct = speedPct(cabinet, input);
      const before = steady[cabinet.id];
      const isUnchanged =
        before !== undefined && before.sinceMs <= image.nowMs && Math.abs(before.pct - pct) <= STEADY_PCT;
      return [cabinet.id, isUnchanged ? before : { pct, sinceMs: image.nowMs }];
    }),
  );
}

/** True after a minute at about one speed. */
export function isSteady({ id }: CabinetPlan, steady: SteadySpeeds, nowMs: number): boolean {
  const since = steady[id]?.sinceMs;
  return since !== undefined && nowMs - since >= STEADY_MS;
}

/** The fastest of its fans, as decided. */
export function speedPct({ fans }: CabinetPlan, { decided }: DitherInput): number {
  return Math.max(0, ...fans.map(({ output }) => decided[output] ?? 0));
}
