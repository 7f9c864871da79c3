/** What a rule may set for an output: at least, at most, and why. */

import type { Message } from './message.ts';

/** High to low. A bound of a higher rank is never moved by one of a lower rank. */
export const priorities = [
  'interlock',
  'lost-input',
  'thermal-floor',
  'operator',
  'hold',
  'noise',
  'thermal',
] as const;

/** Rank of a bound. */
export type Priority = (typeof priorities)[number];

/** One rule's constraint on one output, in the output's unit. */
export interface Bound {
  readonly output: string;
  readonly min?: number;
  readonly max?: number;
  readonly priority: Priority;
  readonly rule: string;
  /** Without mention of the output: "cabinet a at 48.2 C". */
  readonly reason: Message;
}
