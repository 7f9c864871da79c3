/** What is recorded when writing begins: the configuration, and the time in which nothing was written. */

import { type Message, message } from '../../model/message.ts';
import type { Sql } from '../../ports/database.ts';
import type { HistorySession } from '../messages.ts';
import { writeConfig, writeGap } from './write-batch.ts';

/** A shorter time lies between two batches; it is no stop. */
const LEAST_GAP_MS = 2000;

/** `lastWallMs`: end of what was written before; `damage`: why the file before was set aside. Null for none. */
export function beginSession(
  sql: Sql,
  { wallMs, config, planText }: HistorySession,
  lastWallMs: number | null,
  damage: Message | null,
): void {
  writeConfig(sql, config, planText, wallMs);
  if (lastWallMs !== null && wallMs - lastWallMs >= LEAST_GAP_MS) {
    const reason = message('gap-off');
    writeGap(sql, { fromMs: lastWallMs, toMs: wallMs, cause: 'off', records: 0, reason });
  }
  if (damage !== null)
    writeGap(sql, { fromMs: 0, toMs: wallMs, cause: 'damaged', records: 0, reason: damage });
}
