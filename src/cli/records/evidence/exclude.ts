/** `quietpost exclude`: takes minutes out of the evaluation, with reason and name, and takes that back. It deletes nothing. */

import { type Coverage, parseMoment, settle } from '../../../analysis/explain/moment-question.ts';
import { DAY_MS, MINUTE_MS } from '../../../model/duration.ts';
import { EXIT } from '../../../model/exit-code.ts';
import { deviceOf } from '../../../model/reading.ts';
import { failed, ok, type Result } from '../../../model/result.ts';
import { levelsOf } from '../../../plan/control-plan.ts';
import type { SitePlan } from '../../../plan/site-plan.ts';
import type { Database } from '../../../ports/database.ts';
import type { Marking, TimeSpan } from '../../../ports/history.ts';
import {
  type Exclusion,
  recordExclusion,
  recordWithdrawal,
  type WithdrawalRefusal,
} from '../../../store/evidence/exclude.ts';
import { readerOf } from '../../../store/file/reader.ts';
import { migrate } from '../../../store/file/schema.ts';
import { momentOf } from '../../../time/local-span.ts';
import { localText } from '../../../time/local-time.ts';
import { offsetsOf } from '../../../time/zoned-stamps.ts';
import { tell, tellMessage, told } from '../../terminal/tell.ts';
import { type CliFault, openHistoryFile } from '../source/history-path.ts';
import { planInForce } from '../source/recorded-plan.ts';

/** The options as typed. */
export interface ExcludeOptions {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly by: string;
  /** A device, a channel or a level; absent: every sound level meter. */
  readonly meter?: string;
  /** Lets count again what is left out within the time. */
  readonly withdraw?: boolean;
  readonly history?: string;
}

interface ExcludeIo {
  readonly wallMs: number;
  write(line: string): void;
  complain(line: string): void;
}

/** Writes the marking and what follows from it; gives the exit code of sysexits.h. */
export async function exclude(site: string, options: ExcludeOptions, io: ExcludeIo): Promise<number> {
  const done = await record(site, options, io.wallMs);
  if (!done.ok) {
    io.complain(tell('command-says', { command: 'exclude', why: done.fault.text }));
    return done.fault.code;
  }
  for (const line of done.value) io.write(line);
  return EXIT.OK;
}

async function record(
  site: string,
  options: ExcludeOptions,
  wallMs: number,
): Promise<Result<readonly string[], CliFault>> {
  const [by, why] = [options.by.trim(), options.reason.trim()];
  if (by === '' || why === '') return usage(tell('exclude-who'));
  const opened = await openHistoryFile({ history: options.history, site }, 'write');
  if (!opened.ok) return opened;
  const { db } = opened.value;
  const found = await questionIn(db, options, wallMs);
  if (!found.ok) {
    db.close();
    return found;
  }
  const { span, meters, textOf } = found.value;
  const exclusion = { ...span, meters, by, why, wallMs, on: textOf(wallMs).slice(0, 16) };
  const current = migrate(db);
  const written = current.ok
    ? db.attempt('durable', (sql) =>
        options.withdraw === true
          ? withdrawnLines(recordWithdrawal(sql, exclusion), exclusion, textOf)
          : excludedLines(recordExclusion(sql, exclusion), exclusion, textOf),
      )
    : current;
  db.close();
  return written.ok ? written.value : failed({ code: EXIT.IOERR, text: tellMessage(written.fault.why) });
}

interface Question {
  readonly span: TimeSpan;
  readonly meters: readonly string[];
  readonly textOf: TextOf;
}

async function questionIn(
  db: Database,
  { from, to, meter }: ExcludeOptions,
  nowMs: number,
): Promise<Result<Question, CliFault>> {
  const history = readerOf(db);
  const recorded = await history.recorded();
  if (!recorded.ok) return failed({ code: EXIT.DATAERR, text: recorded.fault });
  if (recorded.value === null) return failed({ code: EXIT.DATAERR, text: tell('no-minute') });
  const { fromMs: firstMs, toMs: lastMs } = recorded.value;
  const planned = await planInForce(history, { fromMs: lastMs - 1, toMs: Math.max(lastMs, nowMs) });
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  const offsetAt = offsetsOf(plan.zone);
  const coverage = { firstMs, lastMs, firstOffsetMin: offsetAt(firstMs), lastOffsetMin: offsetAt(lastMs) };
  const spanned = spanOf(from, to, coverage, offsetAt);
  if (!spanned.ok) return spanned;
  const meters = metersOf(plan, meter);
  if (!meters.ok) return meters;
  return ok({
    span: spanned.value,
    meters: meters.value,
    textOf: (wallMs) => localText(wallMs, offsetAt(wallMs)),
  });
}

