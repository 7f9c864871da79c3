/**
 * The far end of outputs: a Modbus device, lines of a GPIO chip, a board. A write uses the
 * terms of the site file; the code that carries it out turns it into registers, coils or levels.
 */

import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';

/** What is written to the far end. */
export type OutputWrite =
  /** `value` in the unit of the command's quantity. */
  | { readonly kind: 'set-value'; readonly command: string; readonly value: number }
  /**
   * One relay, counted from 1 as printed on the board. Where the far end times its relays, energised lasts `leaseMs`.
   */
  | {
      readonly kind: 'relay';
      readonly command: string;
      readonly relay: number;
      readonly isEnergised: boolean;
      readonly leaseMs: number;
    };

/** Calls `done` exactly once; a write that could not go out by `deadlineMs` (monotonic) is dropped. */
export type WriteOutput = (
  device: string,
  write: OutputWrite,
  deadlineMs: number,
  done: (result: Result<unknown, Fault>) => void,
) => void;
