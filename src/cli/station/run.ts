/** `quietpost run [SITE]`: the gateway on real hardware. */

import { runGateway } from '../../assembly/run-gateway.ts';
import { safeModeRules } from '../../control/rules/safe-mode.ts';
import { watchedSettings } from '../settings/watched-settings.ts';
import { languageHere } from '../terminal/language.ts';
import { type PlanOverrides, planFor } from '../terminal/site-argument.ts';
import { nightPages } from './night-pages.ts';

/** Options of `quietpost run`. */
export interface RunOptions extends PlanOverrides {
  readonly record?: string;
  readonly history?: string;
  readonly safeMode?: boolean;
  readonly lang?: string;
}

/** Runs until it is stopped. Exit codes follow sysexits.h: 78 configuration, 69 something needed is missing. */
export async function run(site: string, options: RunOptions): Promise<number> {
  const plan = planFor(site, options);
  if (typeof plan === 'number') return plan;
  const { record, history } = options;
  return runGateway(plan, {
    ...{ record, history, site, page: { nightPages }, language: languageHere(options.lang) },
    // In safe mode nothing comes into force by itself.
    ...(options.safeMode === true ? { rules: safeModeRules } : { settings: watchedSettings(site, options) }),
  });
}
