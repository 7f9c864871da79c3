/** The forecast of a gateway over days of virtual minutes, on a history that answers as the real one does. */

import { expect, test } from 'vitest';
import { createForecaster, type Forecaster } from '../../../../src/analysis/forecast/forecaster.ts';
import { figuresEvent, scoredEvent } from '../../../../src/analysis/forecast/kept-nights.ts';
import { dateBefore, siteNight } from '../../../../src/analysis/forecast/site-night.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../src/model/duration.ts';
import type { Event } from '../../../../src/model/event.ts';
import type { NightHour, PastNight } from '../../../../src/model/forecast/night-forecast.ts';
import type { ProcessImage } from '../../../../src/model/image.ts';
import { failed, ok, type Result } from '../../../../src/model/result.ts';
import type { SitePlan } from '../../../../src/plan/site-plan.ts';
import type { MinuteRecord, TimeSpan } from '../../../../src/ports/history.ts';
import type { FinishedCycle } from '../../../../src/ports/observer.ts';
import { smallPlan } from '../../backoffice/small-plan.ts';

const offsetAt = () => 480;
const evening = '2026-07-15';
const night = { startMin: 22 * 60, endMin: 6 * 60 };
const weather = { ...smallPlan.control.weather, temperature: 'out.temperature' };
const plan: SitePlan = {
  ...smallPlan,
  zone: 'Asia/Shanghai',
  control: { ...smallPlan.control, night, weather },
};
/** Local time of that day, or of a day after it. */
const at = (text: string, days = 0): number =>
  Date.parse(`${evening}T${text}:00Z`) - 480 * MINUTE_MS + days * DAY_MS;

/** As many evenings before, the youngest one last; each hour took `kwh`. */
function pastNights(count: number, kwh = (index: number) => 100 + index): readonly PastNight[] {
  return Array.from({ length: count }, (_, index) => ({
    id: dateBefore(evening, count - index),
    eveningC: 25,
    hours: Array.from({ length: 8 }, () => hour(kwh(index))),
  }));
}

function hour(servedKwh: number): NightHour {
  return { servedKwh, overDb: -2.5, riskMinutes: 3, limitedMinutes: 0, withheldKwh: 0 };
}

/** The last of ten nights was scored in its morning. */
const scoredBefore = scoredEvent(dateBefore(evening, 1), [], at('06:10'));
const tenNights = (): Event[] => [...pastNights(10).map(keptAs), scoredBefore];

function keptAs(past: PastNight): Event {
  const times = siteNight(past.id, night, offsetAt);
  if (times === null) throw new Error('a night');
  return figuresEvent(past, times.startMs, offsetAt, times.endMs + 2 * MINUTE_MS);
}

/** A history: what is told goes into it; each hour of seconds draws `powerW` in each cabinet. */
function madeHistory(events: Event[], recordedFromMs: number, powerW: (atMs: number) => number | null) {
  const questions: string[] = [];
  let fault: string | null = null;
  const answer = <Value>(name: string, value: Value): Promise<Result<Value, string>> => {
    questions.push(name);
    return Promise.resolve(fault === null ? ok(value) : failed(fault));
  };
  const within =
    ({ fromMs, toMs }: TimeSpan) =>
    (event: Event) =>
      event.wallMs >= fromMs && event.wallMs < toMs;
  return {
    questions,
    events: (span: TimeSpan) => answer('events', events.filter(within(span))),
    recorded: () => answer('recorded', { fromMs: recordedFromMs, toMs: recordedFromMs }),
    minutes: (span: TimeSpan) => answer('minutes', minutesOf(span, powerW)),
    decisions: () => answer('decisions', []),
    thinned: (span: TimeSpan, channels: readonly { readonly id: string }[]) => {
      const row = channels.map(({ id }) => [id, columnOf(id, powerW(span.fromMs))] as const);
      const table = { fromMs: span.fromMs, stepMs: MINUTE_MS, columns: Object.fromEntries(row) };
      return answer('thinned', table);
    },
    fail(why: string | null) {
      fault = why;
    },
  };
}

function columnOf(id: string, powerW: number | null) {
  const value = powerW === null ? null : id.startsWith('out') ? 25 : id.includes('withheld') ? 0 : powerW;
  const values = Array.from({ length: 60 }, () => value);
  return { lowest: values, highest: values, mean: values };
}

function minutesOf({ fromMs }: TimeSpan, powerW: (atMs: number) => number | null): readonly MinuteRecord[] {
  if (powerW(fromMs) === null) return [];
  const [receptor] = plan.control.receptors;
  return Array.from({ length: 60 }, (_, minute) => ({
    ...{ level: receptor?.id, startWallMs: fromMs + minute * MINUTE_MS },
    equipmentDb: (receptor?.nightDb ?? 0) - 2.5,
  })) as unknown as readonly MinuteRecord[];
}

