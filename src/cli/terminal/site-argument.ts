/** The plan of the site that a command names, with the overrides of the command line; each refusal is printed. */

import { overrideLinks } from '../../config/load/link-override.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { sayPhrase } from '../../language/say-phrase.ts';
import { EXIT } from '../../model/exit-code.ts';
import { phrase } from '../../model/phrase.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import { languageHere } from './language.ts';
import { tell } from './tell.ts';

/** What the command line may override in the site file. */
export interface PlanOverrides {
  readonly link?: readonly string[];
  readonly broker?: string;
  /** Language of what is wrong in the site file; not given: that of the environment. */
  readonly lang?: string;
}

/** The plan of a site with the overrides of the command line, or an exit code after printing why not. */
export function planFor(site: string, options: PlanOverrides): SitePlan | number {
  const language = languageHere(options.lang);
  const loaded = loadSite(site, [], language);
  if (!loaded.ok) {
    console.error(loaded.report);
    return EXIT.CONFIG;
  }
  const count = loaded.warnings.length;
  if (count > 0) console.error(sayPhrase(language, phrase('has-warnings', { site, count })));
  return overriddenPlan(loaded.plan, options);
}

/** The plan with the overrides of the command line, or an exit code after printing why not. */
export function overriddenPlan(plan: SitePlan, options: PlanOverrides): SitePlan | number {
  const unsplit = options.link?.find((text) => !text.includes('='));
  if (unsplit !== undefined) {
    console.error(tell('quietpost-says', { why: tell('link-takes', { given: unsplit }) }));
    return EXIT.USAGE;
  }
  const links = Object.fromEntries((options.link ?? []).map(splitLink));
  const overridden = overrideLinks(plan, links, languageHere(options.lang));
  if (!overridden.ok) {
    console.error(tell('quietpost-says', { why: overridden.message }));
    return EXIT.USAGE;
  }
  if (options.broker === undefined) return overridden.plan;
  return { ...overridden.plan, broker: { kind: 'mqtt', url: options.broker, live: 'always' } };
}

function splitLink(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}
