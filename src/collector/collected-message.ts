/** Messages of a station as the collector keeps them; none for what does not count: states, glances, foreign topics. */

import { z } from 'zod';
import { messagesInPack } from '../contract/pack.ts';
import { parseTopic, rootOf, topics } from '../contract/topics.ts';
import type { CollectedMessage } from '../ports/collector-store.ts';

const seq = z.int().min(0);
/** What is counted: a batch covers a range of numbers, an event has one. Everything else is kept as it came. */
const keySchema = z.object({
  v: z.literal(1),
  site: z.string(),
  station: z.string(),
  epoch: seq,
  seq: z.union([seq, z.tuple([seq, seq])]),
});

/** One, or those of a pack, as if each had come alone. */
export function collectedMessages(
  topic: string,
  payload: string,
  receivedMs: number,
): readonly CollectedMessage[] {
  const parsed = parseTopic(topic);
  if (parsed === undefined) return [];
  if (parsed.name === 'pack')
    return messagesInPack(payload).flatMap(([below, text]) =>
      below === topics.pack.pattern ? [] : collectedMessages(rootOf(parsed) + below, text, receivedMs),
    );
  const message = collectedMessage(topic, payload, receivedMs);
  return message === undefined ? [] : [message];
}

function collectedMessage(topic: string, payload: string, receivedMs: number): CollectedMessage | undefined {
  const parsed = parseTopic(topic);
  if (parsed === undefined) return undefined;
  const stream = streamOf(parsed.name, parsed.part);
  const key = stream === undefined ? undefined : keyOf(payload);
  // A station may speak of itself alone.
  if (stream === undefined || key?.site !== parsed.site || key.station !== parsed.station) return undefined;
  const [firstSeq, lastSeq] = typeof key.seq === 'number' ? [key.seq, key.seq] : key.seq;
  if (lastSeq < firstSeq) return undefined;
  const { site, station, epoch } = key;
  return { site, station, stream, epoch, firstSeq, lastSeq, receivedMs, payload };
}

function streamOf(name: string, part: string): string | undefined {
  if (name === 'data' || name === 'hist') return part;
  return name === 'event' || name === 'ack' ? name : undefined;
}

function keyOf(payload: string): z.infer<typeof keySchema> | undefined {
  try {
    return keySchema.safeParse(JSON.parse(payload)).data;
  } catch {
    // What is no JSON has no key.
    return undefined;
  }
}
