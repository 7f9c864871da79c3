/** The configuration in force at some time, from the history. */

import { EXIT } from '../../../model/exit-code.ts';
import { failed, ok, type Result } from '../../../model/result.ts';
import type { SitePlan } from '../../../plan/site-plan.ts';
import type { HistoryReader, TimeSpan } from '../../../ports/history.ts';
import { planOfToday } from '../../../recording/recorded-plan.ts';
import { tell } from '../../terminal/tell.ts';
import type { CliFault } from './history-path.ts';

/** The last one in force in the span, and the number of them. */
export async function planInForce(
  history: HistoryReader,
  span: TimeSpan,
): Promise<Result<{ readonly plan: SitePlan; readonly versions: number }, CliFault>> {
  const configs = await history.configs(span);
  if (!configs.ok) return failed({ code: EXIT.DATAERR, text: configs.fault });
  const last = configs.value.at(-1);
  if (last === undefined) return failed({ code: EXIT.DATAERR, text: tell('no-settings-then') });
  // The text is a plan, because the gateway that wrote the history made it from one.
  const plan = JSON.parse(last.text) as SitePlan;
  return ok({ plan: { ...plan, control: await planOfToday(plan.control) }, versions: configs.value.length });
}
