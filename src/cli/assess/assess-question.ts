/** The question to `quietpost assess`: its options as typed, and their meaning. */

import type { Background } from '../../acoustics/assessment/background.ts';
import type { MeasuredPeriod } from '../../acoustics/periods/measured-period.ts';
import type { RuleSet } from '../../acoustics/rule-set.ts';
import { parseCivil } from '../../assess/levels-text.ts';
import { classProblem, loadRuleSet } from '../../config/limits/limits.ts';
import { parseDuration } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { momentOf, type OffsetAt } from '../../time/local-span.ts';
import { isZone, offsetsOf } from '../../time/zoned-stamps.ts';

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

/** Why there is no answer, with the exit code for it. */
export interface AssessFault {
  readonly exitCode: number;
  readonly text: string;
}

/** The parsed options. */
export interface Question {
  readonly rules: RuleSet;
  readonly offsetAt: OffsetAt;
  readonly fromMs: number;
  readonly toMs: number;
  /** Undefined: as the file has it. */
  readonly stepS: number | undefined;
  readonly background: (period: MeasuredPeriod) => Background | null;
}

/** Parses the options; a fault says what is wrong with the first bad one. */
export function questionOf(options: AssessOptions): Result<Question, AssessFault> {
  const loaded = loadRuleSet(options.rule);
  if (!loaded.ok)
    return failed({ exitCode: loaded.isUnknown ? EXIT.USAGE : EXIT.CONFIG, text: loaded.report });
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

/** Standard uncertainties, dB: a short measurement with the station off; L90 used as a mean. */
const MEASURED_UNCERTAINTY_DB = 2;
const L90_UNCERTAINTY_DB = 3;

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

function usage(text: string): { readonly ok: false; readonly fault: AssessFault } {
  return { ok: false, fault: { exitCode: EXIT.USAGE, text } };
}
