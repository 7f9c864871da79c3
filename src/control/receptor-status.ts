/**
 * The status of each receptor: what the equipment gives there, what it may give, and which budget says so. Only shown.
 */

import { levelOf } from '../acoustics/levels/level.ts';
import type { Message } from '../model/message.ts';
import type { GateState } from '../model/sound/gate.ts';
import type { ControlPlan } from '../plan/control-plan.ts';
import { allowancesOf, type BudgetTimeBase, type LoweredLimit } from './noise/allowance.ts';
import { receptorsNow } from './noise/receptor-limits.ts';
import type { TickResult } from './tick.ts';

/** What is shown of one receptor. */
export interface ReceptorStatus {
  readonly receptor: string;
  readonly limitDb: number;
  /** By the model, dB; null where the site has no source. */
  readonly equipmentDb: number | null;
  /** What the equipment may give, and the time base of the budget that says so; null where no noise rule runs. */
  readonly allowedDb: number | null;
  readonly timeBase: BudgetTimeBase | null;
  /** What lowers the limit below that of the site file; absent: nothing. */
  readonly lowered?: LoweredLimit;
  /** The equipment is at most this much louder than its model, dB; below 0: quieter. */
  readonly expandedUncertaintyDb: number;
  readonly gate: GateState;
  /** Why the gate has this state. */
  readonly why: Message;
}

/** The status of each receptor of the plan, in its order. */
export function receptorStatus(
  { state, sound, attribution, isNight }: Pick<TickResult, 'state' | 'sound' | 'attribution' | 'isNight'>,
  plan: ControlPlan,
): readonly ReceptorStatus[] {
  const allowances = allowancesOf(state.rules);
  const receptors = receptorsNow(sound, allowances, plan.rules['night-noise'].marginDb);
  return plan.receptors.flatMap(({ id, nightDb, dayDb }) => {
    const attributed = attribution.find(({ receptor }) => receptor === id);
    if (attributed === undefined) return [];
    const allowance = allowances[id];
    return {
      receptor: id,
      limitDb: allowance?.limitDb ?? (isNight ? nightDb : dayDb),
      equipmentDb: attributed.equipmentDb,
      allowedDb: receptors.find(({ receptor }) => receptor === id)?.allowedDb ?? null,
      timeBase: allowance?.timeBase ?? null,
      ...(allowance?.lowered === undefined ? {} : { lowered: allowance.lowered }),
      expandedUncertaintyDb: expandedDb(
        sound.find(({ receptor }) => receptor === id),
        attributed.equipmentDb,
      ),
      gate: attributed.gate,
      why: attributed.reason,
    };
  });
}

function expandedDb(sound: TickResult['sound'][number] | undefined, equipmentDb: number | null): number {
  if (sound === undefined || equipmentDb === null) return 0;
  const mostDb = levelOf(sound.most);
  return mostDb === null ? 0 : mostDb - equipmentDb;
}
