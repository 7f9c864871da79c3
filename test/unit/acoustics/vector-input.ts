/** Typed access to the parts of a vector; a part of another type is an error. */

import { addSample, emptyLedger, type Ledger } from '../../../src/acoustics/levels/leq.ts';

export interface Vector {
  readonly id: string;
  readonly group: string;
  readonly formula: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
}

export type Formula = (input: Input) => unknown;

/** Group, then the names of the input's parts in order; where there is none, those of the expected answer. */
export type Formulas = Readonly<Record<string, Readonly<Record<string, Formula>>>>;

export interface Input {
  readonly says: (pattern: RegExp) => boolean;
  readonly num: (key: string) => number;
  readonly flag: (key: string) => boolean;
  readonly text: (key: string) => string;
  readonly list: (key: string) => number[];
  readonly rows: (key: string) => number[][];
  readonly texts: (key: string) => string[];
  readonly parts: (key: string) => Input;
}

export function inputOf(vector: Vector): Input {
  const { id, formula, input } = vector;
  return {
    says: (pattern) => pattern.test(`${id} ${formula}`),
    num: (key) => numberOf(input[key]),
    flag: (key) => input[key] === true,
    text: (key) => String(input[key]),
    list: (key) => listOf(input[key]).map(numberOf),
    rows: (key) => listOf(input[key]).map((row) => listOf(row).map(numberOf)),
    texts: (key) => listOf(input[key]).map(String),
    parts: (key) => inputOf({ ...vector, input: Object(input[key]) }),
  };
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new Error(`${JSON.stringify(value)} is no number`);
  return value;
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error(`${JSON.stringify(value)} is no list`);
  return value;
}

/** A ledger of pairs of level and seconds. */
export function ledgerOf(pairs: readonly (readonly number[])[]): Ledger {
  return pairs.reduce(
    (ledger, [levelDb = Number.NaN, seconds = Number.NaN]) => addSample(ledger, levelDb, seconds, null),
    emptyLedger(),
  );
}
