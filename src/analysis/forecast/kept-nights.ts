/**
 * Past nights as they are kept: an event each, told when the night is over. So they last as long as minutes do, are sealed
 * with the others, and a start reads some thirty rows instead of a month of seconds.
 */

import { DAY_MS, HOUR_MS } from '../../model/duration.ts';
import type { Event } from '../../model/event.ts';
import type {
  ForecastScore,
  NightFigure,
  NightForecast,
  NightHour,
  PastNight,
} from '../../model/forecast/night-forecast.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import { ok, type Result } from '../../model/result.ts';
import type { HistoryReader } from '../../ports/history.ts';
import type { OffsetAt } from '../../time/local-span.ts';
import { localText } from '../../time/local-time.ts';

/** Nights that a forecast is made from: older ones say little of tonight. */
export const NIGHTS_MAX = 28;

/** Subject of all events of the forecast. */
const SUBJECT = 'forecast';

/** What earlier runs told of nights. */
export interface KeptNights {
  /** Oldest first. */
  readonly nights: readonly PastNight[];
  /** Nights for which a forecast was told. */
  readonly expected: readonly string[];
  /** Nights of which the forecast was scored, oldest first. */
  readonly scored: readonly { readonly night: string; readonly scores: readonly ForecastScore[] }[];
}

/** Those of the last weeks before `wallMs`. */
export async function readKeptNights(
  history: Pick<HistoryReader, 'events'>,
  wallMs: number,
): Promise<Result<KeptNights, string>> {
  const span = { fromMs: wallMs - (NIGHTS_MAX + 2) * DAY_MS, toMs: wallMs + HOUR_MS };
  const read = await history.events(span, ['lifecycle']);
  if (!read.ok) return read;
  const nights = new Map<string, PastNight>();
  const scored = new Map<string, readonly ForecastScore[]>();
  const expected: string[] = [];
  for (const { message: told } of read.value) {
    if (told.key === 'night-figures') nights.set(told.values.night, nightOf(told.values));
    if (told.key === 'night-scored') scored.set(told.values.night, told.values.scores.flatMap(scoreOf));
    if (told.key === 'night-expected') expected.push(told.values.night);
  }
  return ok({
    nights: [...nights.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    expected,
    scored: [...scored].map(([night, scores]) => ({ night, scores })),
  });
}

/** A night that is over, to be kept. */
export function figuresEvent(night: PastNight, startMs: number, offsetAt: OffsetAt, wallMs: number): Event {
  const hours = night.hours.map((hour, index) => {
    const fromMs = startMs + index * HOUR_MS;
    return message('hour-figures', { from: localText(fromMs, offsetAt(fromMs)).slice(11, 16), ...hour });
  });
  return toldAt(
    wallMs,
    message('night-figures', { night: night.id, eveningC: night.eveningC ?? null, hours }),
  );
}

/** What is expected of a night that has not begun. */
export function expectedEvent({ night, nightsBefore, rest }: NightForecast, wallMs: number): Event {
  const middle = (figure: NightFigure): number | null => {
    const value = rest[figure]?.[1] ?? null;
    return value === null ? null : rounded(value, 1);
  };
  return toldAt(
    wallMs,
    message('night-expected', {
      night,
      nights: nightsBefore,
      servedKwh: middle('servedKwh'),
      overDb: middle('overDb'),
      riskMinutes: middle('riskMinutes'),
      limitedMinutes: middle('limitedMinutes'),
      withheldKwh: middle('withheldKwh'),
    }),
  );
}

/** How good the forecast of a night was. */
export function scoredEvent(night: string, scores: readonly ForecastScore[], wallMs: number): Event {
  const parts = scores.map(({ figure, hours, loss, asLastNight, inside }) =>
    message('figure-scored', {
      figure: message(keyOf[figure]),
      loss: rounded(loss, 2),
      asLastNight: rounded(asLastNight, 2),
      insidePct: Math.round(100 * inside),
      hours,
    }),
  );
  return toldAt(wallMs, message('night-scored', { night, scores: parts }));
}

/** The words for each figure. */
export const keyOf = {
  servedKwh: 'figure-served',
  overDb: 'figure-over',
  riskMinutes: 'figure-risk',
  limitedMinutes: 'figure-limited',
  withheldKwh: 'figure-withheld',
} as const satisfies Readonly<Record<NightFigure, Message['key']>>;

function toldAt(wallMs: number, said: Message): Event {
  return {
    class: 'lifecycle',
    severity: 'info',
    wallMs,
    subject: SUBJECT,
    state: 'noted',
    message: said,
  };
}

type ValuesOf<Key extends Message['key']> = Extract<Message, { key: Key }>['values'];

function nightOf({ night, eveningC, hours }: ValuesOf<'night-figures'>): PastNight {
  return { id: night, eveningC, hours: hours.flatMap(hourOf) };
}

function hourOf(kept: Message): NightHour[] {
  if (kept.key !== 'hour-figures') return [];
  const { servedKwh, overDb, riskMinutes, limitedMinutes, withheldKwh } = kept.values;
  return [{ servedKwh, overDb, riskMinutes, limitedMinutes, withheldKwh }];
}

function scoreOf(kept: Message): ForecastScore[] {
  if (kept.key !== 'figure-scored') return [];
  const { figure: named, hours, loss, asLastNight, insidePct } = kept.values;
  return Object.entries(keyOf).flatMap(([figure, key]) =>
    key === named.key
      ? [{ figure: figure as NightFigure, hours, loss, asLastNight, inside: insidePct / 100 }]
      : [],
  );
}
