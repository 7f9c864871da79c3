/** The messages that a history holds for the back office, to compare with what has arrived. */

import { createSqliteFiles } from '../../src/adapters/sqlite.ts';
import { messagesOf, partPlanOf } from '../../src/backoffice/telemetry/part-messages.ts';
import { inEnglish } from '../../src/language/say.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { Sql } from '../../src/ports/database.ts';
import { selectJournal } from '../../src/store/file/journal-rows.ts';
import { readParts } from '../../src/store/file/read-parts.ts';

const everything = [1, Number.MAX_SAFE_INTEGER] as const;
const PARTS_MAX = 1_000_000;

export interface HistoryMessages {
  /** By `keyOf`: those that the back office has taken, as the history knows. */
  readonly sent: ReadonlyMap<string, string>;
  /** All of them. */
  readonly all: ReadonlyMap<string, string>;
}

/** One record, or one batch of them: what makes a message the same when it comes again. */
export function keyOf(payload: string, kind: string): string {
  const { epoch, stream, seq } = JSON.parse(payload) as { epoch: number; stream?: string; seq: unknown };
  return `${stream ?? kind} ${epoch} ${JSON.stringify(seq)}`;
}

/** Of a history that nobody writes to at the moment. */
export function messagesOfHistory(path: string, plan: SitePlan): HistoryMessages {
  return reading(path, (sql) => {
    const { cursors } = selectJournal(sql) ?? { cursors: null };
    const parts = readParts(sql, everything, PARTS_MAX);
    if (!parts.ok) throw new Error(parts.fault);
    const isUnsent = (id: number): boolean =>
      cursors?.some(([first, last]) => first <= id && id <= last) === true;
    const made = parts.value.flatMap((part) =>
      messagesOf(part, plan, partPlanOf(plan)).map(
        ({ topic, payload }) =>
          [keyOf(payload, topic.replace(/\/.*/, '')), payload, isUnsent(part.id)] as const,
      ),
    );
    return {
      sent: new Map(made.filter(([, , isWaiting]) => !isWaiting).map(([key, payload]) => [key, payload])),
      all: new Map(made.map(([key, payload]) => [key, payload])),
    };
  });
}

/** What `read` finds in an SQLite file. */
export function reading<T>(path: string, read: (sql: Sql) => T): T {
  const opened = createSqliteFiles().open(path, 'read');
  if (!opened.ok) throw new Error(inEnglish(opened.fault.why));
  const found = opened.value.attempt('read', read);
  opened.value.close();
  if (!found.ok) throw new Error(inEnglish(found.fault.why));
  return found.value;
}
