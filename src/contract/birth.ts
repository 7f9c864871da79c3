import { z } from 'zod';
import { clockState, count, mode, seconds, ts, v } from './form/fields.ts';
import { defineTopic, type Topic } from './form/topic.ts';

const stream = z.object({
  /** 0: rows come when something changes. */
  period_s: seconds,
  /** What the values of a row are, in their order. */
  columns: z.array(z.string()),
  unit: z.array(z.string()),
});

const channel = z.object({
  quantity: z.string(),
  unit: z.string(),
  device: z.string(),
  valid_s: seconds,
  min: z.number(),
  max: z.number(),
  /** Nominal frequencies of a vector channel, Hz. */
  bands: z.array(z.number()).optional(),
});

/** Numbers of records start behind those of the epoch before, which the back office may have only in part. */
const epoch = z.object({
  n: count,
  since: ts,
  why: z.enum(['new-file', 'restored', 'power-cut']),
  before: count.nullable(),
  last_seqs: z.record(z.string(), count),
});

const output = z.object({
  kind: z.enum(['fan', 'power-limit', 'lamp']),
  min: z.number(),
  max: z.number(),
  rest: z.number(),
  fail_safe: z.number(),
  steps: z.array(z.number()).optional(),
  lease_s: seconds,
});

/** Everything a consumer needs to read the other messages. */
export const birthSchema = z.object({
  v,
  station: z.string(),
  site: z.string(),
  /** IANA name of the station's time zone, for whoever shows its times; absent from older stations. */
  zone: z.string().optional(),
  session: z.string(),
  /** The epoch of the history that the records come from; absent before that history is open. */
  epoch: epoch.optional(),
  ts,
  fw: z.string(),
  config_hash: z.string(),
  mode,
  clock: clockState,
  streams: z.record(z.string(), stream),
  channels: z.record(z.string(), channel),
  outputs: z.record(z.string(), output),
  commands: z.array(z.string()),
});

/** The dictionary of a session: streams, channels, outputs, commands. */
export type BirthPayload = z.infer<typeof birthSchema>;

/** What a reader needs to understand every other message. */
export const birthTopic = defineTopic({
  pattern: 'birth',
  direction: 'up',
  qos: 1,
  retain: true,
  about: 'What the station has and sends',
  producer: 'src/backoffice/telemetry/birth.ts',
  period:
    'before the data of a session, for a new configuration or epoch, where the broker has lost it, and on the command rebirth',
  schema: birthSchema,
  lines: ({ ts, station, site, fw, config_hash, streams, channels, outputs }, { timeOf }) => {
    const devices = new Set(Object.values(channels).map(({ device }) => device)).size;
    const outputList = Object.entries(outputs).map(([id, { kind }]) => `${id} (${kind})`);
    return [
      `${timeOf(ts)} ${station} at ${site}: firmware ${fw}, configuration ${config_hash}`,
      `         ${Object.keys(channels).length} channels of ${devices} devices; streams ${Object.keys(streams).join(', ')}`,
      `         outputs: ${outputList.join(', ') || 'none'}`,
    ];
  },
  example: {
    v: 1,
    station: 'st-1',
    site: 'lane-7',
    zone: 'Asia/Shanghai',
    session: '5f3a90c1d2e4',
    epoch: {
      n: 1_767_640_000,
      since: 1_767_640_000_000,
      why: 'new-file',
      before: null,
      last_seqs: { seconds: 0, minutes: 0, events: 0 },
    },
    ts: 1_767_646_800_000,
    fw: '0.1.0',
    config_hash: '0123456789ab',
    mode: 'auto',
    clock: { sync: true, src: 'ntp' },
    streams: { spl: { period_s: 1, columns: ['meter', 'laeq', 'lafmax'], unit: ['id', 'dB', 'dB'] } },
    channels: {
      'slm-north.sound.laeq': {
        quantity: 'sound.laeq',
        unit: 'dB',
        device: 'slm-north',
        valid_s: 5,
        min: 20,
        max: 140,
      },
    },
    outputs: {
      'limit-a': {
        kind: 'power-limit',
        min: 50,
        max: 100,
        rest: 100,
        fail_safe: 50,
        steps: [50, 100],
        lease_s: 5,
      },
    },
    commands: ['limit', 'manual', 'release', 'rebirth'],
  },
});

/** The same, kept for each configuration: what was recorded under an older one can still be read. */
export const birthOfTopic: Topic = {
  ...birthTopic,
  pattern: 'birth/{cfg}',
  about: 'The same under the hash of its configuration; older ones stay',
  producer: 'src/backoffice/delivery/announcements.ts',
  // Told once, as `birth`.
  format: () => [],
};
