/**
 * A few lines of one GPIO chip that drive relays, behind whatever the kernel offers. Positions count from 0; true is
 * energised, also where the relay module is active-low. Nothing touches a line before the first `set` of it, and the
 * first `set` makes it an output at that level in one step, so opening causes no pulse.
 */

import type { Fault } from '../model/fault.ts';
import type { Result } from '../model/result.ts';

export interface GpioBank {
  /** How the lines stand on the wire. A fault where that cannot be told without moving them. */
  read(done: (result: Result<readonly boolean[], Fault>) => void): void;
  /** `done` exactly once, when the line stands or cannot. */
  set(position: number, isEnergised: boolean, done: (result: Result<null, Fault>) => void): void;
  /** Lets go of the lines and leaves them as they stand, as far as the kernel keeps them. */
  close(done: () => void): void;
}

export interface GpioBankSpec {
  /** Label of the chip in the kernel (`pinctrl-rp1`), or `raspberry-pi`: whichever of its models this is. */
  readonly chip: string;
  /** Offsets in the chip; on a Raspberry Pi the GPIO (BCM) numbers. */
  readonly lines: readonly number[];
  readonly isActiveLow: boolean;
  /** Energised in fail-safe, by position. */
  readonly failSafe: readonly boolean[];
}