interface Run {
  readonly forecaster: Forecaster;
  /** What was told in this run. */
  readonly told: Event[];
  until(atMs: number, clockSynced?: boolean): Promise<void>;
}

/** A run of a gateway from a moment on, its cycles every ten seconds. */
function begin(
  history: ReturnType<typeof madeHistory>,
  events: Event[],
  fromMs: number,
  site: SitePlan = plan,
): Run {
  const told: Event[] = [];
  const note = (event: Event): void => {
    told.push(event);
    events.push(event);
  };
  const forecaster = createForecaster({ plan: site, history, note });
  let wallMs = fromMs;
  return {
    forecaster,
    told,
    async until(atMs, clockSynced = true) {
      for (; wallMs < atMs; wallMs += 10_000) {
        const image = { wallMs, clockSynced } as ProcessImage;
        await forecaster.cycle({ image } as FinishedCycle<unknown>);
      }
    },
  };
}

const always = () => 50_000;
const keys = (told: readonly Event[]): readonly string[] => told.map(({ message }) => message.key);

test('from ten minutes to nine until ten past ten: told once at nine, anew each hour, with what was measured since', async () => {
  const events = tenNights();
  const run = begin(madeHistory(events, at('12:00', -10), always), events, at('20:50'));
  await run.until(at('20:59'));
  expect(run.forecaster.outlook).toMatchObject({ nights: 10, tonight: null });
  await run.until(at('21:03'));
  const first = run.forecaster.outlook.tonight;
  expect(first).toMatchObject({ night: evening, nightsBefore: 10 });
  expect(first?.hours).toHaveLength(8);
  expect(first?.hours[0]?.startWallMs).toBe(at('22:00'));
  expect(first?.rest.servedKwh?.[1]).toBeCloseTo(8 * (first?.hours[0]?.forecast.servedKwh?.[1] ?? 0), 6);
  expect(keys(run.told)).toEqual(['night-expected']);
  await run.until(at('23:10'));
  expect(keys(run.told)).toEqual(['night-expected']);
  const later = run.forecaster.outlook.tonight;
  expect(later?.hours[0]?.measured).toMatchObject({ servedKwh: 50, riskMinutes: 0, withheldKwh: 0 });
  expect(later?.hours[1]?.measured).toBeNull();
  expect(later?.rest.servedKwh?.[1]).toBeCloseTo(7 * (first?.hours[0]?.forecast.servedKwh?.[1] ?? 0), 6);
});

test('a site without an outdoor sensor is told its night too', async () => {
  const events = tenNights();
  const history = madeHistory(events, at('12:00', -10), always);
  const run = begin(history, events, at('20:50'), { ...plan, control: { ...plan.control, weather: {} } });
  await run.until(at('21:03'));
  expect(keys(run.told)).toEqual(['night-expected']);
});

test('a restart between nine and ten loses nothing and tells nothing again', async () => {
  const events = tenNights();
  const history = madeHistory(events, at('12:00', -10), always);
  const before = begin(history, events, at('20:50'));
  await before.until(at('21:30'));
  const after = begin(history, events, at('21:30'));
  await after.until(at('21:35'));
  expect(after.told).toEqual([]);
  const { madeWallMs: _, ...known } = after.forecaster.outlook.tonight ?? { madeWallMs: 0 };
  expect(before.forecaster.outlook.tonight).toMatchObject(known);
});

