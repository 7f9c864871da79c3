/** What is held as parts of the log. */

import type { LogPart, NumberRange } from '../../ports/journal.ts';
import type { NumberedBatch } from '../batch.ts';
import type { StoredChannel } from '../codec/block-codec.ts';

/** The parts of the tables, and of those behind them as many as are missing to `most`. */
export function addHeld(
  stored: readonly LogPart[],
  batches: readonly NumberedBatch[],
  channels: readonly StoredChannel[],
  [first, last]: NumberRange,
  most: number,
): readonly LogPart[] {
  const wanted = batches.filter(({ id }) => id >= first && id <= last);
  return [
    ...stored,
    ...wanted.slice(0, Math.max(0, most - stored.length)).map((batch) => partOf(batch, channels)),
  ];
}

function partOf(batch: NumberedBatch, channels: readonly StoredChannel[]): LogPart {
  const { id, epoch, config, isSynced, seqsBefore, block, sound } = batch;
  const { minutes, events, decisions, attribution, noiseEvents, acks } = batch;
  return {
    ...{ id, epoch, config, isSynced, seqsBefore, channels, sound },
    wallMs: block?.wallMs ?? new Float64Array(),
    values: block?.values ?? new Float64Array(),
    qualities: block?.qualities ?? new Uint8Array(),
    ...{ minutes, events, decisions, attribution, noiseEvents, acks },
  };
}
