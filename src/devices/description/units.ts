/** From the unit that a device sends to quietpost's unit for the quantity, without rounding noise. */

import type { Unit } from '../../model/quantity.ts';

/** The unit inside and the factor to it. */
export interface Conversion {
  readonly to: Unit;
  readonly factor: number;
}

/** Each device unit has exactly one unit inside: `value in to = value in the device unit * factor`. */
const table = {
  dB: { to: 'dB', factor: 1 },
  W: { to: 'W', factor: 1 },
  kW: { to: 'W', factor: 1000 },
  var: { to: 'var', factor: 1 },
  kvar: { to: 'var', factor: 1000 },
  VA: { to: 'VA', factor: 1 },
  kVA: { to: 'VA', factor: 1000 },
  Wh: { to: 'Wh', factor: 1 },
  kWh: { to: 'Wh', factor: 1000 },
  V: { to: 'V', factor: 1 },
  mV: { to: 'V', factor: 0.001 },
  A: { to: 'A', factor: 1 },
  mA: { to: 'A', factor: 0.001 },
  Hz: { to: 'Hz', factor: 1 },
  degC: { to: 'degC', factor: 1 },
  mdegC: { to: 'degC', factor: 0.001 },
  '%': { to: '%', factor: 1 },
  rpm: { to: 'rpm', factor: 1 },
  'm/s': { to: 'm/s', factor: 1 },
  mm: { to: 'mm', factor: 1 },
  '1': { to: '1', factor: 1 },
} as const satisfies Readonly<Record<string, Conversion>>;

/** A unit that devices send. */
export type DeviceUnit = keyof typeof table;
/** Every such unit, for schemas. */
export const deviceUnits = Object.keys(table) as [DeviceUnit, ...DeviceUnit[]];
/** By the unit of the device: value inside = value sent * factor. */
export const conversions: Readonly<Record<DeviceUnit, Conversion>> = table;

/** Whether a value in `unit` can become a value of a quantity kept in `to`. */
export function canConvert(unit: DeviceUnit, to: Unit): boolean {
  return conversions[unit].to === to;
}

/** The device units that a quantity kept in `to` may be sent in. */
export function deviceUnitsFor(to: Unit): DeviceUnit[] {
  return deviceUnits.filter((unit) => conversions[unit].to === to);
}

/** `value * factor`; a factor of one nth divides by n, so that 523 * 0.1 is 52.3 and not 52.300000000000004. */
export function multiply(value: number, factor: number): number {
  const divisor = Math.round(1 / factor);
  const isNth = (divisor > 1 || divisor < -1) && Math.abs(divisor * factor - 1) < 1e-12;
  return isNth ? value / divisor : value * factor;
}

/** Powers of ten are exact as doubles up to here. */
export const SHIFT_MAX = 22;
const powersOfTen = Array.from({ length: SHIFT_MAX + 1 }, (_, n) => Number(`1e${n}`));

/** `value * 10^places`, correctly rounded; NaN for places that no device can mean (an unset decimal point register). */
export function shiftDecimal(value: number, places: number): number {
  const power = powersOfTen[Math.abs(places)] ?? Number.NaN;
  return places < 0 ? value / power : value * power;
}
