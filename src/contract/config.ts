import { z } from 'zod';
import { ts, v } from './form/fields.ts';
import { defineTopic } from './form/topic.ts';

/** How the last reading of the settings went. The hash is that of what is in force. */
const configSchema = z.object({
  v,
  ts,
  session: z.string(),
  config_hash: z.string(),
  /** `refused`: a mistake; `restart`: it takes one. In both cases what stood before is in force. */
  result: z.enum(['good', 'refused', 'restart']),
  /** For people; empty where nothing is wrong. */
  report: z.string(),
  /** The site file in force, on `config/site` alone. */
  site: z.string().optional(),
  changes: z.array(
    z.object({
      key: z.string(),
      from: z.string(),
      to: z.string(),
      effect: z.enum(['at-once', 'line', 'restart']),
    }),
  ),
});

/** How one reading went, and which keys it changed. */
export type ConfigPayload = z.infer<typeof configSchema>;

/** Whether the settings as they are on disk are those in force. */
export const configTopic = defineTopic({
  pattern: 'config/{what}',
  direction: 'up',
  qos: 1,
  retain: true,
  about: 'How the last reading of the settings went',
  producer: 'src/backoffice/delivery/settings-message.ts',
  period:
    'when the site file was read again, and after each connect since; `config/site` after config-get, not retained',
  schema: configSchema,
  lines: ({ ts, result, report, changes }, { styled, timeOf }) => {
    const keys = changes.map(({ key, from, to }) => `${key} ${from} -> ${to}`).join(', ');
    const words = { good: 'in force', refused: 'refused', restart: 'needs a restart' }[result];
    return [
      `${timeOf(ts)} settings ${styled(words, result === 'good' ? 'good' : 'warn')}${keys === '' ? '' : `: ${keys}`}`,
      ...(report === '' ? [] : [report]),
    ];
  },
  example: {
    v: 1,
    ts: 1_767_646_800_000,
    session: '5f3a90c1d2e4',
    config_hash: '0123456789ab',
    result: 'good',
    report: '',
    changes: [{ key: 'receptors.north.limits.nightDb', from: '45', to: '40', effect: 'at-once' }],
  },
});
