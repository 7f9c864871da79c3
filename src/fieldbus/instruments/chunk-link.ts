/** A link of lines or bytes, so that the owner of a port need not know which. */

import type { Fault } from '../../model/fault.ts';
import type { ByteLink } from '../../ports/field/byte-link.ts';
import type { LineLink } from '../../ports/field/line-link.ts';

/** The events of a chunk link. */
export interface ChunkHandlers<Chunk> {
  opened(): void;
  chunk(chunk: Chunk): void;
  /** Exactly once for each `open`, also when opening failed. */
  closed(fault: Fault): void;
}

/** A link of lines or bytes. */
export interface ChunkLink<Chunk> {
  /** Starts to open. Legal only while closed. */
  open(handlers: ChunkHandlers<Chunk>): void;
  write(chunk: Chunk): void;
  close(): void;
}

/** A line link as chunks of one line. */
export function byLines(link: LineLink): ChunkLink<string> {
  return {
    open: ({ opened, chunk, closed }) => link.open({ opened, line: chunk, closed }),
    write: (line) => link.write(line),
    close: () => link.close(),
  };
}

/** A byte link as chunks as they arrive. */
export function byBytes(link: ByteLink): ChunkLink<Uint8Array> {
  return {
    open: ({ opened, chunk, closed }) => link.open({ opened, data: chunk, closed }),
    write: (bytes) => link.write(bytes),
    close: () => link.close(),
  };
}
