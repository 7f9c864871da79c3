/** `quietpost exclude`: takes minutes out of the evaluation, with reason and name, and takes that back. It deletes nothing. */

import { type Coverage, parseMoment, settle } from '../../../analysis/explain/moment-question.ts';
import { inEnglish } from '../../../language/say.ts';
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
    io.complain(`quietpost exclude: ${done.fault.text}`);
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
  if (by === '' || why === '') return usage('--by and --reason say who does this, and why');
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
  return written.ok ? written.value : failed({ code: EXIT.IOERR, text: inEnglish(written.fault.why) });
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
  if (recorded.value === null) return failed({ code: EXIT.DATAERR, text: 'no minute has been recorded yet' });
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
  const [begin, end] = [parseMoment(from), parseMoment(to)];
  if (!begin.ok) return usage(begin.fault.replace('--at', '--from'));
  if (!end.ok) return usage(end.fault.replace('--at', '--to'));
  const first = settle(begin.value, coverage);
  const covered = `${localText(coverage.firstMs, coverage.firstOffsetMin)} to ${localText(coverage.lastMs, coverage.lastOffsetMin)}`;
  const outside = `there are no minutes of that time; recorded are ${covered}, local time of the site`;
  if (first === undefined) return failed({ code: EXIT.DATAERR, text: outside });
  const fromMs = first.kind === 'wall' ? first.atMs : momentOf(first.atMs, offsetAt);
  const toMs = endOf(end.value, fromMs, offsetAt);
  if (toMs <= fromMs) return usage('--to lies before --from');
  if (toMs - fromMs > DAY_MS)
    return usage('more than a day is left out piece by piece, each with its reason');
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
  const names = all.map((one) => one.meter).join(', ');
  return usage(`${meter} is no sound level meter of this site; it has ${names}`);
}

type Outcome = Result<readonly string[], CliFault>;
type TextOf = (wallMs: number) => string;

function excludedLines(
  markings: readonly Marking[] | null,
  { by, why, ...span }: Exclusion,
  textOf: TextOf,
): Outcome {
  const stretch = stretchText(span, textOf);
  if (markings === null)
    return failed({ code: EXIT.DATAERR, text: `${stretch} is left out already; nothing was written` });
  return ok([
    `${stretch} (${metersText(markings)}) does not count from now on: ${why} (${by}).`,
    'Nothing was deleted: the report shows these minutes hatched, and the level with and without them. The marking is sealed.',
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
    `${stretches.join('; ')} (${metersText(withdrawn.value)}) counts again: ${why} (${by}).`,
    'The report says that these minutes were left out, and who took it back. Both markings are sealed.',
  ]);
}

function refusalText(fault: WithdrawalRefusal, span: TimeSpan, textOf: TextOf): string {
  switch (fault.kind) {
    case 'none':
      return `${stretchText(span, textOf)}: nothing is left out there; nothing was written`;
    case 'part':
      return `${stretchText(fault.whole, textOf)} was left out as one: name the whole of it; nothing was written`;
  }
}

function stretchText({ fromMs, toMs }: TimeSpan, textOf: TextOf): string {
  return `${textOf(fromMs)} to ${textOf(toMs)}`;
}

function metersText(markings: readonly Marking[]): string {
  return [...new Set(markings.map(({ meter }) => meter))].join(', ');
}

function usage(text: string): Result<never, CliFault> {
  return failed({ code: EXIT.USAGE, text });
}
