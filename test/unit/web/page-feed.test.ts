/** What the page gets of the running station: words and numbers, the whole once, then what has changed. */

import { expect, test } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import { message, plain } from '../../../src/model/message.ts';
import { streamOf } from '../../../src/web/live/stream.ts';
import type { NowView } from '../../../src/web/view/now-view.ts';
import { cycleAgain, lastCycle, madeOutlook, seenFeed } from './page-fixture.ts';

function must(view: NowView | undefined): NowView {
  if (view === undefined) throw new Error('no view');
  return view;
}

const alarm: Event = {
  ...{ class: 'fault', severity: 'alarm', state: 'raised', subject: 'gun-b-09', wallMs: 0 },
  message: plain('gun-b-09 is silent.'),
};

test('the first view says how it is, with the numbers of the cycle and nothing made up', () => {
  const view = must(seenFeed().now('en'));
  expect(view.head).toMatchObject({ site: 'riverside', station: 'charging-north', mode: 'auto' });
  expect(view.cabinets.map(({ id, guns }) => [id, guns.length])).toEqual([
    ['a', 14],
    ['b', 14],
  ]);
  const [sound] = view.sounds;
  expect(sound?.limitDb).toBe(view.head.isNight ? 45 : 55);
  expect(sound?.highDb ?? 0).toBeGreaterThanOrEqual(sound?.oursDb ?? 0);
  expect(view.box).toMatchObject({ devices: 45, devicesGood: 45, history: 'kept' });
  expect(view.verdict.title).not.toBe('');
});

test('both languages say the same numbers in their own words', () => {
  const feed = seenFeed();
  const [en, zh] = [must(feed.now('en')), must(feed.now('zh'))];
  expect(zh.verdict.title).toMatch(/[\u4e00-\u9fff]/);
  expect(zh.sounds.map(({ oursDb }) => oursDb)).toEqual(en.sounds.map(({ oursDb }) => oursDb));
});

test('what the night will probably bring: a sentence, and hours of which those that are over were measured', () => {
  const feed = seenFeed({ outlook: madeOutlook() });
  const { forecast } = must(feed.now('en'));
  expect(forecast.text).toContain('1484 kWh');
  expect(forecast.text).toContain('Probably at most 5 kWh are kept back.');
  expect(forecast.note).toContain('at least as near as "as the night before" in 1 of 2 figures');
  expect(forecast.rows.map(({ from }) => from)).toEqual([
    '22:00',
    '23:00',
    '00:00',
    '01:00',
    '02:00',
    '03:00',
    '04:00',
    '05:00',
  ]);
  expect(forecast.rows[0]).toMatchObject({ isMeasured: true, overDb: '\u22121.3', withheldKwh: '11' });
  expect(forecast.rows[1]).toMatchObject({ isMeasured: false, overDb: '\u22122.2', withheldKwh: '5' });
  const zh = must(feed.now('zh')).forecast;
  expect(zh.text).toMatch(/1484 kWh/);
  expect(zh.text).toMatch(/[\u4e00-\u9fff]/);
});

test('without a past night the card says that nothing is recorded, by day when the forecast comes', () => {
  const none = must(seenFeed().now('en')).forecast;
  expect(none).toEqual({ text: 'Nothing recorded yet: a forecast needs a past night.', note: '', rows: [] });
  const later = must(seenFeed({ outlook: { ...madeOutlook(), tonight: null } }).now('en')).forecast;
  expect(later.text).toBe('It is forecast from 21:00 on, by 14 past nights.');
  expect(later.rows).toEqual([]);
});

test('a receptor without a level is called unknown, never quiet', () => {
  const { result } = lastCycle();
  const attribution = result.attribution.map((one) => ({
    ...one,
    gate: 'no-meter' as const,
    equipmentDb: null,
  }));
  const { verdict } = must(seenFeed({ result: { attribution } }).now('en'));
  expect(verdict.tone).toBe('unknown');
  expect(verdict.title).toContain('Not known');
});

test('a value that is too old is null, not the last one', () => {
  const { image, result } = lastCycle();
  const view = must(seenFeed({ image: { nowMs: image.nowMs + 3_600_000 }, result }).now('en'));
  expect(view.cabinets.every(({ powerKw }) => powerKw === null)).toBe(true);
  expect(view.cabinets.flatMap(({ guns }) => guns).every((gun) => gun === 'silent')).toBe(true);
  expect(view.yard.totalKw).toBeNull();
  expect(view.box.devicesGood).toBe(0);
});

test('before every input was good once it says that it starts', () => {
  const { result } = lastCycle();
  const state = { ...result.state, waitingFor: ['slm-north.sound.laeq'] };
  const { verdict } = must(seenFeed({ result: { state } }).now('en'));
  expect(verdict).toMatchObject({ tone: 'unknown', title: 'Starting.' });
});

