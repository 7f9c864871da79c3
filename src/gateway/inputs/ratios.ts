/**
 * What meters on instrument transformers multiply their values by. Ratios are read slowly and kept until they are too
 * old to be true; a failed read changes nothing before that, an impossible value does at once.
 */

import type { DecodedPoint, RatioOf } from '../../devices/modbus/decode.ts';
import type { Fault } from '../../model/fault.ts';
import { isFresh } from '../../model/reading.ts';
import { failed, type Result } from '../../model/result.ts';
import type { DevicePlan } from '../../plan/site-plan.ts';

/** The latest ratios that devices have given. */
export interface Ratios {
  /** Remembers the ratios among what a device has just said. */
  keep(device: DevicePlan, decoded: readonly DecodedPoint[], takenMs: number): void;
  /** The ratios of a device as they hold at `nowMs` (monotonic). */
  of(device: DevicePlan, nowMs: number): RatioOf;
}

interface Kept {
  readonly result: Result<number, Fault>;
  readonly takenMs: number;
  readonly validMs: number;
}

/** Keeps the ratios that devices report (current transformers), for the values that are scaled by them. */
export function createRatios(): Ratios {
  const kept = new Map<string, Kept>();
  return {
    keep(device, decoded, takenMs) {
      for (const { point, result } of decoded) {
        if (point.quantity !== 'ratio') continue;
        // As for any other point: three polls, see compile.ts.
        const validMs = Math.max(device.validMs, 3 * (point.everyMs ?? 0));
        kept.set(`${device.id}.${point.id}`, { result, takenMs, validMs });
      }
    },
    of: (device, nowMs) => (pointId) => {
      const found = kept.get(`${device.id}.${pointId}`);
      if (found === undefined) return failed({ kind: 'never-read' });
      if (isFresh(found, nowMs, found.validMs)) return found.result;
      return failed({ kind: 'stale', ageMs: nowMs - found.takenMs });
    },
  };
}
