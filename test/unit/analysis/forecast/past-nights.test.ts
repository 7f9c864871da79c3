import { expect, test } from 'vitest';
import {
  type HourSource,
  isUnknown,
  readOutdoorC,
  readPastHour,
} from '../../../../src/analysis/forecast/past-nights.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../src/model/duration.ts';
import { ok } from '../../../../src/model/result.ts';
import type { DecisionRecord, MinuteRecord, ThinnedColumn, TimeSpan } from '../../../../src/ports/history.ts';
import { smallPlan } from '../../control/small-plan.ts';

const fromMs = Date.UTC(2026, 6, 15, 14);

/** The same value in each minute of `minutes`. */
function column(minutes: number, of: (minute: number) => number): ThinnedColumn {
  const values = Array.from({ length: 60 }, (_, minute) => (minute < minutes ? of(minute) : null));
  return { lowest: values, highest: values, mean: values };
}

function source(columns: Readonly<Record<string, ThinnedColumn>>): HourSource & { spans: TimeSpan[] } {
  const spans: TimeSpan[] = [];
  const minutes = Array.from({ length: 60 }, (_, minute) => ({
    level: 'north',
    startWallMs: fromMs + minute * MINUTE_MS,
    equipmentDb: minute < 10 ? 44.5 : 40,
  }));
  const limited = (output: string, atMin: number, value: number) =>
    ({ output, value, wallMs: fromMs + atMin * MINUTE_MS }) as DecisionRecord;
  return {
    spans,
    minutes: async () => ok(minutes as unknown as readonly MinuteRecord[]),
    thinned: async (span) => {
      spans.push(span);
      return ok({ fromMs: span.fromMs, stepMs: MINUTE_MS, columns });
    },
    decisions: async () =>
      ok([
        limited('limit-a', -5, 100),
        limited('limit-b', -5, 100),
        limited('limit-a', 20, 75),
        limited('limit-a', 35, 100),
      ]),
  };
}

const power = {
  'meter-a.power.active': column(60, () => 100_000),
  'meter-b.power.active': column(60, () => 50_000),
};
const counters = (of: (minute: number) => number) => ({
  'a.withheld.relay': column(60, of),
  'a.withheld.heat': column(60, () => 7),
  'b.withheld.relay': column(60, () => 0),
  'b.withheld.heat': column(60, () => 0),
});

test('an hour: energy of the meters, the louder receptor, minutes near the limit, limits in force, what the counters grew by', async () => {
  const history = source({ ...power, ...counters((minute) => 1000 + minute * 100) });
  const read = await readPastHour(history, fromMs, smallPlan);
  if (!read.ok) throw new Error(read.fault);
  expect(read.value).toMatchObject({
    servedKwh: 150,
    riskMinutes: 10,
    limitedMinutes: 15,
    withheldKwh: 5.9,
  });
  expect(read.value.overDb).toBeCloseTo(41.2 - (smallPlan.receptors[0]?.nightDb ?? 0), 0);
  expect(history.spans).toEqual([{ fromMs, toMs: fromMs + HOUR_MS }]);
});

test('a meter that was silent for a third of the hour leaves its energy unknown, and the rest known', async () => {
  const silent = { ...power, 'meter-b.power.active': column(40, () => 50_000) };
  const read = await readPastHour(source(silent), fromMs, smallPlan);
  expect(read).toMatchObject({ ok: true, value: { servedKwh: null, withheldKwh: null, riskMinutes: 10 } });
});

test('a counter that began anew in the hour says nothing of it', async () => {
  const history = source({ ...power, ...counters((minute) => (minute < 30 ? 5000 + minute : minute)) });
  const read = await readPastHour(history, fromMs, smallPlan);
  expect(read).toMatchObject({ ok: true, value: { servedKwh: 150, withheldKwh: null } });
});

test('an hour of which nothing was recorded is unknown', async () => {
  const nothing: HourSource = {
    minutes: async () => ok([]),
    thinned: async (span) => ok({ fromMs: span.fromMs, stepMs: MINUTE_MS, columns: {} }),
    decisions: async () => ok([]),
  };
  const read = await readPastHour(nothing, fromMs, smallPlan);
  expect(read.ok && isUnknown(read.value)).toBe(true);
});

test('the outdoor temperature is the mean of the hour; null without a sensor', async () => {
  const weather = { ...smallPlan.weather, temperature: 'out.temperature' };
  const history = source({ 'out.temperature': column(60, (minute) => 20 + minute / 60) });
  expect(await readOutdoorC(history, fromMs, { weather })).toEqual(ok(20.5));
  const { temperature: _, ...without } = weather;
  expect(await readOutdoorC(history, fromMs, { weather: without })).toEqual(ok(null));
});
