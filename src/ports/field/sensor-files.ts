/** Sensors that the operating system shows as files: a read begins a measurement and may take a second, or hang. */

import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';

/** The sensors of one folder. */
export interface SensorFiles {
  /** Reads the file of one sensor. Calls `done` once, possibly very late. */
  read(sensor: string, done: (text: Result<string, Fault>) => void): void;
}
