/** Durations in files are text with a unit ("500ms", "5s", "1m30s", "8h"); in the program they are milliseconds. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export const HOUR_S = 3600;
export const DAY_S = 86_400;
export const DAY_MIN = 1440;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** Milliseconds, or undefined when `text` is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    totalMs += Number(amount) * (unitMs[unit ?? ''] ?? Number.NaN);
  }
  return totalMs;
}

/** The shortest text that `parseDuration` reads back: 90000 gives "1m30s". */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return '0s';
  let restMs = durationMs;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(restMs / (unitMs[unit] ?? 1));
    if (count > 0) text += `${count}${unit}`;
    restMs -= count * (unitMs[unit] ?? 1);
  }
  return text;
}

/** `3 min 20 s`, `4 s`; rounded up, for an upper bound. */
export function atMost(durationMs: number): string {
  const seconds = Math.max(1, Math.ceil(durationMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
