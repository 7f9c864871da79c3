/** One batch into its tables, inside one transaction, with the numbers of its records. */

import type { Event } from '../../model/event.ts';
import type { Sql } from '../../ports/database.ts';
import type {
  AckRecord,
  AttributionMinute,
  DecisionRecord,
  HistoryGap,
  NoiseEventRecord,
} from '../../ports/history.ts';
import type { NumberedBatch } from '../batch.ts';
import type { StoredChannel } from '../codec/block-codec.ts';
import { deflated } from '../codec/deflated.ts';
import { messageJson, NO_TEXT, overruledJson, shortMessageJson } from '../codec/message-column.ts';
import { packSeconds } from '../codec/seconds-codec.ts';
import { channelsText } from '../codec/stored-channels.ts';
import type { StringTable } from '../codec/string-table.ts';
import { freeKey } from '../codec/time-key.ts';
import { numbersText, partsText } from './journal-rows.ts';
import { keepState } from './kept-states.ts';
import { appendMinutes } from './minute-rows.ts';
import { writeTaken } from './taken-commands.ts';

/** Writes all lists of the batch; must run inside a transaction. `channels` are the columns of its block. */
export function writeBatch(
  sql: Sql,
  batch: NumberedBatch,
  channels: readonly StoredChannel[],
  strings: StringTable,
): void {
  for (const { hash, text, sinceMs } of batch.configs ?? []) writeConfig(sql, hash, text, sinceMs);
  const keyMs = writeSeconds(sql, batch, channels, strings);
  const { seqsBefore } = batch;
  appendMinutes(sql, batch.minutes, strings, seqsBefore.minutes);
  batch.events.forEach((event, index) => {
    writeEvent(sql, event, seqsBefore.events + index + 1, strings);
  });
  batch.decisions.forEach((decision, index) => {
    writeDecision(sql, decision, seqsBefore.decisions + index + 1, strings);
  });
  batch.attribution.forEach((minute, index) => {
    writeAttribution(sql, minute, seqsBefore.attribution + index + 1, strings);
  });
  batch.noiseEvents.forEach((event, index) => {
    writeNoiseEvent(sql, event, seqsBefore.noiseEvents + index + 1, strings);
  });
  batch.acks.forEach((ack, index) => {
    writeAck(sql, ack, seqsBefore.acks + index + 1);
  });
  for (const gap of batch.gaps) writeGap(sql, gap);
  if (batch.tracks !== null) {
    sql.run('INSERT OR REPLACE INTO kept VALUES (1, ?, ?, ?)', batch.id, keyMs, deflated(batch.tracks));
  }
  if (batch.snapshot !== null) {
    const { id, snapshotBatch = id, snapshot } = batch;
    sql.run('INSERT OR REPLACE INTO snapshot VALUES (1, ?, ?)', snapshotBatch, deflated(snapshot));
  }
  keepState(sql, batch);
}

/** A configuration and when it came into force; the same one again is no change. */
export function writeConfig(sql: Sql, hash: string, text: string, sinceMs: number): void {
  sql.run('INSERT OR IGNORE INTO configs (hash, plan) VALUES (?, ?)', hash, deflated(text));
  const latest = sql.get('SELECT hash FROM config_uses ORDER BY id DESC LIMIT 1')?.['hash'];
  if (latest === hash) return;
  sql.run('INSERT INTO config_uses (since_ms, hash) VALUES (?, ?)', Math.round(sinceMs), hash);
}

function writeEvent(sql: Sql, event: Event, seq: number, strings: StringTable): void {
  sql.run(
    'INSERT INTO events (key, class, severity, state, subject, text, message, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[freeKey(sql, 'events', event.wallMs), event.class, event.severity, event.state, event.subject],
    ...[NO_TEXT, shortMessageJson(sql, event.message, strings), seq],
  );
}

/** Adds a gap, its ends rounded to ms. */
export function writeGap(sql: Sql, { fromMs, toMs, cause, records, reason }: HistoryGap): void {
  sql.run(
    'INSERT INTO gaps (from_ms, to_ms, cause, records, reason, message) VALUES (?, ?, ?, ?, ?, ?)',
    ...[Math.round(fromMs), Math.round(toMs), cause, records, NO_TEXT, messageJson(reason)],
  );
}

/** A batch without seconds has a row too: it shows that the batch was written. Gives its key. */
function writeSeconds(
  sql: Sql,
  { id, wallMs, block, sound, seqsBefore, parts, config }: NumberedBatch,
  channels: readonly StoredChannel[],
  strings: StringTable,
): number {
  let keyMs = Math.round(wallMs);
  // A key is taken only after the clock was set back.
  while (sql.get('SELECT 1 FROM seconds WHERE key_ms = ?', keyMs) !== undefined) keyMs += 1;
  const names = strings.idOf(sql, channelsText(channels));
  const content = block === null ? new Uint8Array() : packSeconds({ block, sound }, channels);
  sql.run(
    `INSERT INTO seconds (key_ms, batch, channels, count, content, seqs, parts, config)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[keyMs, id, names, block?.wallMs.length ?? 0, content],
    ...[numbersText(seqsBefore), partsText(parts), strings.idOf(sql, config)],
  );
  return keyMs;
}

function writeDecision(sql: Sql, decision: DecisionRecord, seq: number, strings: StringTable): void {
  const { wallMs, output, value, by, reason, overruled } = decision;
  sql.run(
    'INSERT INTO decisions (key, output, value, rule, reason, overruled, message, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[freeKey(sql, 'decisions', wallMs), strings.idOf(sql, output), value, strings.idOf(sql, by), NO_TEXT],
    ...[overruledJson(sql, overruled, strings), shortMessageJson(sql, reason, strings), seq],
  );
}

function writeAttribution(sql: Sql, minute: AttributionMinute, seq: number, strings: StringTable): void {
  const { receptor, startWallMs, equipmentDb, backgroundDb, uncertaintyDb, gate } = minute;
  sql.run(
    'INSERT INTO attribution VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[seq, strings.idOf(sql, receptor), Math.round(startWallMs), equipmentDb, backgroundDb, uncertaintyDb],
    strings.idOf(sql, gate),
  );
}

function writeNoiseEvent(sql: Sql, event: NoiseEventRecord, seq: number, strings: StringTable): void {
  const { level, kind, confidence, startWallMs, seconds, maxDb, aboveDb } = event;
  sql.run(
    'INSERT INTO noise_events VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[seq, strings.idOf(sql, level), strings.idOf(sql, kind), confidence, Math.round(startWallMs), seconds],
    ...[maxDb, aboveDb],
  );
}

function writeAck(sql: Sql, ack: AckRecord, seq: number): void {
  const wallMs = Math.round(ack.wallMs);
  const content = JSON.stringify(ack);
  sql.run('INSERT INTO acks VALUES (?, ?, ?, ?)', seq, wallMs, ack.id, content);
  writeTaken(sql, ack, wallMs, content);
}
