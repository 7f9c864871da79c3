/**
 * CRC-16/CCITT of a line: polynomial 0x1021, start 0xFFFF, not reflected, nothing added at the end ("CCITT-FALSE",
 * "IBM-3740"). Its check value over "123456789" is 0x29B1.
 */

/** The checksum of the first `length` characters of `text`, each taken as one byte. */
export function crc16(text: string, length: number): number {
  let crc = 0xffff;
  for (let at = 0; at < length; at++) {
    crc = ((crc << 8) & 0xffff) ^ (table[(crc >> 8) ^ (text.charCodeAt(at) & 0xff)] ?? 0);
  }
  return crc;
}

/** Four upper-case hex digits, as on the wire. */
export function crcText(crc: number): string {
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

const table = Uint16Array.from({ length: 256 }, (_, index) => {
  let crc = index << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});
