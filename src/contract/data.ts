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
  about: 'Batches of rows',
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
    rows: [
      [7, 1_767_646_800_000, ['slm-north', 51.2, 55], 0],
      [8, 1_767_646_801_000, ['slm-north', null, null], [0, 5, 5]],
    ],
  },
});
