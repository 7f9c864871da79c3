/** Entry point of the thread that reads the settings: zod and YAML take longer than a cycle on a small computer. */

import { insideThread } from '../../adapters/worker-thread.ts';
import type { FileReport, LoadedSettings } from '../../assembly/settings/settings-source.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { inEachLanguage } from '../../language/languages.ts';
import { overriddenPlan, type PlanOverrides } from '../terminal/site-argument.ts';

/** What the thread is asked. */
export interface LoadRequest {
  readonly site: string;
  readonly options: PlanOverrides;
}

const refused = (report: FileReport): LoadedSettings => ({ ok: false, report });

insideThread((asked, reply) => {
  const { site, options } = asked as LoadRequest;
  const loaded = loadSite(site);
  if (!loaded.ok) return reply(refused(inEachLanguage(loaded.reportIn)));
  const plan = overriddenPlan(loaded.plan, options);
  return reply(typeof plan === 'number' ? refused({ en: '' }) : { ok: true, plan });
});
