import { z } from 'zod';
import { v } from './form/fields.ts';
import { defineTopic } from './form/topic.ts';

/** Records together: each as it would come alone, its topic below the root and its payload as text. */
const packSchema = z.object({
  v,
  messages: z.array(z.tuple([z.string(), z.string()])),
});

/** Payload of `pack`, before it is compressed. */
export type PackPayload = z.infer<typeof packSchema>;

/** The topic `pack`. */
export const packTopic = defineTopic({
  pattern: 'pack',
  direction: 'up',
  qos: 1,
  retain: false,
  isGzip: true,
  about: 'Records that come late, or of a metered station, compressed together (gzip)',
  producer: 'src/backoffice/delivery/packs.ts',
  period: 'after an outage, in the place of hist; each minute where the site says metered',
  schema: packSchema,
  // What is in it is told as if it had come alone (format-message.ts).
  lines: () => [],
  example: {
    v: 1,
    messages: [
      [
        'data/noise-events',
        '{"v":1,"site":"lane-7","station":"st-1","epoch":1767640000,"stream":"noise-events","seq":[3,3],"sync":true,"cfg":"0123456789ab","rows":[]}',
      ],
    ],
  },
});

/** The messages in a pack, each with its topic below the root; none where it is no pack. */
export function messagesInPack(payload: string): readonly (readonly [topic: string, payload: string])[] {
  try {
    return packSchema.safeParse(JSON.parse(payload)).data?.messages ?? [];
  } catch {
    // What is no JSON is no pack.
    return [];
  }
}
