/** An evening of all that a history holds, sealed and signed as a gateway does it. */

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { DeviceKey, SignedHead } from '../../../src/model/signed-head.ts';
import type { Database, Sql } from '../../../src/ports/database.ts';
import { createStringTable } from '../../../src/store/codec/string-table.ts';
import { recordCheck } from '../../../src/store/evidence/calibrate.ts';
import { appendMinutes } from '../../../src/store/file/minute-rows.ts';
import { seal, sealForeign } from '../../../src/store/seal/seal.ts';
import { signHead } from '../../../src/store/seal/tree-head.ts';
import { eveningMs, minute, newDatabase, write } from './fixture.ts';

const MINUTE_MS = 60_000;
const MINUTES = 40;

export function testKey(): DeviceKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    id: createHash('sha256').update(der).digest('hex').slice(0, 16),
    publicPem: String(publicKey.export({ type: 'spki', format: 'pem' })),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  };
}

export const key = testKey();

/** An evening of all that a history holds, sealed every ten minutes as a gateway does, with a signed head at its end. */
export function evening(): { readonly db: Database; readonly head: SignedHead } {
  const db = newDatabase();
  const strings = createStringTable();
  write(db, (sql) => {
    sealForeign(sql, eveningMs);
    sql.run("INSERT INTO configs (hash, plan) VALUES ('abcdef012345', ?)", Buffer.from('{"nightDb":45}'));
    sql.run("INSERT INTO config_uses (since_ms, hash) VALUES (?, 'abcdef012345')", eveningMs);
    seal(sql, eveningMs, 'gateway');
  });
  write(db, (sql) => {
    recordCheck(sql, checkOf(94), 5 * MINUTE_MS);
  });
  for (let from = 0; from < MINUTES; from += 10) {
    write(db, (sql) => {
      const wallMs = eveningMs + from * MINUTE_MS;
      sealForeign(sql, wallMs);
      for (let index = from; index < from + 10; index += 1) addMinute(sql, index, strings);
      seal(sql, wallMs + 10 * MINUTE_MS, 'gateway');
    });
  }
  const signed = write(db, (sql) => signHead(sql, key, eveningMs + MINUTES * MINUTE_MS, true));
  if (signed === null) throw new Error('assertion: there are entries');
  return { db, head: signed };
}

function checkOf(beforeDb: number) {
  return {
    ...{ wallMs: eveningMs, meter: 'slm-north', levelDb: 94, beforeDb, afterDb: 94, by: 'Li Wei' },
    ...{ meterSerial: 'S1', calibratorSerial: 'C1', note: null },
  };
}

export function addMinute(sql: Sql, index: number, strings: ReturnType<typeof createStringTable>): void {
  const wallMs = eveningMs + index * MINUTE_MS;
  appendMinutes(sql, [minute(index)], strings);
  sql.run(
    'INSERT INTO seconds (key_ms, batch, channels, count, content) VALUES (?, ?, 1, 10, ?)',
    wallMs,
    index,
    Buffer.from([index, 7]),
  );
  sql.run(
    "INSERT INTO events (key, class, severity, state, subject, text, message) VALUES (?, 'fault', 'alarm', 'raised', 'fan-b2', '', '{}')",
    wallMs * 1000,
  );
  sql.run(
    'INSERT INTO decisions (key, output, value, rule, reason) VALUES (?, 1, ?, 1, ?)',
    wallMs * 1000,
    index,
    'x',
  );
  if (index % 20 === 0)
    sql.run(
      "INSERT INTO gaps (from_ms, to_ms, cause, records, reason) VALUES (?, ?, 'off', 0, '')",
      wallMs,
      wallMs + 5000,
    );
}
