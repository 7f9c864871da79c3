import { z } from 'zod';
import { clockState, count, mode, seconds, ts, v } from './form/fields.ts';
import type { LineContext } from './form/topic.ts';
import { defineTopic } from './form/topic.ts';

/** What is 0 or nothing is left out: of a bus that is well most is. */
const busHealth = z.object({
  link: z.string(),
  /** Share of time, 0 to 1. */
  utilisation: z.number().min(0),
  ok: count,
  timeouts: count.default(0),
  crc_errors: count.default(0),
  late_bytes: count.default(0),
  /** Polls that were dropped because they were too late. */
  missed: count.default(0),
  /** Devices that do not answer and are only probed. */
  suspended: z.array(z.string()).default([]),
  /** Channels that their device does not give. */
  refused: z.array(z.string()).default([]),
});

/** How the gateway itself is doing: its cycle, what waits, its buses, its history, its clock. */
export const healthSchema = z.object({
  v,
  ts,
  session: z.string(),
  mode,
  uptime_s: seconds,
  /** Memory of the process; null where the operating system does not tell it. */
  rss_mb: z.number().min(0).nullable(),
  cycle: z.object({ count, overruns: count, p99_ms: z.number().min(0) }),
  /** Parts of the history (ten seconds or less each) that are still to be sent; messages that the broker would not take. */
  backlog: z.object({ parts: count, refused: count }),
  buses: z.record(z.string(), busHealth),
  /** Why the history is not written, for people; null while it is. */
  history_fault: z.string().nullable().optional(),
  /** Absent: no history is kept. */
  history: z
    .object({
      state: z.enum(['up', 'down']),
      /** Why nothing can be written. */
      fault: z.string().nullable(),
      /** Batches of about ten seconds that wait for the disk. */
      waiting: count,
      dropped: count,
      file_mb: z.number().min(0),
    })
    .optional(),
  clock: clockState,
});

/** The health of a station as it is read. */
export type HealthPayload = z.infer<typeof healthSchema>;

/** The same as it is published, without what is left out. */
export type SentHealth = z.input<typeof healthSchema>;

/** Whether the gateway keeps up, and with what it does not. */
export const healthTopic = defineTopic({
  pattern: 'health',
  direction: 'up',
  qos: 1,
  retain: true,
  about: 'Cycle, backlog, buses, history',
  producer: 'src/backoffice/delivery/announcements.ts',
  period: 'every 2 min, in the first minute every 10 s; metered: every 10 min',
  schema: healthSchema,
  lines: (health, context) => [healthLine(health, context)],
  example: {
    v: 1,
    ts: 1_767_646_800_000,
    session: '5f3a90c1d2e4',
    uptime_s: 60,
    rss_mb: 80.5,
    cycle: { count: 60, overruns: 0, p99_ms: 3.5 },
    backlog: { parts: 2, refused: 0 },
    buses: {
      'tcp-a': {
        link: 'up',
        utilisation: 0.4,
        ok: 10,
        timeouts: 1,
        crc_errors: 0,
        late_bytes: 0,
        missed: 0,
        suspended: ['gun-2'],
        refused: [],
      },
    },
    history_fault: null,
    history: { state: 'up', fault: null, waiting: 0, dropped: 0, file_mb: 12.5 },
    clock: { sync: true, src: 'ntp' },
  },
});

function healthLine(health: HealthPayload, { styled, timeOf }: LineContext): string {
  const { ts, mode, uptime_s, rss_mb, cycle, backlog, buses, clock, history_fault } = health;
  const busTexts = Object.entries(buses).map(([id, { link, utilisation, suspended, refused }]) => {
    const silent = suspended.length === 0 ? '' : styled(`, silent: ${suspended.join(' ')}`, 'warn');
    const missing = refused.length === 0 ? '' : styled(`, not given: ${refused.join(' ')}`, 'warn');
    return `${id} ${link} ${Math.round(utilisation * 100)} %${silent}${missing}`;
  });
  const parts = [
    ...(mode === 'advise' ? [styled('mode advise, moves nothing', 'warn')] : []),
    `up ${Math.floor(uptime_s / 60)} min, ${rss_mb === null ? '–' : Math.round(rss_mb)} MB`,
    `cycle p99 ${cycle.p99_ms} ms, ${cycle.overruns} overruns`,
    `backlog ${backlog.parts}${backlog.refused > 0 ? styled(`, ${backlog.refused} refused`, 'bad') : ''}`,
    ...busTexts,
    ...(history_fault == null ? [] : [styled(`history: ${history_fault}`, 'warn')]),
    ...(clock.sync ? [] : [styled('clock not synchronised', 'warn')]),
  ];
  return `${timeOf(ts)} health: ${parts.join(' | ')}`;
}