test('a cabinet with less power is named with its causes, how long its relay stays, and what is not known is left out', () => {
  const { image, result } = lastCycle();
  const reason = message('less-power', {
    why: message('equipment-allowed', { receptor: 'north', allowedDb: 43.9, limits: [] }),
    fanPct: 44,
    cabinet: 'b',
    limitC: 62.5,
  });
  const decisions = result.decisions.map((one) =>
    one.output === 'limit-b' ? { ...one, value: 75, by: 'night-noise', reason } : one,
  );
  const wear = {
    ...result.state.wear,
    'limit-b': { value: 75, changesMs: [image.nowMs - 60_000], changes: 1 },
  };
  const state = { ...result.state, wear, rules: {} };
  const view = must(seenFeed({ result: { decisions, state } }).now('en'));
  expect(view.limited).toHaveLength(1);
  const [limited] = view.limited;
  expect(limited?.title).toMatch(/^Cabinet B gives 75 % power until \d\d:\d\d at least\.$/);
  expect(limited?.why[0]).toContain('44 %');
  expect(limited?.why.at(-1)).toBe('1 of 12 moves of its relays in 8 hours are used.');
  // Without what the rule has seen of the cars nobody knows what it costs.
  expect(limited?.cost).toBeNull();
  expect(view.cabinets.find(({ id }) => id === 'b')?.unservedKw).toBeNull();
  expect(view.verdict.title).toContain('One cabinet gives less power.');
});

test('an alarm stands until it is cleared, with the time at which it began', () => {
  const feed = seenFeed({ events: [{ ...alarm, wallMs: 1000 }] });
  cycleAgain(feed, 1, [{ ...alarm, wallMs: 900_000 }]);
  expect(must(feed.now('en')).looks).toHaveLength(1);
  cycleAgain(feed, 2, [{ ...alarm, state: 'cleared' }]);
  expect(must(feed.now('en')).looks).toEqual([]);
});

test('outputs that were moved alike at once are one line of the log', () => {
  const moved = (output: string): Event => ({
    ...{ class: 'actuation', severity: 'info', state: 'noted', subject: output, wallMs: 5000 },
    message: message('moved', { output, fromPct: 60, toPct: 56, reason: message('no-request') }),
  });
  const { log } = must(seenFeed({ events: [moved('fan-a1'), moved('fan-a2'), moved('fan-b1')] }).now('en'));
  expect(log.map(({ text }) => text)).toEqual([
    'fan-a1, fan-a2, fan-b1 60 % -> 56 %: nothing asks for more or less.',
  ]);
});

test('who looks gets everything once, then only what has changed', () => {
  const feed = seenFeed();
  const got: [string, string[]][] = [];
  const end = feed.follow('en', (event, data) => {
    got.push([event, Object.keys(JSON.parse(data))]);
    return true;
  });
  cycleAgain(feed, 1);
  end();
  cycleAgain(feed, 2);
  expect(got).toHaveLength(2);
  expect(got[0]?.[0]).toBe('whole');
  expect(got[0]?.[1]).toContain('cabinets');
  expect(got[1]?.[0]).toBe('change');
  expect(got[1]?.[1]).toContain('head');
  expect(got[1]?.[1]).not.toContain('verdict');
});

test('the differences put together are the whole', () => {
  const feed = seenFeed();
  let built: Record<string, unknown> = {};
  feed.follow('en', (_, data) => {
    built = { ...built, ...JSON.parse(data) };
    return true;
  });
  for (let second = 1; second < 5; second += 1) cycleAgain(feed, second, second === 3 ? [alarm] : []);
  expect(built).toEqual(JSON.parse(JSON.stringify(must(feed.now('en')))));
});

test('a client that takes nothing is dropped after some seconds, and the others go on', async () => {
  const feed = seenFeed();
  const slow = streamOf(feed, 'en').getReader();
  let messages = 0;
  feed.follow('en', () => {
    messages += 1;
    return true;
  });
  expect(feed.clients).toBe(2);
  for (let second = 1; second <= 30; second += 1) cycleAgain(feed, second);
  expect(feed.clients).toBe(1);
  expect(messages).toBe(31);
  await expect(
    (async () => {
      for (;;) if ((await slow.read()).done) return;
    })(),
  ).rejects.toThrow('too slow');
});

test('a stream that was closed by its client costs nothing any more', async () => {
  const feed = seenFeed();
  const reader = streamOf(feed, 'zh').getReader();
  await reader.read();
  await reader.cancel();
  expect(feed.clients).toBe(0);
});
