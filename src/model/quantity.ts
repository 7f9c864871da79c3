/**
 * The quantities quietpost knows, each with its unit in the program and the range of possible values. A reading outside
 * the range is a fault, never clamped. A device's own unit is converted on decode (src/devices). `integrates` marks
 * sound levels: every sample counts once in the ledgers.
 */

/** The units used in the program. */
export type Unit =
  | 'dB'
  | 'W'
  | 'var'
  | 'VA'
  | 'Wh'
  | 'V'
  | 'A'
  | 'Hz'
  | 'degC'
  | '%'
  | 'rpm'
  | 'm/s'
  | 'mm'
  | 'mm/h'
  | '1';

/** Unit and range of a quantity. */
export interface QuantitySpec {
  readonly unit: Unit;
  readonly min: number;
  readonly max: number;
  readonly integrates?: true;
}

// prettier-free table: one quantity a line.

/** By name: unit inside, and the lowest and highest value that can be true. */
export const quantities = {
  'sound.laeq': { unit: 'dB', min: 10, max: 140, integrates: true },
  'sound.lafmax': { unit: 'dB', min: 10, max: 145 },
  'sound.laf': { unit: 'dB', min: 10, max: 140, integrates: true },
  /** C- and Z-weighted level of the same second as sound.laeq. */
  'sound.lceq': { unit: 'dB', min: 10, max: 145 },
  'sound.lzeq': { unit: 'dB', min: 10, max: 145 },
  /** One band of a spectrum, without weighting. The bands of a meter travel as one vector (spectrum.ts). */
  'sound.band': { unit: 'dB', min: -30, max: 145 },
  'sound.count': { unit: '1', min: 0, max: 0xffff },
  'power.active': { unit: 'W', min: -5e6, max: 5e6 },
  'power.reactive': { unit: 'var', min: -5e6, max: 5e6 },
  'power.apparent': { unit: 'VA', min: -5e6, max: 5e6 },
  /** The most that a charger may give, as it is set and read back. */
  'power.limit': { unit: 'W', min: 0, max: 5e6 },
  'power.factor': { unit: '1', min: -1.001, max: 1.001 },
  'energy.import': { unit: 'Wh', min: 0, max: 1e13 },
  'energy.export': { unit: 'Wh', min: 0, max: 1e13 },
  voltage: { unit: 'V', min: 0, max: 1500 },
  current: { unit: 'A', min: -5000, max: 5000 },
  frequency: { unit: 'Hz', min: 40, max: 70 },
  temperature: { unit: 'degC', min: -40, max: 125 },
  humidity: { unit: '%', min: 0, max: 100 },
  'fan.setpoint': { unit: '%', min: 0, max: 100 },
  'fan.speed': { unit: 'rpm', min: 0, max: 20_000 },
  'fan.status': { unit: '1', min: 0, max: 0xffff },
  'wind.speed': { unit: 'm/s', min: 0, max: 80 },
  'rain.amount': { unit: 'mm', min: 0, max: 7000 },
  'relay.coils': { unit: '1', min: 0, max: 0xffff },
  'device.status': { unit: '1', min: 0, max: 0xffff },
  'output.voltage': { unit: 'V', min: 0, max: 10 },
  /** The factor of a meter on instrument transformers. */
  ratio: { unit: '1', min: 0.001, max: 100_000 },
} as const satisfies Record<string, QuantitySpec>;

/** A name in the table of quantities. */
export type Quantity = keyof typeof quantities;

/** The unit and plausible range of a quantity. */
export function specOf(quantity: Quantity): QuantitySpec {
  return quantities[quantity];
}

/**
 * Whether values are levels at a microphone: calibration shifts them, and none of them counts while the meter reports
 * overload. Every quantity in dB is one, so that a new one (an octave band, LCeq) cannot be forgotten here.
 */
export function isSoundLevel(quantity: Quantity): boolean {
  return quantities[quantity].unit === 'dB';
}

/** True when `value` is finite and inside the plausible range of `quantity`. */
export function isPlausible(quantity: Quantity, value: number): boolean {
  const spec = quantities[quantity];
  return Number.isFinite(value) && value >= spec.min && value <= spec.max;
}
