/** RTU frames as bytes, with a checksum of its own: the golden frames must not be judged by the code they judge. */

/** "01 03 00" to bytes. */
export function bytesOf(hex: string): number[] {
  return hex
    .trim()
    .split(/\s+/)
    .map((text) => Number.parseInt(text, 16));
}

/** Bytes to "01 03 00". */
export function hexOf(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');
}

/** MODBUS over serial line V1.02, 6.2.2: CRC-16, reflected polynomial 0xA001, low byte first. */
export function crcOf(bytes: readonly number[]): [low: number, high: number] {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return [crc & 0xff, crc >> 8];
}

/** Whether the last two bytes are the checksum of the others. */
export function isIntact(frame: readonly number[]): boolean {
  const [low, high] = crcOf(frame.slice(0, -2));
  return frame.length >= 4 && frame.at(-2) === low && frame.at(-1) === high;
}

/** Two bytes each, most significant first. */
export function wordsOf(bytes: readonly number[]): number[] {
  return Array.from(
    { length: bytes.length / 2 },
    (_, i) => (bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0),
  );
}

/** One bit each, the lowest of the first byte first. */
export function bitsOf(bytes: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => ((bytes[i >> 3] ?? 0) >> (i & 7)) & 1);
}
