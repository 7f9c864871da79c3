/** Sensors that the operating system shows as files: a read begins a measurement and may take a second, or hang. */

import type { Fault } from '../model/fault.ts';
import type { Result } from '../model/result.ts';

export interface SensorFiles {
  /** The text of the file of one sensor. `done` is called once, possibly very late. */
  read(sensor: string, done: (text: Result<string, Fault>) => void): void;
}
