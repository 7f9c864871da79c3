import { expect, test } from 'vitest';
import { createFlapFilter } from '../../../../src/gateway/records/flapping.ts';
import type { Event } from '../../../../src/model/event.ts';
import { message } from '../../../../src/model/message.ts';

const MINUTE_MS = 60_000;

function change(state: Event['state'], wallMs: number, subject = 'rs485-a'): Event {
  const severity = state === 'raised' ? 'alarm' : 'info';
  return { class: 'fault', severity, wallMs, subject, state, message: message('bus-up', { bus: subject }) };
}

test('a bus that is up and down every ten seconds for a day is told once as flapping', () => {
  const filter = createFlapFilter();
  const told: Event[] = [];
  for (let ms = 0; ms < 24 * 60 * MINUTE_MS; ms += 10_000) {
    told.push(
      ...filter.pass(change('raised', ms), ms),
      ...filter.pass(change('cleared', ms + 5000), ms + 5000),
    );
    told.push(...filter.settle(ms + 5000, ms + 5000));
  }
  expect(told.map(({ state, message }) => `${state} ${message.key}`)).toEqual([
    ...Array.from({ length: 3 }, () => ['raised bus-up', 'cleared bus-up']).flat(),
    'raised flapping',
  ]);
});

test('when it has been quiet for ten minutes that is told, with the state it is in', () => {
  const filter = createFlapFilter();
  for (let count = 0; count < 8; count += 1)
    filter.pass(change(count % 2 === 0 ? 'raised' : 'cleared', count * 1000), count * 1000);
  filter.pass(change('raised', 9000), 9000);
  expect(filter.settle(9 * MINUTE_MS, 0)).toEqual([]);
  const quiet = filter.settle(11 * MINUTE_MS, 77);
  expect(quiet.map(({ state, message, wallMs }) => [state, message.key, wallMs])).toEqual([
    ['cleared', 'flapping-over', 77],
    ['raised', 'bus-up', 77],
  ]);
  // From then on each change is told again.
  expect(filter.pass(change('cleared', 0), 12 * MINUTE_MS)).toHaveLength(1);
});

test('what falls now and then, another bus, and what is only noted are told as ever', () => {
  const filter = createFlapFilter();
  for (let hour = 0; hour < 48; hour += 1) {
    const ms = hour * 30 * MINUTE_MS;
    expect(filter.pass(change('raised', ms), ms)).toHaveLength(1);
    expect(filter.settle(ms + 20 * MINUTE_MS, ms)).toEqual([]);
  }
  for (let count = 0; count < 10; count += 1) filter.pass(change('raised', 0), 1e9);
  expect(filter.pass(change('raised', 0, 'rs485-b'), 1e9)).toHaveLength(1);
  expect(filter.pass(change('noted', 0), 1e9)).toHaveLength(1);
});
