import { expect, test } from 'vitest';
import {
  canConvert,
  conversions,
  deviceUnits,
  deviceUnitsFor,
  multiply,
  SHIFT_MAX,
  shiftDecimal,
} from '../../../../src/devices/description/units.ts';
import { quantities } from '../../../../src/model/quantity.ts';

/** One of the device's unit, in which unit inside, is how much. Written out once more on purpose. */
const table = [
  ['dB', 1, 'dB'],
  ['W', 1, 'W'],
  ['kW', 1000, 'W'],
  ['var', 1, 'var'],
  ['kvar', 1000, 'var'],
  ['VA', 1, 'VA'],
  ['kVA', 1000, 'VA'],
  ['Wh', 1, 'Wh'],
  ['kWh', 1000, 'Wh'],
  ['V', 1, 'V'],
  ['mV', 0.001, 'V'],
  ['A', 1, 'A'],
  ['mA', 0.001, 'A'],
  ['Hz', 1, 'Hz'],
  ['degC', 1, 'degC'],
  ['mdegC', 0.001, 'degC'],
  ['%', 1, '%'],
  ['rpm', 1, 'rpm'],
  ['m/s', 1, 'm/s'],
  ['mm', 1, 'mm'],
  ['1', 1, '1'],
] as const;

test('the table above names every device unit', () => {
  expect(table.map(([unit]) => unit).sort()).toEqual([...deviceUnits].sort());
});

test.each(table)('1 %s is %d %s', (unit, factor, to) => {
  expect(conversions[unit]).toEqual({ to, factor });
  expect(canConvert(unit, to)).toBe(true);
});

test.each(table)('%s converts to no other unit', (unit, _, to) => {
  const others = Object.values(quantities).filter((spec) => spec.unit !== to);
  expect(others.filter((spec) => canConvert(unit, spec.unit))).toEqual([]);
});

test('a quantity can say in which units a device may send it', () => {
  expect(deviceUnitsFor('W')).toEqual(['W', 'kW']);
  expect(deviceUnitsFor('mm/h')).toEqual([]);
});

test('multiplying by a tenth gives what one would write down', () => {
  expect(multiply(523, 0.1)).toBe(52.3);
  expect(multiply(-523, 0.01)).toBe(-5.23);
  expect(multiply(523, -0.1)).toBe(-52.3);
  expect(multiply(35200, 0.0015625)).toBe(55);
  expect(multiply(7, 1000)).toBe(7000);
  expect(multiply(10, 0.3)).toBeCloseTo(3, 12);
});

test('shifting the decimal point is exact both ways and NaN where no device can mean it', () => {
  expect(shiftDecimal(12345, -2)).toBe(123.45);
  expect(shiftDecimal(12345, 2)).toBe(1_234_500);
  expect(shiftDecimal(1, SHIFT_MAX)).toBe(1e22);
  expect(shiftDecimal(1, SHIFT_MAX + 1)).toBeNaN();
  expect(shiftDecimal(1, -32768)).toBeNaN();
});
