/** Numbers of a row as JSON text. */

import { rounded } from './telemetry/live.ts';

/** Rounded to 1/resolution; `null` for what is no number. */
export function numberText(value: number | null | undefined, resolution: number): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? 'null'
    : `${rounded(value, resolution)}`;
}
