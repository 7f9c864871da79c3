/** The result of all bounds on one output. */

import type { Message } from './message.ts';

/** A bound that could not be met. */
export interface Overruled {
  readonly rule: string;
  readonly reason: Message;
}

/** The value of one output in one cycle, in the output's unit, and its source. */
export interface Decision {
  readonly output: string;
  /** In the output's unit (percent), already on one of its steps if it has steps. */
  readonly value: number;
  /** The rule that set the value, or `rest` if nothing moved it from its rest value. */
  readonly by: string;
  readonly reason: Message;
  /** Bounds that could not be met because of a bound with a higher priority. */
  readonly overruled: readonly Overruled[];
}
