/** The log out of its tables: a row of `seconds` in the parts it was joined from, each with its records. */

import { ok, type Result } from '../../model/result.ts';
import type { Sql, SqlRow } from '../../ports/database.ts';
import type { AckRecord, AttributionMinute, NoiseEventRecord } from '../../ports/history.ts';
import {
  type Epoch,
  type KindNumbers,
  type LogPart,
  type NumberRange,
  numbersOf,
  type RecordKind,
  recordKinds,
} from '../../ports/journal.ts';
import type { PartCounts } from '../batch.ts';
import type { Block, StoredChannel } from '../codec/block-codec.ts';
import { messageReader } from '../codec/message-column.ts';
import { type PackedSeconds, unpackSeconds } from '../codec/seconds-codec.ts';
import { channelsOf } from '../codec/stored-channels.ts';
import { numbersIn, partsIn, selectEpochs } from './journal-rows.ts';
import { minuteReader } from './minute-rows.ts';
import { decisionOf, eventOf, SELECT_DECISIONS } from './record-rows.ts';

/** About `most`, oldest first: a row is read once and given whole. Rows of the time before there was a log are left out. */
export function readParts(
  sql: Sql,
  [first, last]: NumberRange,
  most: number,
): Result<readonly LogPart[], string> {
  const epochs = selectEpochs(sql);
  const found: LogPart[] = [];
  const rows = sql.each(
    `SELECT s.*, names.text AS names, config.text AS config FROM seconds s
     JOIN words names ON names.id = s.channels LEFT JOIN words config ON config.id = s.config
     WHERE s.batch >= ? AND s.parts IS NOT NULL ORDER BY s.batch`,
    first,
  );
  for (const row of rows) {
    const own = partsIn(String(row['parts']));
    if ((own[0]?.id ?? 0) > last) break;
    found.push(...partsOf(sql, row, own, epochs).filter(({ id }) => id >= first && id <= last));
    if (found.length >= most) break;
  }
  return ok(found);
}

/** The parts that hold records of a kind; null for none. Reads the heads of all rows, which is fast enough for a question. */
export function findParts(
  sql: Sql,
  kind: RecordKind,
  [first, last]: NumberRange,
): Result<NumberRange | null, string> {
  const found: number[] = [];
  for (const row of sql.each('SELECT seqs, parts FROM seconds WHERE parts IS NOT NULL ORDER BY batch')) {
    let before = numbersIn(String(row['seqs']))[kind];
    if (before >= last) break;
    for (const { id, counts } of partsIn(String(row['parts']))) {
      const after = before + counts[kind];
      if (after >= first && before < last && after > before) found.push(id);
      before = after;
    }
  }
  const [from, to] = [found[0], found.at(-1)];
  return ok(from === undefined || to === undefined ? null : [from, to]);
}

/** The records of each kind after the last number before them. */
type Select = (sql: Sql, after: number, upTo: number) => readonly unknown[];

function partsOf(
  sql: Sql,
  row: SqlRow,
  parts: readonly PartCounts[],
  epochs: readonly Epoch[],
): readonly LogPart[] {
  const channels = channelsOf(String(row['names']));
  const packed = secondsOf(row, channels);
  let seqsBefore = numbersIn(String(row['seqs']));
  let atSecond = 0;
  return parts.map(({ id, counts, isSynced }) => {
    const before = seqsBefore;
    seqsBefore = numbersOf((kind) => before[kind] + counts[kind]);
    const take = <Row>(kind: RecordKind, select: Select): readonly Row[] =>
      counts[kind] === 0 ? [] : (select(sql, before[kind], seqsBefore[kind]) as readonly Row[]);
    const seconds = cut(packed, atSecond, counts.seconds, channels.length);
    atSecond += counts.seconds;
    return {
      ...{ id, epoch: epochAt(epochs, before), config: String(row['config'] ?? ''), isSynced },
      ...{ seqsBefore: before, channels, ...seconds },
      minutes: take('minutes', minutes),
      events: take('events', events),
      decisions: take('decisions', decisions),
      attribution: take('attribution', attribution),
      noiseEvents: take('noiseEvents', noiseEvents),
      acks: take('acks', acks),
    };
  });
}

