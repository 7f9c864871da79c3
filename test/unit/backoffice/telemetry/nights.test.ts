import { expect, test } from 'vitest';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { createNights } from '../../../../src/backoffice/telemetry/nights.ts';
import { nightTopic } from '../../../../src/contract/standing/night.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../src/model/duration.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import type { Minute, MinuteRecord } from '../../../../src/ports/history.ts';
import type { Message } from '../../../../src/ports/publisher.ts';
import { smallPlan } from '../small-plan.ts';

/** 22:00 local time on 5 January 2026 in Berlin. */
const eveningMs = Date.UTC(2026, 0, 5, 21);
const plan = {
  ...smallPlan,
  control: { ...smallPlan.control, night: { startMin: 22 * 60, endMin: 6 * 60 } },
};

/** 40 dB in the night, and 70 dB outside it; the first half of the night alone was heard. */
const minutes = Array.from({ length: 12 * 60 }, (_, index): Minute => {
  const startWallMs = eveningMs + (index - 60) * MINUTE_MS;
  const isNight = index >= 60 && index < 60 + 480;
  const validS = index < 60 + 240 ? 60 : 0;
  return {
    ...{ level: 'flat', meter: 'slm-north', startWallMs, utcOffsetMin: 60, validS, spanS: 60, count: 60 },
    ...{ energyS: validS * energyOf(isNight ? 40 : 70), lafmaxDb: isNight ? 55.5 : 90, equipmentDb: 35 },
    ...{ histogram: { firstClass: 0, counts: [] }, weatherS: 0, clockSynced: true, clockSource: 'x' },
    ...{ clockStepped: false, config: 'abc', calibration: null },
  };
});
const history = { minutes: async () => ok(minutes as unknown as readonly MinuteRecord[]) };

async function toldAt(wallMs: number, clockSynced = true, nights = createNights(plan, history)) {
  const messages: Message[] = [];
  nights.cycle({ wallMs, utcOffsetMin: 60, clockSynced }, (message) => messages.push(message));
  await Promise.resolve().then(() => Promise.resolve());
  return { messages, nights };
}

test('after its end the figures of a night are told, retained, and those of 30 nights before taken away', async () => {
  const { messages } = await toldAt(eveningMs + 8 * HOUR_MS + 2 * MINUTE_MS);
  expect(messages.map(({ topic, retain }) => [topic, retain])).toEqual([
    ['night/2026-01-05', true],
    ['night/2025-12-06', true],
  ]);
  expect(messages[1]?.payload).toBe('');
  const payload = nightTopic.schema.parse(JSON.parse(messages[0]?.payload ?? ''));
  expect(payload).toMatchObject({
    ...{ night: '2026-01-05', from: eveningMs, to: eveningMs + 8 * HOUR_MS },
    receptors: { flat: { laeq: 40, lafmax: 55.5, equipment: 35, valid_pct: 50, limit: 50 } },
  });
});

test('they are the same bytes whenever they are told, and told once in a run', async () => {
  const { messages, nights } = await toldAt(eveningMs + 9 * HOUR_MS);
  const later = await toldAt(eveningMs + 20 * HOUR_MS);
  expect(later.messages).toEqual(messages);
  expect((await toldAt(eveningMs + 10 * HOUR_MS, true, nights)).messages).toEqual([]);
});

test('nothing is told while the clock is not right, or of a night without a minute, or while nothing can be read', async () => {
  expect((await toldAt(eveningMs + 9 * HOUR_MS, false)).messages).toEqual([]);
  expect((await toldAt(eveningMs + 99 * HOUR_MS)).messages).toEqual([]);
  const none = createNights(plan, { minutes: async () => failed('closed') });
  expect((await toldAt(eveningMs + 9 * HOUR_MS, true, none)).messages).toEqual([]);
});
