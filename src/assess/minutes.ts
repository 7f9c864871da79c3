/** Rows of any length as minutes of sound: shorter ones are put together to seconds, longer ones spread over minutes. */

import { addSample, emptyLedger, type Ledger } from '../acoustics/levels/leq.ts';
import type { MeasuredMinute } from '../acoustics/periods/period-accumulator.ts';
import { minuteStart } from '../acoustics/periods/periods.ts';
import { MINUTE_MS } from '../model/duration.ts';
import type { OffsetAt } from '../time/local-span.ts';
import { KIND } from './rows/kinds.ts';
import type { OnLevel } from './rows/ordered-rows.ts';
import { createSeconds } from './seconds.ts';

/** A minute of a file, with the time in which it was too loud for the meter, s. */
interface FileMinute extends MeasuredMinute {
  readonly overloadS: number;
}

interface Minutes {
  readonly add: OnLevel;
  readonly end: () => void;
}

/** Gives each minute when the next begins. */
export function createMinutes(offsetAt: OffsetAt, onMinute: (minute: FileMinute) => void): Minutes {
  const open = openMinute(offsetAt, onMinute);
  const seconds = createSeconds((startMs, durationS, levelDb, peakDb) => {
    open.book(startMs, durationS, levelDb, peakDb);
    open.count(levelDb);
  });
  const addLong = (startMs: number, durationMs: number, levelDb: number, peakDb: number): void => {
    const endMs = startMs + durationMs;
    let peak = peakDb;
    for (let at = startMs; at < endMs; ) {
      const next = Math.min(endMs, minuteStart(at) + MINUTE_MS);
      open.book(at, (next - at) / 1000, levelDb, peak);
      if (at === startMs) open.count(levelDb);
      if (durationMs > MINUTE_MS) open.spread();
      peak = Number.NaN;
      at = next;
    }
  };
  return {
    add: (startMs, durationMs, levelDb, peakDb, kind) => {
      if (durationMs < 1000) seconds.add(startMs, durationMs / 1000, levelDb, peakDb);
      else {
        seconds.end();
        addLong(startMs, durationMs, levelDb, peakDb);
      }
      if (kind === KIND.over) open.overload(durationMs / 1000);
    },
    end: () => {
      seconds.end();
      open.end();
    },
  };
}

interface OpenMinute {
  /** Books part of a row that lies in one minute. */
  readonly book: (startMs: number, seconds: number, levelDb: number, peakDb: number) => void;
  /** One more level for the percentiles. */
  readonly count: (levelDb: number) => void;
  /** The minute is part of a longer row. */
  readonly spread: () => void;
  readonly overload: (seconds: number) => void;
  readonly end: () => void;
}

function openMinute(offsetAt: OffsetAt, onMinute: (minute: FileMinute) => void): OpenMinute {
  let minuteMs = Number.NaN;
  let ledger: Ledger = emptyLedger();
  let levelsDb: number[] = [];
  let isSpread = false;
  let overloadS = 0;
  const end = (): void => {
    const utcOffsetMin = offsetAt(minuteMs);
    if (ledger.spanS > 0)
      onMinute({ startWallMs: minuteMs, utcOffsetMin, ledger, levelsDb, isSpread, overloadS });
    ledger = emptyLedger();
    levelsDb = [];
    isSpread = false;
    overloadS = 0;
  };
  return {
    book: (startMs, seconds, levelDb, peakDb) => {
      if (!(startMs >= minuteMs && startMs < minuteMs + MINUTE_MS)) {
        if (!Number.isNaN(minuteMs)) end();
        minuteMs = minuteStart(startMs);
      }
      ledger = addSample(
        ledger,
        Number.isNaN(levelDb) ? null : levelDb,
        seconds,
        Number.isNaN(peakDb) ? null : peakDb,
      );
    },
    count: (levelDb) => {
      if (!Number.isNaN(levelDb)) levelsDb.push(levelDb);
    },
    spread: () => {
      isSpread = true;
    },
    overload: (seconds) => {
      overloadS += seconds;
    },
    end: () => {
      if (!Number.isNaN(minuteMs)) end();
    },
  };
}
