/** Which limits return when power is short no longer: what comes back shall stay. */

import { type ControlledCabinet, EQUAL, limitShare, most, outlook } from './limit-outlook.ts';
import type { ReceptorConstraint } from './operating-point.ts';

/** Power returns only where the cabinet then stays this much below the limit, K, and only for at least this share. */
const RETURN_K = 0.7;
const RETURN_SHARE = 0.03;

/**
 * The way back that gives most, or undefined where none can stay: at once to the highest limit that the demand of this
 * moment allows. Once some moves of the night are used, each must be worth it: what opens in a lull closes with the next
 * car, and each of both costs a move of a relay. Then it must hold for the demand that is expected. Among steps that give
 * the same it is the highest that could stay if the cars took all of it, because from there nothing has to come back;
 * where none could, it goes no higher than is asked, and not at all for nobody.
 */
export function raised(
  present: readonly ControlledCabinet[],
  limits: readonly number[],
  constraints: readonly ReceptorConstraint[],
  limitC: number,
): readonly number[] | undefined {
  if (present.every(({ steps }, index) => (limits[index] ?? 100) >= (steps.at(-1) ?? 100))) return undefined;
  const isRationed = present.some((cabinet) => cabinet.isRationed === true);
  const cabinets = isRationed ? present.map((one) => ({ ...one, demand: expectedOf(one) })) : present;
  const { served: least, isFree: isEnough } = outlook(cabinets, limits, constraints);
  const candidates = cabinets
    .flatMap(({ steps, moves }, index) =>
      (moves === 'up and down' ? steps : [])
        .filter((step) => step > (limits[index] ?? 100))
        .map((step) => limits.with(index, step)),
    )
    .map((candidate) => outlook(cabinets, candidate, constraints))
    .filter(
      ({ tempC, served, isFree }) => tempC <= limitC - RETURN_K && (isFree || served > least + RETURN_SHARE),
    );
  if (candidates.length === 0) return undefined;
  if (!isRationed) return most(candidates).limits;
  const lowest = most(candidates, -1);
  const stays = candidates.filter(
    ({ limits: higher, served }) =>
      served >= lowest.served - EQUAL && staysInFullUse(cabinets, limits, higher, constraints, limitC),
  );
  if (stays.length > 0) return most(stays).limits;
  return isEnough ? undefined : lowest.limits;
}

/** Whether the cabinets that are raised could take all of their new limit for good. */
function staysInFullUse(
  cabinets: readonly ControlledCabinet[],
  from: readonly number[],
  to: readonly number[],
  constraints: readonly ReceptorConstraint[],
  limitC: number,
): boolean {
  const full = cabinets.map((cabinet, index) => {
    const limit = to[index] ?? 100;
    return limit > (from[index] ?? 100)
      ? { ...cabinet, demand: Math.max(cabinet.demand, limitShare(limit)) }
      : cabinet;
  });
  return outlook(full, to, constraints).tempC <= limitC - RETURN_K;
}

function expectedOf({ demand, expected = demand }: ControlledCabinet): number {
  return Math.max(demand, expected);
}
