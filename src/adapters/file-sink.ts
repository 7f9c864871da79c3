/** Appends lines to a file through a stream. Bounded: beyond the limit it stops and says so once. */

import { createWriteStream } from 'node:fs';
import type { LineSink } from '../ports/line-sink.ts';

/** Lines that wait for a slow disk; more are lost and counted rather than held in memory. */
const BUFFERED_BYTES_MAX = 64 * 1024 * 1024;

export interface FileSink extends LineSink {
  /** What went wrong, if anything did: a sentence for the console. */
  readonly trouble: string | undefined;
}

/** Opens `path` anew. `maxBytes` bounds the file. */
export function createFileSink(path: string, maxBytes: number): FileSink {
  const stream = createWriteStream(path, { flags: 'w' });
  let written = 0;
  let trouble: string | undefined;
  stream.on('error', (error) => {
    trouble ??= `recording to ${path} stopped: ${error.message}`;
  });
  return {
    get trouble() {
      return trouble;
    },
    write(line) {
      if (trouble !== undefined) return;
      written += line.length + 1;
      if (written > maxBytes)
        trouble = `recording to ${path} stopped at its limit of ${Math.round(maxBytes / 1e6)} MB`;
      else if (stream.writableLength > BUFFERED_BYTES_MAX)
        trouble = `recording to ${path} stopped: the disk is too slow`;
      else stream.write(`${line}\n`);
    },
    close(done) {
      if (stream.destroyed) done();
      else stream.end(() => done());
    },
  };
}