/** The end may be a time of day alone: then it is the first one after the begin. */
function spanOf(
  from: string,
  to: string,
  coverage: Coverage,
  offsetAt: (wallMs: number) => number,
): Result<TimeSpan, CliFault> {
  const [begin, end] = [parseMoment(from, '--from'), parseMoment(to, '--to')];
  if (!begin.ok) return usage(told(begin.fault));
  if (!end.ok) return usage(told(end.fault));
  const first = settle(begin.value, coverage);
  const outside = tell('exclude-outside', {
    from: localText(coverage.firstMs, coverage.firstOffsetMin),
    to: localText(coverage.lastMs, coverage.lastOffsetMin),
  });
  if (first === undefined) return failed({ code: EXIT.DATAERR, text: outside });
  const fromMs = first.kind === 'wall' ? first.atMs : momentOf(first.atMs, offsetAt);
  const toMs = endOf(end.value, fromMs, offsetAt);
  if (toMs <= fromMs) return usage(tell('nights-backwards'));
  if (toMs - fromMs > DAY_MS) return usage(tell('exclude-too-long'));
  if (toMs > coverage.lastMs + MINUTE_MS) return failed({ code: EXIT.DATAERR, text: outside });
  return ok({ fromMs, toMs });
}

function endOf(
  { kind, atMs }: { readonly kind: 'wall' | 'local' | 'time-of-day'; readonly atMs: number },
  fromMs: number,
  offsetAt: (wallMs: number) => number,
): number {
  if (kind === 'wall') return atMs;
  if (kind === 'local') return momentOf(atMs, offsetAt);
  const localMs = fromMs + offsetAt(fromMs) * MINUTE_MS;
  const sameDayMs = Math.floor(localMs / DAY_MS) * DAY_MS + atMs;
  return momentOf(sameDayMs > localMs ? sameDayMs : sameDayMs + DAY_MS, offsetAt);
}

function metersOf({ control }: SitePlan, meter: string | undefined): Result<readonly string[], CliFault> {
  const all = levelsOf(control).map(({ id, level }) => ({ id, level, meter: deviceOf(level) }));
  const chosen = all.filter((one) => meter === undefined || Object.values(one).includes(meter));
  if (chosen.length > 0) return ok([...new Set(chosen.map((one) => one.meter))]);
  return usage(tell('meter-unknown', { given: meter ?? '', known: all.map((one) => one.meter) }));
}

type Outcome = Result<readonly string[], CliFault>;
type TextOf = (wallMs: number) => string;

function excludedLines(
  markings: readonly Marking[] | null,
  { by, why, ...span }: Exclusion,
  textOf: TextOf,
): Outcome {
  const stretch = stretchText(span, textOf);
  if (markings === null) return failed({ code: EXIT.DATAERR, text: tell('exclude-already', { stretch }) });
  return ok([
    tell('exclude-done', { stretch, meters: metersOfAll(markings), why, by }),
    tell('exclude-kept'),
  ]);
}

function withdrawnLines(
  withdrawn: Result<readonly Marking[], WithdrawalRefusal>,
  { by, why, ...span }: Exclusion,
  textOf: TextOf,
): Outcome {
  if (!withdrawn.ok) return failed({ code: EXIT.DATAERR, text: refusalText(withdrawn.fault, span, textOf) });
  const stretches = [...new Set(withdrawn.value.map((one) => stretchText(one, textOf)))];
  return ok([
    tell('exclude-withdrawn', { stretches, meters: metersOfAll(withdrawn.value), why, by }),
    tell('exclude-withdrawn-kept'),
  ]);
}

function refusalText(fault: WithdrawalRefusal, span: TimeSpan, textOf: TextOf): string {
  switch (fault.kind) {
    case 'none':
      return tell('exclude-none', { stretch: stretchText(span, textOf) });
    case 'part':
      return tell('exclude-part', { stretch: stretchText(fault.whole, textOf) });
  }
}

function stretchText({ fromMs, toMs }: TimeSpan, textOf: TextOf): string {
  return tell('stretch-of', { from: textOf(fromMs), to: textOf(toMs) });
}

function metersOfAll(markings: readonly Marking[]): readonly string[] {
  return [...new Set(markings.map(({ meter }) => meter))];
}

function usage(text: string): Result<never, CliFault> {
  return failed({ code: EXIT.USAGE, text });
}
