import { dataTopic } from './data.ts';

/** The same payloads, byte by byte, under another name: whoever acts on the present does not listen here. */
export const histTopic = {
  ...dataTopic,
  pattern: 'hist/{stream}',
  about: 'Batches of rows or series that come late: nobody should act on them',
  producer: 'src/assembly/northbound.ts',
  period: 'after an outage, behind the newest data, in packs',
} as const;
