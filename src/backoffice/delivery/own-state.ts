/**
 * What comes back on our own `state`. The last will of a connection that a newer one has replaced may come after the newer one's
 * word and stand in its place; one that comes before it is history.
 */

/** What came since the connection stands. */
export interface OwnState {
  /** Our word came back: what comes behind it stands in its place. */
  isBack: boolean;
  /** Monotonic time of the last correction. */
  correctedMs: number;
}

/** Two stations under one name would tell each other off for ever. */
const CORRECT_MS = 5000;

/** Nothing came yet. */
export function createOwnState(): OwnState {
  return { isBack: false, correctedMs: Number.NEGATIVE_INFINITY };
}

/** Whether our word is to be said again after this one; counts it as said. `connection`: the number of ours. */
export function isOverwritten(
  own: OwnState,
  payload: string,
  { session, connection, nowMs }: { session: string; connection: number; nowMs: number },
): boolean {
  const isOurs = payload.includes('"online":true') && payload.includes(session);
  if (isOurs && payload.includes(`"connection":${connection},`)) own.isBack = true;
  if (isOurs || !own.isBack || nowMs - own.correctedMs < CORRECT_MS) return false;
  own.correctedMs = nowMs;
  return true;
}
