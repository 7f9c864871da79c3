/** The line behind a bus, for the planning of its reads. */

import { type Line, serialLine } from '../devices/modbus/line.ts';
import type { BusPlan } from './site-plan.ts';

/** Undefined behind Modbus TCP: each device is then planned as on a line of its factory setting. */
export function lineOf(bus: BusPlan): Line | undefined {
  return bus.kind === 'modbus-tcp' ? undefined : serialLine(bus);
}
