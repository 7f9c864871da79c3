import { expect, test } from 'vitest';
import { residentMb } from '../../../../src/adapters/host/resident-memory.ts';

test('memory that nobody tells is null, and no error in the gateway', () => {
  expect(residentMb()).toBeGreaterThan(10);
  const hidden = (): number => {
    throw new Error('ENOENT: no such file or directory, uv_resident_set_memory');
  };
  expect(residentMb(hidden)).toBeNull();
});
