/**
 * Messages in their column, as JSON: with all names where a row is rare, short (message-codec.ts) where there are thousands.
 * Each column may hold both, and rows from before messages were data have a text in place of it, which is shown as it is.
 */

import type { Overruled } from '../../model/decision.ts';
import { type Message, plain } from '../../model/message.ts';
import type { Sql, SqlRow } from '../../ports/database.ts';
import { restored, shortened } from './message-codec.ts';
import { type StringTable, wordReader } from './string-table.ts';

/** In the column of the text, of a row that has a message. */
export const NO_TEXT = '';

/** With all names: for tables of few rows. */
export function messageJson(message: Message): string {
  return JSON.stringify(message);
}

/** Short, its texts in the table `words`: for tables of thousands of rows. */
export function shortMessageJson(sql: Sql, message: Message, strings: StringTable): string {
  return JSON.stringify(shortened(message, (text) => strings.idOf(sql, text)));
}

/** What was overruled as `[[rule, reason], ...]`, the rule as a word; null for nothing. */
export function overruledJson(
  sql: Sql,
  overruled: readonly Overruled[],
  strings: StringTable,
): string | null {
  if (overruled.length === 0) return null;
  const wordId = (text: string): number => strings.idOf(sql, text);
  return JSON.stringify(overruled.map(({ rule, reason }) => [wordId(rule), shortened(reason, wordId)]));
}

/** Reads both forms, and the texts of before. */
export interface MessageReader {
  /** The message of a row whose text, if it is old, stands in `textColumn`. */
  messageOf(row: SqlRow, textColumn: string): Message;
  /** What was overruled in a row of the decisions. */
  overruledOf(row: SqlRow): readonly Overruled[];
}

/** For the rows of one query. */
export function messageReader(sql: Sql): MessageReader {
  const wordOf = wordReader(sql);
  return {
    messageOf(row, textColumn) {
      const json = row['message'];
      return typeof json === 'string' ? restored(JSON.parse(json), wordOf) : plain(String(row[textColumn]));
    },
    overruledOf({ overruled }) {
      if (typeof overruled !== 'string') return [];
      return (JSON.parse(overruled) as readonly StoredOverruled[]).map((one) => {
        if ('rule' in one) return { rule: one.rule, reason: restored(one.reason, wordOf) };
        const [rule, reason] = one;
        return { rule: wordOf(rule), reason: restored(reason, wordOf) };
      });
    },
  };
}

type StoredOverruled =
  | readonly [rule: number, reason: unknown]
  | { readonly rule: string; readonly reason: unknown };
