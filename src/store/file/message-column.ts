/**
 * Messages in their column, as JSON. Rows from before messages were data have a text in place of it, which is shown as
 * it is; rows since have an empty text.
 */

import type { Overruled } from '../../model/decision.ts';
import { type Message, plain } from '../../model/message.ts';
import { recordedMessage } from '../../model/recorded-message.ts';
import type { SqlRow } from '../../ports/database.ts';

/** In the column of the text, of a row that has a message. */
export const NO_TEXT = '';

export function messageJson(message: Message): string {
  return JSON.stringify(message);
}

/** The message of a row whose text stands in `textColumn`. */
export function messageOf(row: SqlRow, textColumn: string): Message {
  const json = row['message'];
  return typeof json === 'string' ? recordedMessage(JSON.parse(json)) : plain(String(row[textColumn]));
}

/** What was overruled in a row of the decisions. */
export function overruledOf({ overruled }: SqlRow): readonly Overruled[] {
  if (typeof overruled !== 'string') return [];
  const recorded = JSON.parse(overruled) as readonly { readonly rule: string; readonly reason: unknown }[];
  return recorded.map(({ rule, reason }) => ({ rule, reason: recordedMessage(reason) }));
}
