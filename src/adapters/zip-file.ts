/** Writes a ZIP of texts, deflated, without anything that differs from one writing to the next. */

import { deflateRawSync } from 'node:zlib';

/** MS-DOS time of 1980-01-01: the content counts, not when it was packed. */
const NO_TIME = 0x0021_0000;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;

/** The bytes of the archive; the files in the order given. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let atByte = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const packed = deflateRawSync(content);
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(UTF8_NAMES, 2);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt32LE(NO_TIME, 6);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([signature(0x0403_4b50), common, title, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(atByte, 10);
    directory.push(Buffer.concat([signature(0x0201_4b50), short(VERSION), common, place, title]));
    bodies.push(local);
    atByte += local.length;
  }
  const index = Buffer.concat(directory);
  const count = short(directory.length);
  const end = [
    signature(0x0605_4b50),
    short(0),
    short(0),
    count,
    count,
    word(index.length),
    word(atByte),
    short(0),
  ];
  return Buffer.concat([...bodies, index, ...end]);
}

function signature(value: number): Buffer {
  return word(value);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value, 0);
  return bytes;
}

const POLYNOMIAL = 0xedb8_8320;
const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  // Unsigned after each step: JavaScript's bit operations give signed numbers.
  for (let bit = 0; bit < 8; bit += 1)
    value = ((value & 1) === 1 ? POLYNOMIAL ^ (value >>> 1) : value >>> 1) >>> 0;
  return value;
});

/** CRC-32 as ZIP has it; Node has its own from 22 on. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
}
