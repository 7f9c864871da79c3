/**
 * The kinds of value that a line can carry. Each parses its text and writes the value back as the same text; a text is
 * refused as `field` (not of this kind) or `range` (of this kind, but outside what the protocol allows).
 */

import { failed, ok, type Result } from '../../src/model/result.ts';

/** Why a value was refused. */
export type FieldRefusal = 'field' | 'range';

/** Parser and writer of one kind of value. */
export interface Field<T> {
  read(text: string): Result<T, FieldRefusal>;
  write(value: T): string;
  /** Its unit and range, as in PROTOCOL.md. */
  readonly says: string;
  /** Longest text it writes, characters. */
  readonly longest: number;
}

/** A whole number without sign, leading zero or exponent. */
export function whole(min: number, max: number, unit = ''): Field<number> {
  return {
    read(text) {
      if (!isWhole(text)) return failed('field');
      const value = Number(text);
      return value < min || value > max ? failed('range') : ok(value);
    },
    write: String,
    says: `${min}..${max}${unit === '' ? '' : ` ${unit}`}`,
    longest: String(max).length,
  };
}

/** A number with exactly one decimal. */
export function tenths(min: number, max: number, unit: string): Field<number> {
  return {
    read(text) {
      const dot = text.length - 2;
      const isNegative = text.startsWith('-');
      const digits = text.slice(isNegative ? 1 : 0, dot);
      if (text[dot] !== '.' || !isWhole(digits) || !isWhole(text.slice(dot + 1))) return failed('field');
      if (text === '-0.0') return failed('field');
      const value = Number(text);
      return value < min || value > max ? failed('range') : ok(value);
    },
    write: (value) => (Math.round(value * 10) / 10 || 0).toFixed(1),
    says: `${min.toFixed(1)}..${max.toFixed(1)} ${unit}`,
    longest: Math.max(min.toFixed(1).length, max.toFixed(1).length),
  };
}

/** One word of a closed set. */
export function oneOf<const W extends readonly string[]>(words: W): Field<W[number]> {
  return {
    read: (text) => (words.includes(text) ? ok(text) : failed('range')),
    write: (value) => value,
    says: words.join(' | '),
    longest: Math.max(...words.map((word) => word.length)),
  };
}

/** A name: small letters, digits, `.`, `-`, `_`. */
export function name(lengthMax: number): Field<string> {
  return {
    read(text) {
      if (!/^[a-z0-9._-]+$/.test(text)) return failed('field');
      return text.length > lengthMax ? failed('range') : ok(text);
    },
    write: (value) => value,
    says: `up to ${lengthMax} of a-z 0-9 . - _`,
    longest: lengthMax,
  };
}

/** `value` or `x` for something that exists but cannot be read. Never 0, never the last value. */
export function readable<T>(field: Field<T>): Field<T | null> {
  return {
    read: (text) => (text === 'x' ? ok(null) : field.read(text)),
    write: (value) => (value === null ? 'x' : field.write(value)),
    says: `${field.says}, x = cannot be read`,
    longest: field.longest,
  };
}

/** Up to `countMax` values, separated by commas, first one first; `-` for none. */
export function list<T>(field: Field<T>, countMax: number): Field<readonly T[]> {
  return {
    read(text) {
      if (text === '-') return ok([]);
      const values: T[] = [];
      for (const part of text.split(',')) {
        if (values.length === countMax) return failed('range');
        const value = field.read(part);
        if (!value.ok) return value;
        values.push(value.value);
      }
      return ok(values);
    },
    write: (values) => (values.length === 0 ? '-' : values.map(field.write).join(',')),
    says: `0..${countMax} of: ${field.says}`,
    longest: countMax * (field.longest + 1) - 1,
  };
}

/** Up to `countMax` digits, one per contact, first one first; 1 is energised or closed; `-` for none. */
export function contacts(countMax: number): Field<readonly boolean[]> {
  return {
    read(text) {
      if (text === '-') return ok([]);
      if (!/^[01]+$/.test(text)) return failed('field');
      return text.length > countMax ? failed('range') : ok(Array.from(text, (digit) => digit === '1'));
    },
    write: (values) => (values.length === 0 ? '-' : values.map(Number).join('')),
    says: `0..${countMax} digits, 1 = energised or closed`,
    longest: countMax,
  };
}

function isWhole(text: string): boolean {
  return /^(0|[1-9][0-9]*)$/.test(text);
}
