/**
 * POSIX ustar files packed with gzip, which every computer can open. Written and read as streams: a history of gigabytes
 * needs no memory, and what was torn or changed on the way is found by its sums.
 */

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

const BLOCK = 512;
/** Eleven octal digits. */
const BYTES_MAX = 8 ** 11 - 1;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/** What goes into a tar file: its name, size, and content or where it lies. */
export interface TarFile {
  readonly name: string;
  readonly bytes: number;
  readonly content: Uint8Array | { readonly path: string };
}

/** Packs texts in memory. */
export async function tarGzOf(files: Readonly<Record<string, string>>, timeS: number): Promise<Buffer> {
  const entries = Object.entries(files).map(([name, text]) => {
    const content = Buffer.from(text);
    return { name, bytes: content.length, content };
  });
  const chunks: Buffer[] = [];
  await pipeline(blocksOf(entries, timeS, 0o644), createGzip(), async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

/** Packs files into a new file at `path` that nobody else may read. Throws the error of the operating system. */
export async function writeTarGz(path: string, files: readonly TarFile[], timeS: number): Promise<void> {
  const into = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(blocksOf(files, timeS, 0o600), createGzip(), into);
}

/** Takes the content of one entry, piece by piece. */
export interface TarSink {
  write(chunk: Uint8Array): void;
  end(): void;
}

/** What was read of an entry. */
export interface ReadEntry {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Reads a packed file from its beginning; `sinkOf` gives null for what is not wanted, and `'stop'` ends the reading.
 * Throws where the file is no such file, or torn.
 */
export async function readTarGz(
  from: string | Uint8Array,
  sinkOf: (name: string, bytes: number) => TarSink | null | 'stop',
): Promise<readonly ReadEntry[]> {
  const source = typeof from === 'string' ? createReadStream(from) : Readable.from([from]);
  const unpacked = createGunzip();
  source.on('error', (error: Error) => unpacked.destroy(error));
  source.pipe(unpacked);
  try {
    return await entriesOf(createReader(unpacked), sinkOf);
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

async function entriesOf(
  reader: ReturnType<typeof createReader>,
  sinkOf: Parameters<typeof readTarGz>[1],
): Promise<readonly ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for (let head = await reader.take(BLOCK); isHead(head); head = await reader.take(BLOCK)) {
    const { name, bytes } = readHead(head);
    const sink = sinkOf(name, bytes);
    if (sink === 'stop') return entries;
    const hash = createHash('sha256');
    for (let left = bytes; left > 0; ) {
      const chunk = await reader.some(left);
      left -= chunk.length;
      hash.update(chunk);
      sink?.write(chunk);
    }
    sink?.end();
    await reader.take((BLOCK - (bytes % BLOCK)) % BLOCK);
    entries.push({ name, bytes, sha256: hash.digest('hex') });
  }
  // Read on to the end: the sum of gzip stands there.
  while (!(await reader.isAtEnd()));
  return entries;
}

async function* blocksOf(files: readonly TarFile[], timeS: number, mode: number): AsyncGenerator<Uint8Array> {
  for (const file of files) {
    yield headOf(file, timeS, mode);
    let given = 0;
    for await (const chunk of contentOf(file)) {
      given += chunk.length;
      yield chunk;
    }
    if (given !== file.bytes) throw new Error(`${file.name} changed while it was read`);
    yield Buffer.alloc((BLOCK - (given % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function contentOf({ content, bytes }: TarFile): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (content instanceof Uint8Array) return [content];
  // Of a file that grows only what was promised.
  return bytes === 0 ? [] : createReadStream(content.path, { end: bytes - 1 });
}

function headOf({ name, bytes }: TarFile, timeS: number, mode: number): Buffer {
  if (bytes > BYTES_MAX) throw new Error(`${name} is larger than a tar file can hold`);
  const head = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  const [prefix, base] = splitName(name);
  head.write(base, 0);
  head.write(octal(mode, 8), 100);
  head.write(octal(0, 8), 108);
  head.write(octal(0, 8), 116);
  head.write(octal(bytes, 12), 124);
  head.write(octal(timeS, 12), 136);
  head.write('0', 156);
  head.write('ustar\u000000', 257);
  head.write(prefix, 345);
  head.write(`${sumOf(head).toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}

function splitName(name: string): readonly [prefix: string, base: string] {
  if (Buffer.byteLength(name) <= NAME_BYTES) return ['', name];
  for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
    const [prefix, base] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(prefix) <= PREFIX_BYTES && Buffer.byteLength(base) <= NAME_BYTES)
      return [prefix, base];
  }
  throw new Error(`${name}: the name is too long for a tar file`);
}

function readHead(head: Buffer): { readonly name: string; readonly bytes: number } {
  const text = (from: number, length: number): string =>
    head
      .subarray(from, from + length)
      .toString('utf8')
      .split('\0', 1)[0] ?? '';
  const [prefix, base, bytes] = [text(345, PREFIX_BYTES), text(0, NAME_BYTES), text(124, 12)];
  if (Number.parseInt(text(148, 8), 8) !== sumOf(head) || !/^[0-7]+ *$/.test(bytes))
    throw new Error('it is no tar file, or it is damaged');
  return { name: prefix === '' ? base : `${prefix}/${base}`, bytes: Number.parseInt(bytes, 8) };
}

/** The sum is made with blanks in its own place. */
function sumOf(head: Buffer): number {
  return head.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

function isHead(block: Buffer): boolean {
  return block.some((byte) => byte !== 0);
}

/** Pieces of a stream by their length. */
function createReader(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const fill = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done === true) return false;
    held = next.value;
    return true;
  };
  /** At least one byte, at most `most`. */
  const some = async (most: number): Promise<Buffer> => {
    while (held.length === 0) if (!(await fill())) throw new Error('it ends too early');
    const piece = held.subarray(0, most);
    held = held.subarray(piece.length);
    return piece;
  };
  return {
    some,
    async take(bytes: number): Promise<Buffer> {
      const pieces: Buffer[] = [];
      for (let left = bytes; left > 0; left -= pieces.at(-1)?.length ?? 0) pieces.push(await some(left));
      return Buffer.concat(pieces);
    },
    async isAtEnd(): Promise<boolean> {
      held = Buffer.alloc(0);
      return !(await fill());
    },
  };
}
