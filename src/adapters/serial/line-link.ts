/**
 * A LineLink over any ByteLink. The parser keeps everything without a line end, without limit, so noise or a wrong baud
 * rate would fill the memory. Therefore bytes pass a bound first: of a line too long it lets one character too many
 * through, which the reader refuses, and drops the rest.
 */

import { ReadlineParser } from '@serialport/parser-readline';
import type { ByteLink } from '../../ports/field/byte-link.ts';
import type { LineLink } from '../../ports/field/line-link.ts';

/** Lines of at most `lineMax` characters, each ended by `\n`. */
export function createLineLink(link: ByteLink, lineMax: number): LineLink {
  return {
    open(handlers) {
      const split = createSplitter(lineMax, handlers.line);
      link.open({ opened: handlers.opened, data: split, closed: handlers.closed });
    },
    write: (line) => link.write(Buffer.from(`${line}\n`, 'latin1')),
    close: () => link.close(),
  };
}

const LINE_END = 0x0a;

/** A new one for each open, so that bytes of an earlier connection do not complete a line of this one. */
function createSplitter(lineMax: number, onLine: (line: string) => void): (bytes: Uint8Array) => void {
  const parser = new ReadlineParser({ delimiter: '\n', encoding: 'latin1', readableObjectMode: true });
  const room = createBound(lineMax + 1);
  return (bytes) => {
    parser.write(room(bytes));
    // Pulled, not flowing: a line is reported in the call that completes it, in virtual time too.
    for (let line: unknown = parser.read(); line !== null; line = parser.read()) onLine(String(line));
  };
}

/** Passes at most `lengthMax` bytes between two line ends. */
function createBound(lengthMax: number): (bytes: Uint8Array) => Uint8Array {
  let length = 0;
  return (bytes) => {
    const passed = Buffer.allocUnsafe(bytes.length);
    let count = 0;
    for (const byte of bytes) {
      length = byte === LINE_END ? 0 : length + 1;
      if (length <= lengthMax) passed[count++] = byte;
    }
    return passed.subarray(0, count);
  };
}
