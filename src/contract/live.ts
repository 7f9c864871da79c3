import { z } from 'zod';
import { qualityCode, seconds, ts, v } from './form/fields.ts';
import { defineTopic } from './form/topic.ts';

/** Stale when the station is offline, the session differs, or `ts` is older than `valid_s`. */
const liveSchema = z.object({
  v,
  ts,
  session: z.string(),
  valid_s: seconds,
  ch: z.record(z.string(), z.object({ v: z.number().nullable(), q: qualityCode })),
});

/** What each device shows now. */
export const liveTopic = defineTopic({
  pattern: 'live/{device}',
  direction: 'up',
  qos: 0,
  retain: true,
  about: 'Latest values of a device',
  producer: 'src/backoffice/telemetry/live.ts',
  period:
    'on change at most every 2 s, of a sound meter or a device polled each second every second; at least every 10 s',
  schema: liveSchema,
  // The records of the streams say the same.
  lines: () => [],
  example: {
    v: 1,
    ts: 1_767_646_800_000,
    session: '5f3a90c1d2e4',
    valid_s: 15,
    ch: { 'power.active': { v: null, q: 5 } },
  },
});
