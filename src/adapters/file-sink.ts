/** Appends lines to a file through a stream. Bounded: at the limit it stops and reports that once. */

import { createWriteStream } from 'node:fs';
import type { LineSink } from '../ports/line-sink.ts';

/** Bytes that may wait for a slow disk; beyond them lines are lost and counted. */
const BUFFERED_BYTES_MAX = 64 * 1024 * 1024;

/** A sink that tells whether it failed. */
export interface FileSink extends LineSink {
  /** What went wrong, as a sentence for the console; undefined: nothing. */
  readonly trouble: string | undefined;
}

/** Creates `path` or empties it. `maxBytes` bounds the file. */
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
