import { batchSchema } from './form/batch.ts';
import { lastRowLines } from './form/stream-lines.ts';
import { defineTopic } from './form/topic.ts';
import { isStreamName, streams } from './streams.ts';

/** The rows of one stream while they are new. */
export const dataTopic = defineTopic({
  pattern: 'data/{stream}',
  direction: 'up',
  qos: 1,
  retain: false,
  about: 'Batches of rows or series',
  producer: 'src/backoffice/telemetry/part-messages.ts',
  period: 'every 10 s, from the history',
  schema: batchSchema,
  // A newer station may have streams that are not known here.
  lines: (batch, { columns, ...marks }) => {
    const { stream } = batch;
    const lines = isStreamName(stream) ? streams[stream].lines : lastRowLines;
    return lines(batch, marks, columns?.(stream) ?? []);
  },
  example: {
    v: 1,
    site: 'lane-7',
    station: 'st-1',
    epoch: 1_767_640_000,
    stream: 'spl',
    seq: [7, 8],
    sync: true,
    cfg: '0123456789ab',
    series: [
      {
        of: 'slm-north',
        ts: 1_767_646_800_000,
        late: [0, 20],
        values: [
          [51.2, null],
          [55, null],
        ],
        quality: [
          [0, 5],
          [0, 5],
        ],
      },
    ],
  },
});
