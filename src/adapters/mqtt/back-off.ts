/** How long a client waits before it tries again to connect. */

const BACK_OFF_MIN_MS = 1000;

/** The longest wait between two attempts, before chance shortens it. */
export const BACK_OFF_MAX_MS = 30_000;

/** 1 s doubling to 30 s, each between half and whole, so that stations do not come back in step. */
export function backOffMs(failures: number, random: number): number {
  const wholeMs = Math.min(BACK_OFF_MAX_MS, BACK_OFF_MIN_MS * 2 ** Math.min(failures, 10));
  return Math.round(wholeMs * (0.5 + random / 2));
}
