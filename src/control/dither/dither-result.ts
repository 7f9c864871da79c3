/** What the pairs of a cabinet say of its fans, where the model says something else. */

import { levelOf } from '../../acoustics/levels/level.ts';
import type { RuleEvent } from '../../model/event.ts';
import { message, rounded } from '../../model/message.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import { ditherEstimate } from './dither-estimate.ts';
import type { DitherInput } from './dither-input.ts';

/** By "cabinet receptor": estimates of the pairs, energy at full speed. */
export type DitherEstimates = Readonly<Record<string, readonly number[]>>;

const APART_DB = 2;

/** One event for each receptor at which they are apart. */
export function ditherResultEvents(
  { id }: CabinetPlan,
  estimates: DitherEstimates,
  { plan, sound }: DitherInput,
): readonly RuleEvent[] {
  const index = plan.cabinets.findIndex((cabinet) => cabinet.id === id);
  return sound.flatMap(({ receptor, fans }) => {
    const pairs = estimates[`${id} ${receptor}`] ?? [];
    const ditherDb = levelOf(Math.max(1, ditherEstimate(pairs) ?? 0));
    const modelDb = levelOf(fans[index] ?? 0);
    if (
      ditherEstimate(pairs) === null ||
      ditherDb === null ||
      modelDb === null ||
      Math.abs(ditherDb - modelDb) <= APART_DB
    )
      return [];
    const found = message('dither-result', {
      cabinet: id,
      ditherDb: rounded(ditherDb, 1),
      receptor,
      pairs: pairs.length,
      modelDb: rounded(modelDb, 1),
    });
    const subject = `cabinet-${id}`;
    return [{ class: 'lifecycle', severity: 'warning', subject, message: found, state: 'noted' } as const];
  });
}
