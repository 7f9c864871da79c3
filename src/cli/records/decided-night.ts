/** A recorded night, decided again under the site of then and under a changed one. */

import { type SiteFit, siteFit } from '../../analysis/what-if/site-fit.ts';
import { createComparison, type WhatIf } from '../../analysis/what-if/what-if.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import { recordedState, rulesProblem } from '../../recording/recorded-plan.ts';
import { localText } from '../../time/local-time.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { createProgress } from '../terminal/progress.ts';
import { tell } from '../terminal/tell.ts';
import type { CliFault } from './source/history-path.ts';
import type { NightSource } from './source/night-source.ts';

/** What differed, and what a reader must know besides. */
export interface DecidedNight {
  readonly found: WhatIf;
  readonly fit: SiteFit;
  /** From here on another site was in force, and what came after it is left out. */
  readonly otherSiteMs: number | undefined;
}

const DIFFERENCES_MAX = 10;

/** Reads the source to its end; a night of which nothing was recorded is a fault. */
export async function decideAgain(
  source: NightSource,
  { control: changed, zone }: SitePlan,
  night: string,
): Promise<Result<DecidedNight, CliFault>> {
  const { path, old, state, span } = source;
  const fit = siteFit(old, changed);
  const unfit = unfitText(fit, old);
  if (unfit !== undefined)
    return failed({ code: EXIT.DATAERR, text: tell('system-at', { path, why: unfit }) });
  const comparison = createComparison({ old, state, changed, span, differencesMax: DIFFERENCES_MAX });
  let firstMs: number | undefined;
  let lastMs = 0;
  let otherSiteMs: number | undefined;
  const progress = createProgress(tell('whatif-deciding', { night }));
  for await (const cycle of source.cycles) {
    firstMs ??= cycle.image.wallMs;
    lastMs = cycle.image.wallMs;
    if (lastMs >= span.toMs) break;
    const next = cycle.begin?.header;
    if (next !== undefined && JSON.stringify(next.plan) !== JSON.stringify(old)) {
      otherSiteMs = lastMs;
      break;
    }
    if (next !== undefined) comparison.restart(recordedState(next));
    comparison.see(cycle);
    progress.at(Math.max(0, (lastMs - firstMs) / (span.toMs - firstMs)));
  }
  progress.end();
  const broken = source.broken();
  if (broken !== undefined)
    return failed({ code: EXIT.DATAERR, text: tell('system-at', { path, why: broken }) });
  const found = comparison.result();
  if (found.seconds === 0)
    return failed({ code: EXIT.DATAERR, text: emptyText(path, night, firstMs, lastMs, zone) });
  return ok({ found, fit, otherSiteMs });
}

/** Why nothing can be replayed; undefined if it can. */
function unfitText({ needed }: SiteFit, old: ControlPlan): string | undefined {
  if (needed.length > 0)
    return tell(needed.length === 1 ? 'whatif-needs' : 'whatif-needs-more', { channels: needed });
  return rulesProblem(old);
}

function emptyText(
  path: string,
  night: string,
  firstMs: number | undefined,
  lastMs: number,
  zone: string,
): string {
  if (firstMs === undefined) return tell('whatif-nothing', { path, night });
  const offsetAt = offsetsOf(zone);
  const local = (wallMs: number): string => localText(wallMs, offsetAt(wallMs));
  return tell('whatif-nothing-covers', { path, night, from: local(firstMs), to: local(lastMs) });
}
