/** The last response times of one device, for percentiles. */

const RESPONSES_KEPT = 128;
/** The share of questions that is answered within the time planned for them. */
const PLANNED_SHARE = 0.95;
/** For so many answers; fewer are counted anew each time. */
const PLANNED_FOR = 16;
/** Before anything was answered. */
const FIRST_GUESS_MS = 50;

/** A ring of response times, ms. */
export interface ResponseTimes {
  readonly ring: Float64Array;
  count: number;
  /** What was planned last, and after how many answers. */
  planned: { readonly ms: number; readonly count: number };
}

/** Empty; until answers come, a first guess is planned with. */
export function createResponseTimes(): ResponseTimes {
  return { ring: new Float64Array(RESPONSES_KEPT), count: 0, planned: { ms: FIRST_GUESS_MS, count: 0 } };
}

/** Adds a response time, ms; the oldest is overwritten. */
export function recordResponse(times: ResponseTimes, responseMs: number): void {
  times.ring[times.count++ % RESPONSES_KEPT] = responseMs;
}

/** The smallest recorded time that at least `share` (0..1) of the recorded ones do not exceed. */
export function percentileMs(times: ResponseTimes, share: number): number | undefined {
  const sorted = times.ring.slice(0, Math.min(times.count, RESPONSES_KEPT)).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** The time to plan for an answer, by those before. Sorting them costs: it is done anew after some more answers. */
export function plannedMs(times: ResponseTimes): number {
  const { count, planned } = times;
  const isOld = count - planned.count >= PLANNED_FOR || (count > planned.count && count <= PLANNED_FOR);
  if (isOld) times.planned = { ms: percentileMs(times, PLANNED_SHARE) ?? FIRST_GUESS_MS, count };
  return times.planned.ms;
}
