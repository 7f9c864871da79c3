/** The report of one night from an open history: its plan, its standards, its records. */

import type { Background } from '../../acoustics/assessment/background.ts';
import { version } from '../../assembly/version.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { DAY_MS } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ReceptorPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { ConfigVersion, HistoryReader } from '../../ports/history.ts';
import { readNight } from '../../report/data/night-records.ts';
import { type AppliedStandard, nightReport } from '../../report/data/night-report.ts';
import { type NightTimes, nightHoursOf, nightSpan } from '../../report/data/night-span.ts';
import type { GivenByHand, NightReport } from '../../report/data/shape/report-data.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { languageHere } from '../terminal/language.ts';
import { tell } from '../terminal/tell.ts';
import type { CliFault } from './source/history-path.ts';
import { loadOnce, standardFor } from './standard-of-receptor.ts';

/** What a night is judged by. */
export interface NightWishes {
  /** Date of the evening. */
  readonly night: string;
  /** Absent: the site of that night in the history. */
  readonly site?: string;
  /** One or more, by commas. */
  readonly rule: string;
  readonly reading?: string;
  /** Absent: the class whose limits are those of the site. */
  readonly class?: string;
  /** Level measured with the station off, dB. */
  readonly background?: string;
}

/** Where a plan in force and a rule set come from; of many nights each is read once. */
export interface NightSources {
  readonly planIn: (config: ConfigVersion) => SitePlan;
  readonly loadRules?: Parameters<typeof standardFor>[2];
}

const sourcesHere: NightSources = { planIn };

/** Each plan and rule set read once. */
export function sourcesOnce(): NightSources {
  const plans = new Map<string, SitePlan>();
  return {
    loadRules: loadOnce(),
    planIn(config) {
      const plan = plans.get(config.hash) ?? planIn(config);
      plans.set(config.hash, plan);
      return plan;
    },
  };
}

/** The report of a night from an open history. */
export async function nightOf(
  history: HistoryReader,
  options: NightWishes,
  historyFile: string,
  nowMs: number,
  sources: NightSources = sourcesHere,
): Promise<Result<NightReport, CliFault>> {
  const planned = await planFor(history, options, sources.planIn);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const standards = standardsFor(plan, options, sources.loadRules);
  if (!standards.ok) return standards;
  const [ruleFor, ...comparedWith] = standards.value;
  const offsetAt = offsetsOf(plan.zone);
  const spans = standards.value.map((standard) => spanBy(standard, plan, options.night, offsetAt));
  const night = spans[0];
  if (ruleFor === undefined || night === undefined || night === null)
    return failed({ code: EXIT.CONFIG, text: tell('report-no-limits', { rule: options.rule }) });
  const known = spans.filter((one) => one !== null);
  const span = {
    fromMs: Math.min(...known.map(({ startMs }) => startMs)),
    toMs: Math.max(...known.map(({ endMs }) => endMs)),
  };
  const records = await readNight(history, span, plan);
  const recorded = await history.recorded();
  if (!records.ok) return failed({ code: EXIT.DATAERR, text: records.fault });
  if (!recorded.ok) return failed({ code: EXIT.DATAERR, text: recorded.fault });
  const background = backgroundOf(options);
  return ok(
    nightReport({
      plan,
      night,
      records: records.value,
      ruleFor,
      comparedWith,
      givenByHand: givenByHand(options),
      ...(background === undefined ? {} : { background }),
      offsetAt,
      // Simulated days may lie ahead of the clock; they are over once they are recorded.
      nowMs: Math.max(nowMs, recorded.value?.toMs ?? 0),
      historyFile,
      madeBy: `quietpost ${version}`,
    }),
  );
}

/** One a name of `--rule`, the first one leads. */
function standardsFor(
  plan: SitePlan,
  options: NightWishes,
  loadRules: NightSources['loadRules'],
): Result<readonly ((receptor: ReceptorPlan) => AppliedStandard)[], CliFault> {
  const standards: ((receptor: ReceptorPlan) => AppliedStandard)[] = [];
  for (const rule of options.rule.split(',')) {
    const found = standardFor(plan, { ...options, rule: rule.trim() }, loadRules);
    if (!found.ok) return found;
    standards.push(found.value);
  }
  return ok(standards);
}

/** The hours of the standard, not those of the site: what is judged is what the standard names. */
function spanBy(
  standard: (receptor: ReceptorPlan) => AppliedStandard,
  { control }: SitePlan,
  night: string,
  offsetAt: OffsetAt,
): NightTimes | null {
  const [receptor] = control.receptors;
  const hours = receptor === undefined ? control.night : nightHoursOf(standard(receptor).rules);
  return hours === null ? null : nightSpan(night, hours, offsetAt);
}

/** Where the site file is when none is named. */
export const DEFAULT_SITE = 'config/site.yaml';
const DEFAULT_RULE = 'gb-22337';

/** Said on the first lines of the page: it is not what the station was set to. */
function givenByHand(options: NightWishes): GivenByHand[] {
  const given = [
    ['site', options.site],
    ['rule', options.rule === DEFAULT_RULE ? undefined : options.rule],
    ['class', options.class],
    ['reading', options.reading],
    ['background', options.background],
  ] as const;
  return given.flatMap(([what, value]) => (value === undefined ? [] : [what]));
}

/** The site file given, or the configuration in force at the end of that night. */
export async function planFor(
  history: HistoryReader,
  { site, night }: Pick<NightWishes, 'site' | 'night'>,
  planOf: NightSources['planIn'] = planIn,
): Promise<Result<SitePlan, CliFault>> {
  if (site === undefined) {
    const dayMs = Date.parse(`${night}T00:00:00Z`);
    const configs = await history.configs({ fromMs: dayMs - DAY_MS, toMs: dayMs + 2 * DAY_MS });
    if (!configs.ok) return failed({ code: EXIT.DATAERR, text: configs.fault });
    const last = configs.value.at(-1);
    if (last !== undefined) return ok(planOf(last));
  }
  const loaded = loadSite(site ?? DEFAULT_SITE, [], languageHere());
  return loaded.ok ? ok(loaded.plan) : failed({ code: EXIT.CONFIG, text: loaded.report });
}

/** The text is a plan, because the gateway that wrote the history made it from one. */
function planIn({ text }: ConfigVersion): SitePlan {
  return { ports: [], ...(JSON.parse(text) as Omit<SitePlan, 'ports'>) };
}

/** For a level measured by hand with a meter 1 dB of uncertainty is usual. */
function backgroundOf({ background }: Pick<NightWishes, 'background'>): Background | undefined {
  return background === undefined
    ? undefined
    : { source: 'measured', levelDb: Number(background), uncertaintyDb: 1 };
}
