/** One acquired value: when, and with which quality. A bad reading has no value. */

import type { Fault } from './fault.ts';

/** In the order of the codes that telemetry carries (0 = good). */
export const qualities = [
  'good',
  'uncertain',
  'out-of-range',
  'overload',
  'under-range',
  'stale',
  'sensor-fault',
  'maintenance',
  'substituted',
] as const;

/** How far a reading may be trusted. */
export type Quality = (typeof qualities)[number];

/** One acquired value. */
export interface Reading {
  /** In the unit of the channel's quantity; null whenever the quality is bad. */
  readonly value: number | null;
  /** Monotonic time at which the device answered, or at which the attempt failed. */
  readonly takenMs: number;
  readonly quality: Quality;
  readonly fault?: Fault;
}

/** `<device>.<quantity>[.<part>]`, for example `gun-a-03.power.active`. */
export type ChannelId = string;

/** The device of a channel: the part before the first dot, since device names have none. */
export function deviceOf(channel: ChannelId): string {
  return channel.slice(0, channel.indexOf('.'));
}

/**
 * True while a reading is not older than its channel allows; at exactly `validMs` it is still fresh. All ages are
 * monotonic.
 */
export function isFresh({ takenMs }: Pick<Reading, 'takenMs'>, nowMs: number, validMs: number): boolean {
  return nowMs - takenMs <= validMs;
}

/** A sound sample on its way into the ledgers, counted once. */
export interface Sample {
  readonly channel: ChannelId;
  /** Level in dB, null when the meter had none. */
  readonly value: number | null;
  /** LAFmax of the same stretch where the meter gives one. */
  readonly peakDb: number | null;
  /** Duration of the sample, which ends when it was taken. */
  readonly seconds: number;
  readonly takenMs: number;
  readonly quality: Quality;
}

/** A good reading of the monotonic time `takenMs`. */
export function good(value: number, takenMs: number): Reading {
  return { value, takenMs, quality: 'good' };
}

/** A reading without a value, for a fault at the monotonic time `takenMs`. */
export function bad(fault: Fault, takenMs: number): Reading {
  return { value: null, takenMs, quality: qualityOf(fault), fault };
}

/** The code that telemetry rows carry. */
export function qualityCode(quality: Quality): number {
  return qualities.indexOf(quality);
}

function qualityOf(fault: Fault): Quality {
  switch (fault.kind) {
    case 'implausible':
      return 'out-of-range';
    case 'overload':
      return 'overload';
    case 'under-range':
      return 'under-range';
    case 'sentinel':
    case 'no-value':
    case 'rejected':
      return 'sensor-fault';
    case 'timeout':
    case 'crc':
    case 'frame':
    case 'modbus-exception':
    case 'link-down':
    case 'suspended':
    case 'expired':
    case 'stale':
    case 'never-read':
      return 'stale';
  }
}
