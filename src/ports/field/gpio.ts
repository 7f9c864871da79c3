/**
 * A few lines of one GPIO chip that drive relays, by whatever interface the kernel has. Positions count from 0; true is
 * energised, also where the relay module is active-low. A line is not touched before its first `set`, which makes it an
 * output at that level in one step, so opening causes no pulse.
 */

import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';

/** The lines of one device on GPIO. */
export interface GpioBank {
  /** The levels as energised or not. A fault where they cannot be read without moving the lines. */
  read(done: (result: Result<readonly boolean[], Fault>) => void): void;
  /** Calls `done` exactly once, when the line is set or cannot be. */
  set(position: number, isEnergised: boolean, done: (result: Result<null, Fault>) => void): void;
  /** Releases the lines and leaves their levels, as far as the kernel keeps them. */
  close(done: () => void): void;
  /** The same for a handover: the levels stay for a lease, for the next gateway. */
  leave(done: () => void): void;
}

/** Which lines a bank has. */
export interface GpioBankSpec {
  /** Label of the chip in the kernel (`pinctrl-rp1`), or `raspberry-pi` for any of its models. */
  readonly chip: string;
  /** Offsets in the chip; on a Raspberry Pi the GPIO (BCM) numbers. */
  readonly lines: readonly number[];
  readonly isActiveLow: boolean;
  /** Energised in fail-safe, by position. */
  readonly failSafe: readonly boolean[];
  /** How long the lines are held for a gateway that is gone, where something is there to do it. */
  readonly leaseMs: number;
}
