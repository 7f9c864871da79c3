import { expect, test } from 'vitest';
import { type Alarms, updateAlarms } from '../../../../src/control/alarms/delayed-alarm.ts';
import { plain } from '../../../../src/model/message.ts';

const DELAY_MS = 600_000;

/** An alarm that lives through looks at its condition; its state goes through JSON, as a recording writes it. */
function createAlarm() {
  let alarms: Alarms = {};
  return (strength: number | null, nowMs: number): readonly string[] => {
    const condition = {
      subject: 'fan',
      strength,
      afterMs: DELAY_MS,
      raised: plain('louder'),
      cleared: plain('as before'),
    };
    const next = updateAlarms(alarms, [condition], nowMs);
    alarms = JSON.parse(JSON.stringify(next.alarms)) as Alarms;
    return next.events.map(({ state }) => state);
  };
}

test('a condition is announced when it has lasted for the delay, to the millisecond', () => {
  const look = createAlarm();
  expect(look(1, 1000)).toEqual([]);
  expect(look(1, 1000 + DELAY_MS - 1)).toEqual([]);
  expect(look(1, 1000 + DELAY_MS)).toEqual(['raised']);
  expect(look(1, 1000 + 2 * DELAY_MS)).toEqual([]);
});

test('a condition that goes away within the delay begins anew', () => {
  const look = createAlarm();
  look(1, 0);
  expect(look(0.99, DELAY_MS - 1)).toEqual([]);
  expect(look(1, DELAY_MS)).toEqual([]);
  expect(look(1, 2 * DELAY_MS)).toEqual(['raised']);
});

test('what was announced is cleared only well below, and after the same delay', () => {
  const look = createAlarm();
  look(1, 0);
  look(1, DELAY_MS);
  expect(look(0.7, 2 * DELAY_MS)).toEqual([]);
  expect(look(0.7, 4 * DELAY_MS)).toEqual([]);
  expect(look(0.69, 5 * DELAY_MS)).toEqual([]);
  expect(look(0.69, 6 * DELAY_MS)).toEqual(['cleared']);
});

test('what cannot be said now changes nothing, and the delay begins anew after it', () => {
  const look = createAlarm();
  look(1, 0);
  expect(look(null, DELAY_MS)).toEqual([]);
  expect(look(1, DELAY_MS + 1)).toEqual([]);
  expect(look(1, 2 * DELAY_MS)).toEqual([]);
  expect(look(1, 2 * DELAY_MS + 1)).toEqual(['raised']);
});
