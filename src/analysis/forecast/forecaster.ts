/**
 * The forecast of a running gateway. An observer that, once a minute, puts at most one question to the history: the kept
 * nights at the start, then hour after hour as they end, of nights that no earlier run has kept too. What a night cost is told
 * when it is over, what the next one will probably cost an hour before it begins, and the next morning how good that was. All
 * of it follows from what is told, so a restart loses nothing.
 */

import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import type { Event } from '../../model/event.ts';
import { noOutlook, type Outlook, type PastNight } from '../../model/forecast/night-forecast.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { HistoryReader } from '../../ports/history.ts';
import type { Observer } from '../../ports/observer.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { offsetsOf } from '../../time/zoned-stamps.ts';
import { nightScores } from './forecast-score.ts';
import {
  expectedEvent,
  figuresEvent,
  type KeptNights,
  NIGHTS_MAX,
  readKeptNights,
  scoredEvent,
} from './kept-nights.ts';
import { beginReading, type NightReading, nextPartMs, pastNightOf, readPart } from './night-reading.ts';
import type { HourSource } from './past-nights.ts';
import { dateBefore, nightNow, type SiteNight, siteNight } from './site-night.ts';
import { lately, nightForecast } from './tonight.ts';

/** Sees each cycle, and knows what the night will probably bring. */
export interface Forecaster extends Observer<unknown> {
  readonly outlook: Outlook;
  /** The settings were read anew. */
  planChanged(plan: SitePlan): void;
}

/** The site, its history, and who tells events. */
export interface ForecasterParts {
  readonly plan: SitePlan;
  readonly history: HourSource & Pick<HistoryReader, 'events' | 'recorded'>;
  readonly note: (event: Event) => void;
}

interface State {
  readonly parts: ForecasterParts;
  plan: SitePlan;
  offsetAt: OffsetAt;
  /** Of the last step, counted from 1970. */
  minute: number;
  isBusy: boolean;
  /** The night that is or comes. */
  night: string;
  /** The last night of which the forecast was looked at. */
  scoredNight: string;
  /** Null before they are read. */
  known: Known | null;
  /** What the outlook was made of. */
  basis: string;
  outlook: Outlook;
}

interface Known {
  /** The first record of the history. */
  readonly fromMs: number;
  readonly nights: Map<string, PastNight>;
  readonly expected: Set<string>;
  readonly scored: KeptNights['scored'][number][];
  /** By night, as far as they are read. */
  readonly readings: Map<string, NightReading>;
  /** Nothing was recorded in these. */
  readonly empty: Set<string>;
}

/** Knows nothing before the first minute. */
export function createForecaster(parts: ForecasterParts): Forecaster {
  const { plan } = parts;
  const state: State = {
    ...{ parts, plan, offsetAt: offsetsOf(plan.zone) },
    ...{
      minute: Number.NaN,
      isBusy: false,
      night: '',
      scoredNight: '',
      known: null,
      basis: '',
      outlook: noOutlook,
    },
  };
  return {
    name: 'forecast',
    // A failure reaches whoever calls: the observer is left out and an event says so.
    cycle: ({ image }) => cycle(state, image),
    get outlook() {
      return state.outlook;
    },
    planChanged(changed) {
      state.plan = changed;
      state.offsetAt = offsetsOf(changed.zone);
    },
  };
}

function cycle(
  state: State,
  { wallMs, clockSynced }: Pick<ProcessImage, 'wallMs' | 'clockSynced'>,
): Promise<void> | undefined {
  const minute = Math.floor(wallMs / MINUTE_MS);
  // A night of a wrong clock is no night.
  if (minute === state.minute || state.isBusy || !clockSynced) return undefined;
  state.minute = minute;
  state.isBusy = true;
  return step(state, wallMs).finally(() => {
    state.isBusy = false;
  });
}

