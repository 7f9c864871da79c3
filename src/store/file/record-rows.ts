/** Events and decisions out of their rows. */

import type { Event } from '../../model/event.ts';
import type { SqlRow } from '../../ports/database.ts';
import type { DecisionRecord } from '../../ports/history.ts';
import type { MessageReader } from '../codec/message-column.ts';
import { wallMsOf } from '../codec/time-key.ts';

/** The rows were made from events, so their texts are members of the unions. */
export function eventOf(row: SqlRow, messageOf: MessageReader['messageOf']): Event {
  return {
    class: String(row['class']) as Event['class'],
    severity: String(row['severity']) as Event['severity'],
    state: String(row['state']) as Event['state'],
    wallMs: wallMsOf(Number(row['key'])),
    subject: String(row['subject']),
    message: messageOf(row, 'text'),
  };
}

/** Decisions with the texts of output and rule in the place of their numbers; a condition may follow. */
export const SELECT_DECISIONS = `
  SELECT d.*, output.text AS output, rule.text AS rule FROM decisions d
  JOIN words output ON output.id = d.output JOIN words rule ON rule.id = d.rule`;

/** The decision of one such row. */
export function decisionOf(row: SqlRow, { messageOf, overruledOf }: MessageReader): DecisionRecord {
  return {
    wallMs: wallMsOf(Number(row['key'])),
    output: String(row['output']),
    value: Number(row['value']),
    by: String(row['rule']),
    reason: messageOf(row, 'reason'),
    overruled: overruledOf(row),
  };
}
