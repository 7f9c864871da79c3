import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { crc16, hasValidCrc } from '../../../../src/fieldbus/modbus/crc16.ts';
import { hex } from '../frames.ts';

const captures = new URL('../../../../shared/data/modbus_rtu_frames_decoded.csv', import.meta.url);

test('the check value of CRC-16/MODBUS is 0x4B37', () => {
  const digits = new TextEncoder().encode('123456789');
  expect(crc16(digits, 0, digits.length)).toBe(0x4b37);
});

test.each([
  ['Waveshare relay 1 on', '01 05 00 00 FF 00 8C 3A'],
  ['Waveshare relay 1 off', '01 05 00 00 00 00 CD CA'],
  ['Waveshare read of eight relays', '01 01 00 00 00 08 3D CC'],
  ['Waveshare set address', '00 06 40 00 00 01 5C 1B'],
])('the checksum of %s is right, and wrong after one flipped bit', (_name, text) => {
  const frame = hex(text);
  expect(hasValidCrc(frame, 0, frame.length)).toBe(true);
  for (let bit = 0; bit < frame.length * 8; bit++) {
    const flipped = frame.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(hasValidCrc(flipped, 0, flipped.length)).toBe(false);
  }
});

test.skipIf(!existsSync(captures))(
  'all 520 captured frames of real lines are right (needs ../shared/data)',
  () => {
    const frames = readFileSync(captures, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => hex(line.split(',')[7] ?? ''));
    expect(frames).toHaveLength(520);
    expect(frames.filter((frame) => !hasValidCrc(frame, 0, frame.length))).toEqual([]);
  },
);
