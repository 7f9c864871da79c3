/** What `quietpost assess` is asked: its options as they are typed, and what they mean. */

import { existsSync } from 'node:fs';
import type { Background } from '../../acoustics/assessment/background.ts';
import type { SoundPath } from '../../acoustics/assessment/rating.ts';
import type { MeasuredPeriod } from '../../acoustics/periods/measured-period.ts';
import type { RuleSet } from '../../acoustics/rule-set.ts';
import type { LayoutWishes } from '../../assess/layout/layout.ts';
import { parseDate, parseStamp } from '../../assess/time/stamp-text.ts';
import { classProblem, loadRuleSet } from '../../config/limits/limits.ts';
import { parseDuration } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { momentOf, type OffsetAt } from '../../time/local-span.ts';
import { isZone } from '../../time/zoned-stamps.ts';
import { languageHere } from '../terminal/language.ts';
import { tell } from '../terminal/tell.ts';

/** The options as typed, before anything is checked; what is absent was not given. */
export interface AssessOptions {
  readonly levels: string;
  readonly step: string;
  readonly rule: string;
  readonly class: string;
  /** Undefined: as the file says. */
  readonly zone?: string | undefined;
  /** Offset of stamps without zone from UTC, where it is not that of the place: UTC, +08:00. */
  readonly stampZone?: string;
  readonly from?: string;
  readonly to?: string;
  readonly time?: readonly string[];
  readonly level?: string;
  readonly dateOrder?: string;
  readonly stamp?: string;
  readonly where?: readonly string[];
  /** Which sheet of a workbook with several. */
  readonly sheet?: string;
  /** `none`, `L90`, a level in dB, or a file that was measured with the station off. */
  readonly background: string;
  readonly indoors?: boolean;
  /** Measured in a room, `A` for sleeping or `B`; and where the source is. */
  readonly room?: 'A' | 'B';
  readonly source?: 'inside' | 'outside';
  /** How long the sound lasts in a period: 20m. */
  readonly on?: string;
  /** Distance, height of the source, height of the meter, m: `40,2,4`. */
  readonly path?: string;
  readonly json?: boolean;
}

/** Why there is no answer, with the exit code for it. */
export interface AssessFault {
  readonly exitCode: number;
  readonly text: string;
}

/** The options once they are understood. */
export interface Question {
  readonly rules: RuleSet;
  readonly wishes: LayoutWishes;
  /** Undefined: as the file has it. */
  readonly stepS: number | undefined;
  readonly background: (period: MeasuredPeriod) => Background | null;
  /** A file measured with the station off; undefined: none was given. */
  readonly offFile: string | undefined;
  readonly durationS: number | undefined;
  readonly path: SoundPath | null;
}

/** Understands the options, or says what is wrong with the first that it does not. */
export function questionOf(options: AssessOptions): Result<Question, AssessFault> {
  const loaded = loadRuleSet(options.rule, languageHere());
  if (!loaded.ok)
    return failed({ exitCode: loaded.isUnknown ? EXIT.USAGE : EXIT.CONFIG, text: loaded.report });
  const { rules } = loaded;
  const unknownClass = classProblem(rules, options.class, languageHere());
  if (unknownClass !== undefined) return usage(unknownClass);
  if (options.indoors === true && rules.indoors === undefined)
    return usage(tell('assess-no-indoors', { rule: rules.id }));
  if (options.zone !== undefined && !isZone(options.zone))
    return usage(tell('assess-no-zone', { given: options.zone }));
  if (options.room !== undefined && rules.room === undefined)
    return usage(tell('assess-no-rooms', { rule: rules.id }));
  if (options.room !== undefined && options.room !== 'A' && options.room !== 'B')
    return usage(tell('assess-takes-room', { given: options.room }));
  if (options.source !== undefined && options.source !== 'inside' && options.source !== 'outside')
    return usage(tell('assess-takes-source', { given: options.source }));
  const span = spanOf(options, () => 0);
  if (!span.ok) return span;
  const wishes = wishesOf(options);
  if (!wishes.ok) return wishes;
  const stepMs = options.step === 'auto' ? undefined : parseDuration(options.step);
  if (options.step !== 'auto' && stepMs === undefined)
    return usage(tell('assess-takes-step', { given: options.step }));
  const background = backgroundOf(options.background);
  const offFile = background === undefined && existsSync(options.background) ? options.background : undefined;
  if (background === undefined && offFile === undefined)
    return usage(tell('assess-takes-background', { given: options.background }));
  const onMs = options.on === undefined ? undefined : parseDuration(options.on);
  if (options.on !== undefined && onMs === undefined)
    return usage(tell('assess-takes-on', { given: options.on }));
  const path = options.path === undefined ? null : pathOf(options.path);
  if (path === undefined) return usage(tell('assess-takes-path', { given: options.path ?? '' }));
  return ok({
    rules,
    wishes: wishes.value,
    stepS: stepMs === undefined ? undefined : stepMs / 1000,
    background: background ?? (() => null),
    offFile,
    durationS: onMs === undefined ? undefined : onMs / 1000,
    path,
  });
}

