/** One batch into its tables, inside one transaction. */

import type { Event } from '../../model/event.ts';
import type { Sql } from '../../ports/database.ts';
import type { DecisionRecord, HistoryGap } from '../../ports/history.ts';
import type { HistoryBatch } from '../batch.ts';
import type { StoredChannel } from '../codec/block-codec.ts';
import { deflated } from '../codec/deflated.ts';
import { packSeconds } from '../codec/seconds-codec.ts';
import { channelsText } from '../codec/stored-channels.ts';
import { messageJson, NO_TEXT, overruledJson, shortMessageJson } from './message-column.ts';
import { appendMinutes } from './minute-rows.ts';
import type { StringTable } from './string-table.ts';
import { freeKey } from './time-key.ts';

export function writeBatch(
  sql: Sql,
  batch: HistoryBatch,
  channels: readonly StoredChannel[],
  strings: StringTable,
): void {
  for (const { hash, text, sinceMs } of batch.configs ?? []) writeConfig(sql, hash, text, sinceMs);
  const keyMs = writeSeconds(sql, batch, channels, strings);
  appendMinutes(sql, batch.minutes, strings);
  for (const event of batch.events) writeEvent(sql, event, strings);
  for (const decision of batch.decisions) writeDecision(sql, decision, strings);
  for (const gap of batch.gaps) writeGap(sql, gap);
  if (batch.tracks !== null) {
    sql.run('INSERT OR REPLACE INTO kept VALUES (1, ?, ?, ?)', batch.id, keyMs, deflated(batch.tracks));
  }
  if (batch.snapshot !== null) {
    sql.run('INSERT OR REPLACE INTO snapshot VALUES (1, ?, ?)', batch.id, deflated(batch.snapshot));
  }
}

/** A configuration and when it came into force; the same one again is no change. */
export function writeConfig(sql: Sql, hash: string, text: string, sinceMs: number): void {
  sql.run('INSERT OR IGNORE INTO configs VALUES (?, ?)', hash, deflated(text));
  const latest = sql.get('SELECT hash FROM config_uses ORDER BY id DESC LIMIT 1')?.['hash'];
  if (latest === hash) return;
  sql.run('INSERT INTO config_uses (since_ms, hash) VALUES (?, ?)', Math.round(sinceMs), hash);
}

function writeEvent(sql: Sql, event: Event, strings: StringTable): void {
  sql.run(
    'INSERT INTO events (key, class, severity, state, subject, text, message) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[
      freeKey(sql, 'events', event.wallMs),
      event.class,
      event.severity,
      event.state,
      event.subject,
      NO_TEXT,
      shortMessageJson(sql, event.message, strings),
    ],
  );
}

export function writeGap(sql: Sql, { fromMs, toMs, cause, records, reason }: HistoryGap): void {
  sql.run(
    'INSERT INTO gaps (from_ms, to_ms, cause, records, reason, message) VALUES (?, ?, ?, ?, ?, ?)',
    ...[Math.round(fromMs), Math.round(toMs), cause, records, NO_TEXT, messageJson(reason)],
  );
}

/** A batch without seconds has a row too: it shows that the batch was written. Gives its key. */
function writeSeconds(
  sql: Sql,
  { id, wallMs, block, sound }: HistoryBatch,
  channels: readonly StoredChannel[],
  strings: StringTable,
): number {
  let keyMs = Math.round(wallMs);
  // A key is taken only after the clock was set back.
  while (sql.get('SELECT 1 FROM seconds WHERE key_ms = ?', keyMs) !== undefined) keyMs += 1;
  const names = strings.idOf(sql, channelsText(channels));
  const content = block === null ? new Uint8Array() : packSeconds({ block, sound }, channels);
  const count = block?.wallMs.length ?? 0;
  sql.run('INSERT INTO seconds VALUES (?, ?, ?, ?, ?)', keyMs, id, names, count, content);
  return keyMs;
}

function writeDecision(sql: Sql, decision: DecisionRecord, strings: StringTable): void {
  const { wallMs, output, value, by, reason, overruled } = decision;
  sql.run(
    'INSERT INTO decisions (key, output, value, rule, reason, overruled, message) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[freeKey(sql, 'decisions', wallMs), strings.idOf(sql, output), value, strings.idOf(sql, by), NO_TEXT],
    ...[overruledJson(sql, overruled, strings), shortMessageJson(sql, reason, strings)],
  );
}
