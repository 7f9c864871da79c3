/** Time as a value passed in. Real in src/adapters, virtual in hw-mocks. */

/** The two times and timers. */
export interface Clock {
  /** Monotonic milliseconds with fraction; the only time durations are measured in. */
  nowMs(): number;
  /** Wall time, UTC milliseconds. Labels and schedules only. */
  wallMs(): number;
  /** Whether the wall time is known to be right, and how. */
  wallSync(): { readonly synced: boolean; readonly source: string };
  /** Calls `callback` once, at `atMs` or as soon after as possible. The returned function cancels it. */
  at(atMs: number, callback: () => void): Cancel;
}

/** Cancels a timer; harmless when it has already fired. */
export type Cancel = () => void;