function pathOf(text: string): SoundPath | undefined {
  const [distanceM = Number.NaN, sourceM = Number.NaN, receiverM = Number.NaN, ...more] = text
    .split(',')
    .map(Number);
  const isPath = distanceM > 0 && sourceM >= 0 && receiverM >= 0 && more.length === 0;
  return isPath ? { distanceM, sourceM, receiverM } : undefined;
}

interface AskedSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The part of the file that is asked for, by the clock of the place. */
export function spanOf({ from, to }: AssessOptions, offsetAt: OffsetAt): Result<AskedSpan, AssessFault> {
  const fromMs = from === undefined ? Number.NEGATIVE_INFINITY : momentIn(from, offsetAt);
  const toMs = to === undefined ? Number.POSITIVE_INFINITY : momentIn(to, offsetAt);
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return usage(tell('assess-takes-span'));
  return fromMs < toMs ? ok({ fromMs, toMs }) : usage(tell('assess-backwards'));
}

const orders = {
  dmy: 'dmy',
  mdy: 'mdy',
  ymd: 'ymd',
  'day-first': 'dmy',
  'month-first': 'mdy',
  'year-first': 'ymd',
} as const;
const edges = { begin: 'begin', end: 'end', middle: 'middle' } as const;

/** What is said of the layout. */
function wishesOf(options: AssessOptions): Result<LayoutWishes, AssessFault> {
  const { stamp, stampZone, time, level, where } = options;
  const dateOrder = options.dateOrder?.toLowerCase();
  if (dateOrder !== undefined && !Object.hasOwn(orders, dateOrder))
    return usage(tell('assess-takes-order', { given: dateOrder }));
  if (stamp !== undefined && !Object.hasOwn(edges, stamp))
    return usage(tell('assess-takes-stamp', { given: stamp }));
  const stampOffsetMin = stampZone === undefined ? undefined : offsetOf(stampZone);
  if (stampZone !== undefined && stampOffsetMin === undefined)
    return usage(tell('assess-takes-stamp-zone', { given: stampZone }));
  return ok({
    ...(time === undefined ? {} : { time }),
    ...(level === undefined ? {} : { level }),
    ...(where === undefined ? {} : { where }),
    ...(dateOrder === undefined ? {} : { dateOrder: orders[dateOrder as keyof typeof orders] }),
    ...(stamp === undefined ? {} : { stamp: edges[stamp as keyof typeof edges] }),
    ...(stampOffsetMin === undefined ? {} : { stampOffsetMin }),
  });
}

function offsetOf(text: string): number | undefined {
  if (/^(?:utc|gmt|z)$/i.test(text)) return 0;
  const [, sign, hours, minutes] = /^(?:UTC)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(text) ?? [];
  if (sign === undefined) return undefined;
  return (Number(hours) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1);
}

/** Standard uncertainties, dB: a short measurement with the station off; L90 taken for a mean. */
export const MEASURED_UNCERTAINTY_DB = 2;
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
  const dateMs = parseDate(text, 'ymd');
  if (dateMs !== undefined) return momentOf(dateMs, offsetAt);
  const stamp = parseStamp(text, 'ymd');
  if (stamp === undefined) return Number.NaN;
  return stamp.offsetMin === null ? momentOf(stamp.ms, offsetAt) : stamp.ms;
}

function usage(text: string): { readonly ok: false; readonly fault: AssessFault } {
  return { ok: false, fault: { exitCode: EXIT.USAGE, text } };
}
