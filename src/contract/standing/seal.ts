import { z } from 'zod';
import { count, ts, v } from '../form/fields.ts';
import { defineTopic } from '../form/topic.ts';

/** The signed head of the tree over all records (docs/evidence.md): who keeps it can prove later that nothing before was changed. */
const sealSchema = z.object({
  v,
  site: z.string(),
  station: z.string(),
  head: z.object({
    v,
    size: count,
    root: z.string(),
    wallMs: ts,
    clockSynced: z.boolean(),
    /** First 16 hex digits of the SHA-256 of the public key. */
    key: z.string(),
  }),
  /** Ed25519 over the head as JSON, base64. */
  signature: z.string(),
  publicKey: z.string(),
});

/** Payload of `seal`. */
export type SealPayload = z.infer<typeof sealSchema>;

/** The topic `seal`. */
export const sealTopic = defineTopic({
  pattern: 'seal',
  direction: 'up',
  qos: 1,
  retain: true,
  about: 'The signed head of all that is sealed; keep it',
  producer: 'src/backoffice/telemetry/seal-message.ts',
  period: 'each hour, and after a start',
  schema: sealSchema,
  lines: ({ head: { size, wallMs, key } }, { timeOf }) => [
    `${timeOf(wallMs)} ${size} records sealed by key ${key}`,
  ],
  example: {
    v: 1,
    site: 'lane-7',
    station: 'st-1',
    head: {
      v: 1,
      size: 4711,
      root: 'c2f0',
      wallMs: 1_767_646_800_000,
      clockSynced: true,
      key: '0123456789abcdef',
    },
    signature: 'c2lnbmVk',
    publicKey: '-----BEGIN PUBLIC KEY-----\n',
  },
});
