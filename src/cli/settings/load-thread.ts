/** Entry point of the thread that reads the settings: zod and YAML take longer than a cycle on a small computer. */

import { insideThread } from '../../adapters/worker-thread.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { overriddenPlan, type PlanOverrides } from '../terminal/site-argument.ts';

/** What the thread is asked. */
export interface LoadRequest {
  readonly site: string;
  readonly options: PlanOverrides;
}

insideThread((asked, reply) => {
  const { site, options } = asked as LoadRequest;
  const loaded = loadSite(site);
  if (!loaded.ok) return reply({ ok: false, report: loaded.report });
  const plan = overriddenPlan(loaded.plan, options);
  return reply(typeof plan === 'number' ? { ok: false, report: '' } : { ok: true, plan });
});