/** The last that began at these numbers or before; the first for what is older than all. */
function epochAt(epochs: readonly Epoch[], seqsBefore: KindNumbers): number {
  const own = epochs.findLast(({ lastSeqs }) =>
    recordKinds.every((kind) => lastSeqs[kind] <= seqsBefore[kind]),
  );
  return (own ?? epochs[0])?.epoch ?? 0;
}

/** Null where the block is damaged or was dropped: a hole. */
function secondsOf({ content, count }: SqlRow, channels: readonly StoredChannel[]): PackedSeconds | null {
  if (!(content instanceof Uint8Array) || content.length === 0) return null;
  return unpackSeconds(content, Number(count), channels);
}

function cut(
  packed: PackedSeconds | null,
  from: number,
  count: number,
  width: number,
): Block & Pick<LogPart, 'sound'> {
  const to = packed === null ? from : from + count;
  return {
    wallMs: packed?.block.wallMs.subarray(from, to) ?? new Float64Array(),
    values: packed?.block.values.subarray(from * width, to * width) ?? new Float64Array(),
    qualities: packed?.block.qualities.subarray(from * width, to * width) ?? new Uint8Array(),
    sound: packed?.sound.slice(from, to) ?? [],
  };
}

const minutes: Select = (sql, after, upTo) => {
  const { select, linkOf } = minuteReader(sql);
  const rows = sql.rows(`${select} WHERE number > ? AND number <= ? ORDER BY number`, after, upTo);
  return Array.from(rows, (values) => linkOf(values).minute);
};

const events: Select = (sql, after, upTo) => {
  const { messageOf } = messageReader(sql);
  const rows = sql.all('SELECT * FROM events WHERE seq > ? AND seq <= ? ORDER BY seq', after, upTo);
  return rows.map((row) => eventOf(row, messageOf));
};

const decisions: Select = (sql, after, upTo) => {
  const reader = messageReader(sql);
  const rows = sql.all(`${SELECT_DECISIONS} WHERE d.seq > ? AND d.seq <= ? ORDER BY d.seq`, after, upTo);
  return rows.map((row) => decisionOf(row, reader));
};

const attribution: Select = (sql, after, upTo) =>
  sql
    .all(
      `SELECT a.*, r.text AS receptor, g.text AS gate FROM attribution a JOIN words r ON r.id = a.receptor
       JOIN words g ON g.id = a.gate WHERE a.seq > ? AND a.seq <= ? ORDER BY a.seq`,
      ...[after, upTo],
    )
    .map(
      (row): AttributionMinute => ({
        receptor: String(row['receptor']),
        startWallMs: Number(row['start_ms']),
        equipmentDb: numberOrNull(row['equipment_db']),
        backgroundDb: numberOrNull(row['background_db']),
        uncertaintyDb: numberOrNull(row['uncertainty_db']),
        gate: String(row['gate']),
      }),
    );

const noiseEvents: Select = (sql, after, upTo) =>
  sql
    .all(
      `SELECT n.*, l.text AS level, k.text AS kind FROM noise_events n JOIN words l ON l.id = n.level
       JOIN words k ON k.id = n.kind WHERE n.seq > ? AND n.seq <= ? ORDER BY n.seq`,
      ...[after, upTo],
    )
    .map(
      (row): NoiseEventRecord => ({
        level: String(row['level']),
        kind: String(row['kind']),
        confidence: Number(row['confidence']),
        startWallMs: Number(row['start_ms']),
        seconds: Number(row['seconds']),
        maxDb: Number(row['max_db']),
        aboveDb: Number(row['above_db']),
      }),
    );

const acks: Select = (sql, after, upTo) =>
  sql
    .all('SELECT content FROM acks WHERE seq > ? AND seq <= ? ORDER BY seq', after, upTo)
    .map(({ content }) => JSON.parse(String(content)) as AckRecord);

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
