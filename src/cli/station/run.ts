/** `quietpost run [SITE]`: the gateway on real hardware. */

import { runGateway } from '../../assembly/run-gateway.ts';
import { safeModeRules } from '../../control/rules/safe-mode.ts';
import { type PlanOverrides, planFor } from '../terminal/site-argument.ts';

/** Options of `quietpost run`. */
export interface RunOptions extends PlanOverrides {
  readonly record?: string;
  readonly history?: string;
  readonly safeMode?: boolean;
}

/** Runs until it is stopped. Exit codes follow sysexits.h: 78 configuration, 69 something needed is missing. */
export async function run(site: string, options: RunOptions): Promise<number> {
  const plan = planFor(site, options);
  return typeof plan === 'number'
    ? plan
    : runGateway(plan, {
        record: options.record,
        history: options.history,
        rules: options.safeMode === true ? safeModeRules : undefined,
      });
}
