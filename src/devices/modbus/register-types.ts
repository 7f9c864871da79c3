/** What each register type can hold: its width on the wire and the raw values it can carry. */

import type { RegisterType } from './definition.ts';

/** Width and range of a register type. */
export interface RegisterTypeSpec {
  /** Registers (for `bit`, coils) of one value; for `bits` the width is `count`. */
  readonly width: number;
  readonly min: number;
  readonly max: number;
  readonly of: 'integer' | 'float' | 'bits';
}

/** 64-bit values are stored as numbers, so their usable range ends where whole numbers stop being exact. */
export const registerTypeSpecs: Readonly<Record<RegisterType, RegisterTypeSpec>> = {
  uint16: { width: 1, min: 0, max: 0xffff, of: 'integer' },
  int16: { width: 1, min: -0x8000, max: 0x7fff, of: 'integer' },
  uint32: { width: 2, min: 0, max: 0xffff_ffff, of: 'integer' },
  int32: { width: 2, min: -0x8000_0000, max: 0x7fff_ffff, of: 'integer' },
  float32: { width: 2, min: -3.4028234663852886e38, max: 3.4028234663852886e38, of: 'float' },
  uint64: { width: 4, min: 0, max: Number.MAX_SAFE_INTEGER, of: 'integer' },
  int64: { width: 4, min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, of: 'integer' },
  bit: { width: 1, min: 0, max: 1, of: 'bits' },
  bits: { width: 1, min: 0, max: 0xffff, of: 'bits' },
};
