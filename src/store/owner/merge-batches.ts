/** Batches that follow each other as one: a block of a minute takes half the space of six blocks of ten seconds. */

import type { NumberedBatch } from '../batch.ts';
import type { Block } from '../codec/block-codec.ts';

/** A reader looks for a block so far before its span (read-seconds.ts). */
const BLOCK_MS_MAX = 59_000;
/** A step of the clock begins another block. */
const PAUSE_MS_MAX = 5000;

export function mergedBatches(batches: readonly NumberedBatch[]): readonly NumberedBatch[] {
  const groups: NumberedBatch[][] = [];
  for (const batch of batches) {
    const group = groups.at(-1);
    if (group === undefined || !goesOn(group, batch)) groups.push([batch]);
    else group.push(batch);
  }
  return groups.map(merged);
}

function goesOn(group: readonly NumberedBatch[], { block, epoch, config }: NumberedBatch): boolean {
  const [first, last] = [group[0], group.at(-1)];
  // A checkpoint stands at the end of its row: only the sound of later rows comes after it.
  if (first?.block == null || last?.block == null || block === null || last.tracks !== null) return false;
  if (last.epoch !== epoch || last.config !== config) return false;
  const endMs = last.block.wallMs.at(-1) ?? 0;
  const pauseMs = (block.wallMs[0] ?? 0) - endMs;
  const lengthMs = (block.wallMs.at(-1) ?? 0) - (first.block.wallMs[0] ?? 0);
  return pauseMs > 0 && pauseMs <= PAUSE_MS_MAX && lengthMs <= BLOCK_MS_MAX && lengthMs >= 0;
}

function merged(group: readonly NumberedBatch[]): NumberedBatch {
  const [first, last] = [group[0], group.at(-1)];
  if (first === undefined || last === undefined) throw new Error('assertion: a group of no batches');
  if (group.length === 1) return first;
  const brings = group.findLast(({ snapshot }) => snapshot !== null);
  return {
    ...last,
    wallMs: first.wallMs,
    block: joined(group.flatMap(({ block }) => (block === null ? [] : [block]))),
    sound: group.flatMap(({ sound }) => sound),
    minutes: group.flatMap(({ minutes }) => minutes),
    events: group.flatMap(({ events }) => events),
    decisions: group.flatMap(({ decisions }) => decisions),
    gaps: group.flatMap(({ gaps }) => gaps),
    attribution: group.flatMap(({ attribution }) => attribution),
    noiseEvents: group.flatMap(({ noiseEvents }) => noiseEvents),
    acks: group.flatMap(({ acks }) => acks),
    seqsBefore: first.seqsBefore,
    parts: group.flatMap(({ parts }) => parts),
    cursors: group.findLast(({ cursors }) => cursors !== null)?.cursors ?? null,
    configs: group.flatMap(({ configs = [] }) => configs),
    snapshot: brings?.snapshot ?? null,
    // A note of a later batch is younger, though its batch is joined, too (notes.ts).
    ...(brings === undefined ? {} : { snapshotBatch: brings.id }),
  };
}

function joined(blocks: readonly Block[]): Block {
  return {
    wallMs: Float64Array.from(blocks.flatMap(({ wallMs }) => [...wallMs])),
    values: Float64Array.from(blocks.flatMap(({ values }) => [...values])),
    qualities: Uint8Array.from(blocks.flatMap(({ qualities }) => [...qualities])),
  };
}
