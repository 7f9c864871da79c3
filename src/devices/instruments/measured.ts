/** The last step of every instrument decoder: scale, unit, and whether the value is possible. */

import type { Fault } from '../../model/fault.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { conversions, multiply } from '../description/units.ts';
import type { InstrumentPoint } from './instrument.ts';

/** The value of a raw number in the unit of the quantity; an impossible value is a fault, never clamped. */
export function measured(point: InstrumentPoint<unknown>, raw: number): Result<number, Fault> {
  const value = multiply(raw, point.scale * conversions[point.unit].factor);
  return value >= point.min && value <= point.max ? ok(value) : failed({ kind: 'implausible', value });
}

/** The raw number that an instrument shows for `value`, before it is rounded. */
export function rawOf(point: InstrumentPoint<unknown>, value: number): number {
  return value / (point.scale * conversions[point.unit].factor);
}
