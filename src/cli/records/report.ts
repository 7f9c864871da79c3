/** `quietpost report`: the record of one night as a page, a table or data, from the history file alone. */

import { writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Background } from '../../acoustics/assessment/background.ts';
import { version } from '../../assembly/version.ts';
import { loadSite } from '../../config/load/load-site.ts';
import { dictionaries, isLanguage, type Language, languages } from '../../language/languages.ts';
import { DAY_MS } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ReceptorPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { HistoryReader } from '../../ports/history.ts';
import { readNight } from '../../report/data/night-records.ts';
import { type AppliedStandard, nightReport } from '../../report/data/night-report.ts';
import { type NightTimes, nightHoursOf, nightSpan } from '../../report/data/night-span.ts';
import type { GivenByHand, NightReport } from '../../report/data/shape/report-data.ts';
import { nightCsv } from '../../report/page/minutes-csv.ts';
import { nightHtml } from '../../report/page/page.ts';
import { readerOf } from '../../store/file/reader.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { type CliFault, openHistoryFile } from './source/history-path.ts';
import { standardFor } from './standard-of-receptor.ts';

/** The options as typed. `out`: the file; its ending says which form. */
export interface ReportOptions {
  /** Date of the evening. */
  readonly night: string;
  readonly out: string;
  readonly history?: string;
  /** Absent: the site of that night in the history. */
  readonly site?: string;
  /** One or more, by commas. */
  readonly rule: string;
  readonly reading?: string;
  /** Absent: the class whose limits are those of the site. */
  readonly class?: string;
  /** Level measured with the station off, dB. */
  readonly background?: string;
  readonly lang: string;
}

interface ReportIo {
  write(line: string): void;
  complain(line: string): void;
  /** Wall time, UTC. */
  nowMs(): number;
}

const DEFAULT_SITE = 'config/site.yaml';

/** Writes the file; gives the exit code of sysexits.h. */
export async function report(options: ReportOptions, io: ReportIo): Promise<number> {
  const made = await make(options, io.nowMs());
  if (!made.ok) {
    io.complain(`quietpost report: ${made.fault.text}`);
    return made.fault.code;
  }
  try {
    writeFileSync(options.out, made.value.text);
  } catch (cause) {
    io.complain(`quietpost report: ${options.out} cannot be written: ${String(cause)}`);
    return EXIT.IOERR;
  }
  io.write(`${options.out}: ${made.value.summary}`);
  return EXIT.OK;
}

/** How a night can be written, by the ending of the file name. */
const writers: Readonly<Record<string, (report: NightReport, language: Language) => string>> = {
  '.html': (night, language) => nightHtml(night, dictionaries[language]),
  '.csv': nightCsv,
  '.json': (night) => `${JSON.stringify(night, null, 2)}\n`,
};

async function make(
  options: ReportOptions,
  nowMs: number,
): Promise<Result<{ readonly text: string; readonly summary: string }, CliFault>> {
  const usage = usageProblem(options);
  const write = writers[extname(options.out)];
  if (usage !== undefined || write === undefined)
    return failed({ code: EXIT.USAGE, text: usage ?? OUT_PROBLEM });
  const opened = openHistoryFile({ history: options.history, site: options.site ?? DEFAULT_SITE });
  if (!opened.ok) return opened;
  const { db, path } = opened.value;
  const night = await nightOf(readerOf(db), options, basename(path), nowMs);
  db.close();
  if (!night.ok) return night;
  const language = isLanguage(options.lang) ? options.lang : 'en';
  return ok({ text: write(night.value, language), summary: summaryOf(night.value) });
}

/** The report of a night from an open history. */
export async function nightOf(
  history: HistoryReader,
  options: Omit<ReportOptions, 'out' | 'lang'>,
  historyFile: string,
  nowMs: number,
): Promise<Result<NightReport, CliFault>> {
  const planned = await planFor(history, options);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const standards = standardsFor(plan, options);
  if (!standards.ok) return standards;
  const [ruleFor, ...comparedWith] = standards.value;
  const offsetAt = offsetsOf(plan.zone);
  const spans = standards.value.map((standard) => spanBy(standard, plan, options.night, offsetAt));
  const night = spans[0];
  if (ruleFor === undefined || night === undefined || night === null)
    return failed({ code: EXIT.CONFIG, text: `${options.rule} has no limits for a night` });
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
  options: Omit<ReportOptions, 'lang' | 'out'>,
): Result<readonly ((receptor: ReceptorPlan) => AppliedStandard)[], CliFault> {
  const standards: ((receptor: ReceptorPlan) => AppliedStandard)[] = [];
  for (const rule of options.rule.split(',')) {
    const found = standardFor(plan, { ...options, rule: rule.trim() });
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

const DEFAULT_RULE = 'gb-22337';

/** Said on the first lines of the page: it is not what the station was set to. */
function givenByHand(options: Omit<ReportOptions, 'lang' | 'out'>): GivenByHand[] {
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
async function planFor(
  history: HistoryReader,
  { site, night }: Pick<ReportOptions, 'site' | 'night'>,
): Promise<Result<SitePlan, CliFault>> {
  if (site === undefined) {
    const dayMs = Date.parse(`${night}T00:00:00Z`);
    const configs = await history.configs({ fromMs: dayMs - DAY_MS, toMs: dayMs + 2 * DAY_MS });
    if (!configs.ok) return failed({ code: EXIT.DATAERR, text: configs.fault });
    const last = configs.value.at(-1);
    // The text is a plan, because the gateway that wrote the history made it from one.
    if (last !== undefined) return ok({ ports: [], ...(JSON.parse(last.text) as Omit<SitePlan, 'ports'>) });
  }
  const loaded = loadSite(site ?? DEFAULT_SITE);
  return loaded.ok ? ok(loaded.plan) : failed({ code: EXIT.CONFIG, text: loaded.report });
}

function usageProblem({ night, lang, background }: ReportOptions): string | undefined {
  const dayMs = Date.parse(`${night}T00:00:00Z`);
  const isDate = Number.isFinite(dayMs) && new Date(dayMs).toISOString().slice(0, 10) === night;
  if (!isDate) return `--night takes the date of the evening, like 2026-07-15, not "${night}"`;
  if (!isLanguage(lang)) return `--lang takes ${languages.join(' or ')}, not "${lang}"`;
  const levelDb = Number(background ?? 40);
  if (!(levelDb >= 0 && levelDb <= 120)) return `--background takes a level in dB, not "${background}"`;
  return undefined;
}

const OUT_PROBLEM = '--out takes a file that ends in .html, .csv or .json';

/** For a level measured by hand with a meter 1 dB of uncertainty is usual. */
function backgroundOf({ background }: Pick<ReportOptions, 'background'>): Background | undefined {
  return background === undefined
    ? undefined
    : { source: 'measured', levelDb: Number(background), uncertaintyDb: 1 };
}

function summaryOf({ night, receptors }: NightReport): string {
  const verdicts = receptors.map(({ id, outcome, figures }) => {
    const level = figures.laeqDb === null ? '' : `, LAeq ${figures.laeqDb.toFixed(1)} dB`;
    return `${id} ${outcome}${level}`;
  });
  return `night of ${night.id}: ${verdicts.join('; ')}`;
}
