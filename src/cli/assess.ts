/** `quietpost assess`: judges any file of sound levels by a noise limit standard, without a station. */

import { assessPeriod } from '../acoustics/assessment.ts';
import type { Background } from '../acoustics/background.ts';
import type { HeardPeriod } from '../acoustics/heard-period.ts';
import { momentOf, type OffsetAt } from '../acoustics/local-span.ts';
import type { PeriodName, RuleSet } from '../acoustics/rule-set.ts';
import { classProblem, loadRuleSet } from '../config/limits.ts';
import { parseDuration } from '../model/duration.ts';
import { failed, ok, type Result } from '../model/result.ts';
import { assessmentJson } from './assess-json.ts';
import { assessmentText } from './assess-text.ts';
import type { AssessedFile } from './assessed-file.ts';
import { hearFile } from './heard-file.ts';
import { openLevels } from './levels-file.ts';
import { parseCivil } from './levels-text.ts';
import { isZone, offsetsOf } from './local-clock.ts';

export interface AssessOptions {
  readonly levels: string;
  readonly step: string;
  readonly rule: string;
  readonly class: string;
  readonly zone: string;
  readonly from?: string;
  readonly to?: string;
  readonly time?: readonly string[];
  readonly level?: string;
  /** `none`, `L90` or a level in dB. */
  readonly background: string;
  readonly indoors?: boolean;
  readonly json?: boolean;
}

/** Where the words go. */
export interface Output {
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** Reads, judges and prints. Gives the exit code of sysexits.h: 64 usage, 65 data, 66 no input, 78 rule file. */
export function assess(options: AssessOptions, output: Output): number {
  const assessed = assessFile(options);
  if (!assessed.ok) {
    output.complain(`quietpost: ${assessed.fault.text}`);
    return assessed.fault.exitCode;
  }
  output.write(options.json === true ? assessmentJson(assessed.value) : assessmentText(assessed.value));
  return 0;
}

interface AssessFault {
  readonly exitCode: number;
  readonly text: string;
}

function assessFile(options: AssessOptions): Result<AssessedFile, AssessFault> {
  const asked = questionOf(options);
  if (!asked.ok) return asked;
  const { rules, offsetAt, fromMs, toMs, stepS, background } = asked.value;
  const opened = openLevels(options.levels, options, stepS);
  if (!opened.ok) return opened;
  const layout = opened.value;
  const lowerByDb = options.indoors === true ? (rules.indoors?.lowerByDb ?? 0) : 0;
  const limitsDb = lowered(rules.limits.classes[options.class]?.limitsDb ?? {}, lowerByDb);
  const heard = hearFile({ path: options.levels, layout, rules, limitsDb, offsetAt, fromMs, toMs });
  if (heard.count.late > heard.count.valid + heard.count.blank) {
    const text = `${options.levels}: most rows are not later than the row before them (from line ${heard.count.firstLateLine} on). Sort the file by time, oldest first`;
    return failed({ exitCode: 65, text });
  }
  const judged = heard.periods.map((period) => ({
    period,
    assessment: assessPeriod({
      rules,
      className: options.class,
      receptor: options.levels,
      period,
      background: background(period),
      uncertaintyDb: METER_UNCERTAINTY_DB,
      peakOrigin: 'unknown',
      indoors: options.indoors === true,
      assumedDb: null,
    }),
  }));
  const { levels: path, zone, class: className, background: from } = options;
  return ok({ path, zone, offsetAt, layout, rules, className, limitsDb, background: from, heard, judged });
}

/** Standard uncertainties, dB: a class 1 meter; a short measurement with the station off; L90 taken for a mean. */
const METER_UNCERTAINTY_DB = 1;
const MEASURED_UNCERTAINTY_DB = 2;
const L90_UNCERTAINTY_DB = 3;

interface Question {
  readonly rules: RuleSet;
  readonly offsetAt: OffsetAt;
  readonly fromMs: number;
  readonly toMs: number;
  /** Undefined: as the file has it. */
  readonly stepS: number | undefined;
  readonly background: (period: HeardPeriod) => Background | null;
}

function questionOf(options: AssessOptions): Result<Question, AssessFault> {
  const loaded = loadRuleSet(options.rule);
  if (!loaded.ok) return failed({ exitCode: loaded.isUnknown ? 64 : 78, text: loaded.report });
  const { rules } = loaded;
  const unknownClass = classProblem(rules, options.class);
  if (unknownClass !== undefined) return usage(unknownClass);
  if (options.indoors === true && rules.indoors === undefined)
    return usage(`${rules.id} has no rule for measurements in the dwelling: leave out --indoors`);
  if (!isZone(options.zone))
    return usage(`"${options.zone}" is no time zone; write one like Asia/Shanghai or UTC`);
  const offsetAt = offsetsOf(options.zone);
  const fromMs = options.from === undefined ? Number.NEGATIVE_INFINITY : momentIn(options.from, offsetAt);
  const toMs = options.to === undefined ? Number.POSITIVE_INFINITY : momentIn(options.to, offsetAt);
  if (Number.isNaN(fromMs) || Number.isNaN(toMs))
    return usage('--from and --to are a date or a date with time: 2025-03-22 or "2025-03-22 22:00"');
  if (fromMs >= toMs) return usage('--to must be later than --from');
  const stepMs = options.step === 'auto' ? undefined : parseDuration(options.step);
  if (options.step !== 'auto' && stepMs === undefined)
    return usage(`--step ${options.step}: write auto, or a duration with its unit: 1s, 10s, 1m`);
  const background = backgroundOf(options.background);
  if (background === undefined)
    return usage(
      `--background ${options.background}: write none, L90, or a level in dB measured with the station off`,
    );
  return ok({
    rules,
    offsetAt,
    fromMs,
    toMs,
    stepS: stepMs === undefined ? undefined : stepMs / 1000,
    background,
  });
}

function backgroundOf(text: string): Question['background'] | undefined {
  if (text.toLowerCase() === 'none') return () => null;
  if (text.toLowerCase() === 'l90') {
    return ({ l90Db }) =>
      l90Db === null ? null : { source: 'l90', levelDb: l90Db, uncertaintyDb: L90_UNCERTAINTY_DB };
  }
  const levelDb = Number(text);
  if (text.trim() === '' || !(levelDb > 0 && levelDb < 140)) return undefined;
  return () => ({ source: 'measured', levelDb, uncertaintyDb: MEASURED_UNCERTAINTY_DB });
}

function momentIn(text: string, offsetAt: OffsetAt): number {
  const stamp = parseCivil(text);
  if (stamp === undefined) return Number.NaN;
  return stamp.isLocal ? momentOf(stamp.ms, offsetAt) : stamp.ms;
}

function lowered(limitsDb: Readonly<Partial<Record<PeriodName, number>>>, byDb: number): typeof limitsDb {
  return Object.fromEntries(Object.entries(limitsDb).map(([kind, limitDb]) => [kind, limitDb - byDb]));
}

function usage(text: string): { readonly ok: false; readonly fault: AssessFault } {
  return { ok: false, fault: { exitCode: 64, text } };
}
