/** `quietpost run [SITE]`: the gateway on real hardware. */

import { runGateway } from '../../assembly/run-gateway.ts';
import { overrideLinks } from '../../config/load/link-override.ts';
import { loadSite } from '../../config/load/load-site.ts';
import type { SitePlan } from '../../plan/site-plan.ts';

export interface RunOptions {
  readonly link?: readonly string[];
  readonly broker?: string;
  readonly record?: string;
  readonly history?: string;
}

/** Exit codes follow sysexits.h: 78 configuration, 69 something needed is not there. */
export async function run(site: string, options: RunOptions): Promise<number> {
  const plan = planFor(site, options);
  return typeof plan === 'number'
    ? plan
    : runGateway(plan, { record: options.record, history: options.history });
}

/** The plan of a site with the overrides of the command line, or an exit code after saying why not. */
export function planFor(site: string, options: RunOptions): SitePlan | number {
  const loaded = loadSite(site);
  if (!loaded.ok) {
    console.error(loaded.report);
    return 78;
  }
  const { length } = loaded.warnings;
  if (length > 0)
    console.error(`quietpost: ${site} has ${length} warnings, see them with: quietpost check ${site}`);
  return overriddenPlan(loaded.plan, options);
}

/** The plan with the overrides of the command line, or an exit code after saying why not. */
export function overriddenPlan(plan: SitePlan, options: RunOptions): SitePlan | number {
  const unsplit = options.link?.find((text) => !text.includes('='));
  if (unsplit !== undefined) {
    console.error(`quietpost: --link takes BUS=URL, for example io=tcp://127.0.0.1:5020, not "${unsplit}"`);
    return 64;
  }
  const links = Object.fromEntries((options.link ?? []).map(splitLink));
  const overridden = overrideLinks(plan, links);
  if (!overridden.ok) {
    console.error(`quietpost: ${overridden.message}`);
    return 64;
  }
  if (options.broker === undefined) return overridden.plan;
  return { ...overridden.plan, broker: { kind: 'mqtt', url: options.broker } };
}

function splitLink(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}
