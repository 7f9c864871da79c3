/** The two ways an output of the site file is carried out: as a set value in a register, or by relays. */

import type { OutputEntry } from './site-schema.ts';

/** A power limit of relays: each step energises its coils. */
type RelayLimit = Extract<OutputEntry, { kind: 'power-limit' }> & {
  readonly steps: Readonly<Record<string, readonly number[]>>;
};

/** An output made of relays. */
export type RelayEntry = Extract<OutputEntry, { kind: 'lamp' }> | RelayLimit;

/** An output that is a number in a register: a fan's speed, or a power limit without steps. */
export type RegisterEntry = Exclude<OutputEntry, { kind: 'lamp' }>;

/** True for outputs made of relays. */
export function isRelays(output: OutputEntry): output is RelayEntry {
  switch (output.kind) {
    case 'lamp':
      return true;
    case 'power-limit':
      return output.steps !== undefined;
    case 'fan':
      return false;
  }
}

/** The lowest and highest value of a set value, percent. */
export function rangeOf(output: RegisterEntry): { readonly min: number; readonly max: number } {
  return output.kind === 'fan' ? output : { min: output.min ?? 0, max: 100 };
}