/** What cannot be read now is asked for again a minute later. */
async function step(state: State, wallMs: number): Promise<void> {
  const now = nightNow(wallMs, state.plan.control.night, state.offsetAt);
  if (now === null) return;
  // What is asked of the zone is remembered, but not for years.
  if (now.id !== state.night) state.offsetAt = offsetsOf(state.plan.zone);
  state.night = now.id;
  const { known } = state;
  if (known === null) {
    state.known = await begin(state.parts, wallMs);
    return;
  }
  const open = nextReading(state, known, now, wallMs);
  if (open !== undefined) await readOn(state, known, open, wallMs);
  scoreLast(state, known, now, wallMs);
  look(state, known, now, wallMs);
}

/** Null while the history cannot be read. */
async function begin({ history }: ForecasterParts, wallMs: number): Promise<Known | null> {
  const recorded = await history.recorded();
  const kept = await readKeptNights(history, wallMs);
  if (!recorded.ok || !kept.ok) return null;
  const { nights, expected, scored } = kept.value;
  return {
    fromMs: recorded.value?.fromMs ?? wallMs,
    nights: new Map(nights.map((night) => [night.id, night])),
    expected: new Set(expected),
    scored: [...scored],
    readings: new Map(),
    empty: new Set(),
  };
}

/** This night first, then back from the last one; undefined: there is nothing to read. */
function nextReading(
  { plan, offsetAt }: State,
  { fromMs, nights, readings, empty }: Known,
  now: SiteNight,
  wallMs: number,
): NightReading | undefined {
  for (let back = 0; back <= NIGHTS_MAX; back++) {
    const id = dateBefore(now.id, back);
    if (nights.has(id) || empty.has(id)) continue;
    const times = siteNight(id, plan.control.night, offsetAt);
    if (times === null || times.endMs <= fromMs) continue;
    const reading = readings.get(id) ?? beginReading(times);
    const atMs = nextPartMs(reading);
    if (atMs !== null && atMs <= wallMs) return reading;
  }
  return undefined;
}

async function readOn({ parts, plan, offsetAt }: State, known: Known, open: NightReading, wallMs: number) {
  const read = await readPart(parts.history, open, plan.control);
  if (!read.ok) return;
  const { id, startMs } = read.value.times;
  known.readings.set(id, read.value);
  if (nextPartMs(read.value) !== null) return;
  known.readings.delete(id);
  const night = pastNightOf(read.value);
  if (night === null) {
    known.empty.add(id);
    return;
  }
  known.nights.set(id, night);
  parts.note(figuresEvent(night, startMs, offsetAt, wallMs));
}

/** How good the forecast of the last night was, once the night is kept and unless an earlier run has told it. */
function scoreLast(state: State, { nights, scored }: Known, now: SiteNight, wallMs: number): void {
  const id = dateBefore(now.id, 1);
  const night = nights.get(id);
  if (state.scoredNight === id || night === undefined) return;
  state.scoredNight = id;
  if (scored.some((one) => one.night === id)) return;
  const scores = nightScores([...lately([...nights.values()], id), night], id);
  if (scores.length === 0) return;
  scored.push({ night: id, scores });
  state.parts.note(scoredEvent(id, scores, wallMs));
}

/** The outlook anew where something of it has changed, each hour too; told once, before the night. */
function look(state: State, known: Known, now: SiteNight, wallMs: number): void {
  const { nights, readings, expected, scored } = known;
  const { eveningC, hours: measured = [] } = readings.get(now.id) ?? {};
  const isNear = wallMs >= now.startMs - HOUR_MS;
  const hour = isNear ? Math.floor((wallMs - now.startMs) / HOUR_MS) : null;
  // An evening that is not read yet differs from one that is not known.
  const basis = `${now.id} ${hour} ${nights.size} ${measured.length} ${eveningC}`;
  if (basis === state.basis) return;
  state.basis = basis;
  const past = [...nights.values()];
  const question = { times: now, nowMs: wallMs, past, eveningC: eveningC ?? null, measured };
  const tonight = isNear ? nightForecast(question) : null;
  state.outlook = { nights: lately(past, now.id).length, tonight, last: scored.at(-1) ?? null };
  if (tonight === null || eveningC === undefined || wallMs >= now.startMs || expected.has(now.id)) return;
  expected.add(now.id);
  state.parts.note(expectedEvent(tonight, wallMs));
}
