import { z } from 'zod';
import { count, ts, v } from './form/fields.ts';
import { defineTopic } from './form/topic.ts';

/**
 * A consumer treats retained values of another session as stale. Order is by `started` (of the session), then `connection` (within
 * it), never by `ts`: an `online: false` ends the `online: true` of the same connection, and says nothing of a newer one.
 */
export const stateSchema = z.object({
  v,
  online: z.boolean(),
  session: z.string(),
  started: ts.optional(),
  connection: count.optional(),
  ts,
  /** `start`, `reconnect`, `shutdown`, or `lost` in the last will. */
  reason: z.string(),
});

/** Online or not, and why. */
export type StatePayload = z.infer<typeof stateSchema>;

/** The first thing to look at: without `online` every other retained message is old. */
export const stateTopic = defineTopic({
  pattern: 'state',
  direction: 'up',
  qos: 1,
  retain: true,
  about: 'Online or not; also the last will',
  producer: 'src/backoffice/telemetry/birth.ts',
  period: 'after each connect, at the stop, and by the broker when the connection is lost',
  schema: stateSchema,
  lines: ({ online, ts, reason, session }, { station, styled, timeOf }) => {
    const words = online ? styled('online', 'good') : styled('offline', 'bad');
    return [`${timeOf(ts)} ${station} is ${words} (${reason}, session ${session})`];
  },
  example: {
    v: 1,
    online: true,
    session: '5f3a90c1d2e4',
    started: 1_767_646_790_000,
    connection: 1,
    ts: 1_767_646_800_000,
    reason: 'start',
  },
});
