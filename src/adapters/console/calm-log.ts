/**
 * A log that stays readable in a fault that lasts. The same line in a row is told once, lines that differ by their numbers
 * a few times, then they are counted; when lines come faster than anybody reads them, the rest is counted too. What is left
 * out here stands in the history.
 */

import { MINUTE_MS } from '../../model/duration.ts';
import type { Log } from '../../ports/log.ts';

/** A line that came so recently says nothing new. */
const REPEAT_MS = 10 * MINUTE_MS;
/** How many lines that differ by their numbers are told in this time. */
const ALIKE_MAX = 4;
/** A start and an incident may tell this much at once, an alarm this much more. */
const BURST_LINES = 60;
const ALARM_LINES = 20;
/** With the line that counts what was left out at most ten a minute. */
const LINES_PER_MIN = 8;
/** Different lines that are remembered. */
const KNOWN_MAX = 300;

type Level = keyof Log;

/** Lines that are alike. */
interface Told {
  sinceMs: number;
  lines: number;
  /** Those that were not told. */
  repeats: number;
}

/** `nowMs` is monotonic. */
export function createCalmLog(log: Log, nowMs: () => number): Log {
  const known = new Map<string, Told>();
  let allowed = BURST_LINES + ALARM_LINES;
  let countedMs = nowMs();
  let leftOut = 0;
  let leftOutSinceMs = 0;
  let lastText = '';
  const tell = (level: Level, text: string): void => {
    const atMs = nowMs();
    const before = known.get(withoutNumbers(text));
    const isFresh = before !== undefined && atMs - before.sinceMs < REPEAT_MS;
    const isInARow = text === lastText;
    lastText = text;
    if (isFresh && (isInARow || before.lines >= ALIKE_MAX)) {
      before.repeats += 1;
      return;
    }
    allowed = Math.min(BURST_LINES + ALARM_LINES, allowed + (LINES_PER_MIN * (atMs - countedMs)) / MINUTE_MS);
    countedMs = atMs;
    // The last of what is allowed is kept for alarms.
    if (allowed < (level === 'error' ? 1 : ALARM_LINES + 1)) {
      leftOutSinceMs = leftOut === 0 ? atMs : leftOutSinceMs;
      leftOut += 1;
      return;
    }
    allowed -= 1;
    if (leftOut > 0 && atMs - leftOutSinceMs >= MINUTE_MS) {
      const minutes = Math.round((atMs - leftOutSinceMs) / MINUTE_MS);
      log.warn(`${leftOut} lines in ${minutes} min were left out here; the history has the events.`);
      leftOut = 0;
    }
    const lines = isFresh ? before.lines + 1 : 1;
    const sinceMs = isFresh ? before.sinceMs : atMs;
    remember(known, withoutNumbers(text), { sinceMs, lines, repeats: 0 });
    const repeats = before?.repeats ?? 0;
    log[level](repeats === 0 ? text : `${text} (${repeats} times more since it was told)`);
  };
  return {
    info: (text) => tell('info', text),
    warn: (text) => tell('warn', text),
    error: (text) => tell('error', text),
  };
}

/** Names keep theirs: `fan-a1` and `fan-a2` are two. */
function withoutNumbers(text: string): string {
  return text.replaceAll(/(?<![\w-])\d+(?:[.,:]\d+)*/g, '#');
}

function remember(known: Map<string, Told>, alike: string, told: Told): void {
  known.delete(alike);
  known.set(alike, told);
  const [oldest] = known.keys();
  if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest);
}
