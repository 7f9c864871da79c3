/** The read side of the history port over whatever can answer questions: an open file here, or one behind a thread. */

import { inEnglish } from '../../language/say.ts';
import { failed, type Result } from '../../model/result.ts';
import type { Database } from '../../ports/database.ts';
import type { HistoryReader } from '../../ports/history.ts';
import type { QueryName } from '../messages.ts';
import { queries } from './queries.ts';

/** Carries one question to the file. The answer is of the type that `queries[query]` gives. */
export type Ask = (query: QueryName, args: readonly unknown[]) => Promise<Result<unknown, string>>;

/** A reader that sends its questions through `carry`. */
export function createReader(carry: Ask): HistoryReader {
  /** The cast is right because `ask` below calls the function that `queries` has under this name. */
  const put = <Answer>(query: QueryName, ...args: readonly unknown[]): Promise<Result<Answer, string>> =>
    carry(query, args) as Promise<Result<Answer, string>>;
  return {
    recorded: () => put('recorded'),
    minutes: (span, levels) => put('minutes', span, levels),
    seconds: (span, channels) => put('seconds', span, channels),
    thinned: (span, channels, steps) => put('thinned', span, channels, steps),
    thinnedMinutes: (span, levels, steps) => put('thinnedMinutes', span, levels, steps),
    events: (span, classes) => put('events', span, classes),
    decisions: (span, outputs) => put('decisions', span, outputs),
    calibrations: () => put('calibrations'),
    markings: (span) => put('markings', span),
    configs: (span) => put('configs', span),
    gaps: (span) => put('gaps', span),
    chain: (span) => put('chain', span),
    state: (span) => put('state', span),
  };
}

/** The reader of an open file. */
export function readerOf(db: Database): HistoryReader {
  return createReader((query, args) => Promise.resolve(ask(db, query, args)));
}

/** Answers one question; a fault of the file becomes a sentence. */
export function ask(db: Database, query: QueryName, args: readonly unknown[]): Result<unknown, string> {
  const run = queries[query] as (sql: unknown, ...args: readonly unknown[]) => Result<unknown, string>;
  const answer = db.attempt('read', (sql) => run(sql, ...args));
  return answer.ok ? answer.value : failed(`the history cannot be read: ${inEnglish(answer.fault.why)}`);
}