test('the morning keeps the night and scores its forecast; a start at noon knows both', async () => {
  const events = tenNights();
  const history = madeHistory(events, at('12:00', -10), always);
  const run = begin(history, events, at('20:50'));
  await run.until(at('06:20', 1));
  expect(keys(run.told)).toEqual(['night-expected', 'night-figures', 'night-scored']);
  const [, figures, scored] = run.told;
  if (figures?.message.key !== 'night-figures' || scored === undefined) throw new Error('told');
  expect(figures.message.values.hours).toHaveLength(8);
  expect(inEnglish(scored.message)).toMatch(/energy, kWh \d+\.\d\d \("as last night" \d+\.\d\d; /);
  const noon = begin(history, events, at('12:00', 1));
  await noon.until(at('12:03', 1));
  expect(noon.told).toEqual([]);
  expect(noon.forecaster.outlook).toMatchObject({ nights: 11, tonight: null, last: { night: evening } });
  expect(noon.forecaster.outlook.last?.scores.map(({ figure }) => figure)).toContain('servedKwh');
});

test('a night that was kept but not scored when the gateway died is scored by the next run', async () => {
  const events = tenNights();
  const history = madeHistory(events, at('12:00', -10), always);
  const run = begin(history, events, at('20:50'));
  await run.until(at('06:20', 1));
  expect(events.pop()?.message.key).toBe('night-scored');
  const again = begin(history, events, at('06:20', 1));
  await again.until(at('06:25', 1));
  expect(again.told).toEqual([run.told.at(-1)].map((told) => ({ ...told, wallMs: expect.any(Number) })));
});

test('a gateway that was off in the morning keeps the night when it comes back', async () => {
  const events = tenNights();
  const history = madeHistory(events, at('12:00', -10), always);
  const run = begin(history, events, at('14:00', 1));
  await run.until(at('14:30', 1));
  expect(keys(run.told)).toEqual(['night-figures', 'night-scored']);
});

test('a history without nights says nothing, and tells nothing of nights before its first record', async () => {
  const events: Event[] = [];
  const history = madeHistory(events, at('20:50'), always);
  const run = begin(history, events, at('20:50'));
  await run.until(at('22:10'));
  expect(run.forecaster.outlook).toEqual({ nights: 0, tonight: null, last: null });
  expect(run.told).toEqual([]);
});

test('nights from before this program are read one hour a minute, newest first, and kept', async () => {
  const events: Event[] = [];
  const history = madeHistory(events, at('20:00', -3), always);
  const run = begin(history, events, at('12:00'));
  await run.until(at('12:01'));
  history.questions.length = 0;
  await run.until(at('12:02'));
  // The evening alone, then one hour: three questions.
  expect(history.questions).toEqual(['thinned']);
  await run.until(at('12:03'));
  expect(history.questions).toEqual(['thinned', 'minutes', 'thinned', 'decisions']);
  await run.until(at('13:00'));
  const nights = run.told.flatMap(({ message }) =>
    message.key === 'night-figures' ? [message.values.night] : [],
  );
  expect(nights).toEqual(['2026-07-14', '2026-07-13', '2026-07-12']);
  const again = begin(history, events, at('13:00'));
  history.questions.length = 0;
  await again.until(at('13:30'));
  expect(history.questions.filter((question) => question === 'thinned')).toEqual([]);
});

test('a night of which nothing was recorded is not kept, and asked for once', async () => {
  const events: Event[] = [];
  const history = madeHistory(events, at('20:00', -2), (atMs) => (atMs < at('12:00', -1) ? null : 50_000));
  const run = begin(history, events, at('12:00'));
  await run.until(at('13:00'));
  expect(keys(run.told)).toEqual(['night-figures']);
  history.questions.length = 0;
  await run.until(at('14:00'));
  expect(history.questions).toEqual([]);
});

test('a history that cannot be read is asked again a minute later, and nothing is told of it', async () => {
  const events = tenNights();
  const history = madeHistory(events, at('12:00', -10), always);
  const run = begin(history, events, at('20:50'));
  history.fail('the history is not open at the moment');
  await run.until(at('21:10'));
  expect(run.forecaster.outlook.nights).toBe(0);
  history.fail(null);
  await run.until(at('21:14'));
  expect(run.forecaster.outlook.tonight).toMatchObject({ night: evening });
  expect(keys(run.told)).toEqual(['night-expected']);
});

test('a clock that is not known to be right makes no night', async () => {
  const events = tenNights();
  const history = madeHistory(events, at('12:00', -10), always);
  const run = begin(history, events, at('20:50'));
  await run.until(at('21:30'), false);
  expect([history.questions, run.told]).toEqual([[], []]);
});

test('warm evenings count only once they told past nights better', async () => {
  const warm = pastNights(20, (index) => (index % 3 === 0 ? 300 : 100)).map((past, index) => ({
    ...past,
    eveningC: index % 3 === 0 ? 31 : 25,
  }));
  const events = [...warm.map(keptAs), scoredBefore];
  const run = begin(madeHistory(events, at('12:00', -20), always), events, at('20:50'));
  await run.until(at('21:05'));
  const { tonight } = run.forecaster.outlook;
  expect(tonight?.byWeather).toEqual(['servedKwh']);
  // This evening has 25 C.
  expect(tonight?.hours[0]?.forecast.servedKwh?.[1]).toBeLessThan(120);
});

test('a night in which the clocks go back has an hour more', () => {
  const berlin = (wallMs: number) => (wallMs < Date.parse('2026-10-25T01:00:00Z') ? 120 : 60);
  const times = siteNight('2026-10-24', night, berlin);
  expect(times?.hours).toBe(9);
  expect((times?.endMs ?? 0) - (times?.startMs ?? 0)).toBe(9 * HOUR_MS);
});
