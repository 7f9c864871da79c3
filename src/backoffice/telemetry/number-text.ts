/** Numbers as they stand in payloads. */

/** As JSON text, rounded to 1/resolution; `null` if it is not a number. */
export function numberText(value: number | null | undefined, resolution: number): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? 'null'
    : `${rounded(value, resolution)}`;
}

/** Rounds to 1/resolution. */
export function rounded(value: number, resolution: number): number {
  return Math.round(value * resolution) / resolution;
}
