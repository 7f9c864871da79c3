import { batchSchema } from './batch.ts';
import { lastRowLines } from './stream-lines.ts';
import { isStreamName, streams } from './streams.ts';
import { defineTopic } from './topic.ts';

export const dataTopic = defineTopic({
  pattern: 'data/{stream}',
  direction: 'up',
  qos: 1,
  retain: false,
  about: 'Batches of rows',
  producer: 'src/backoffice/telemetry/batch.ts',
  period: 'after at most 5 s, 60 rows or 32 KiB, from the outbox',
  schema: batchSchema,
  // A newer station may have streams that are not known here.
  lines: (batch, { styled }) => {
    const { stream } = batch;
    return isStreamName(stream) ? streams[stream].lines(batch, styled) : lastRowLines(batch, styled);
  },
  example: {
    v: 1,
    station: 'st-1',
    stream: 'spl',
    boot: '1b2c3d4e',
    seq: [7, 8],
    hist: false,
    clock: { sync: true, src: 'ntp' },
    cfg: '0123456789ab',
    ch: ['slm-north.sound.laeq', 'slm-north.sound.lafmax'],
    unit: ['dB', 'dB'],
    rows: [
      [7, 1_767_646_800_000, [51.2, 55], 0],
      [8, 1_767_646_801_000, [null, null], 5],
    ],
  },
});
