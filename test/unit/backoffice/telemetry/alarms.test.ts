import { expect, test } from 'vitest';
import { createAlarms } from '../../../../src/backoffice/telemetry/alarms.ts';
import { type AlarmPayload, alarmSchema } from '../../../../src/contract/standing/alarm.ts';
import { DAY_MS } from '../../../../src/model/duration.ts';
import type { Event } from '../../../../src/model/event.ts';
import { message, plain } from '../../../../src/model/message.ts';
import type { Message } from '../../../../src/ports/publisher.ts';

function event(subject: string, state: Event['state'], changes: Partial<Event> = {}): Event {
  return {
    class: 'fault',
    severity: 'alarm',
    wallMs: 1000,
    subject,
    state,
    message: plain(subject),
    ...changes,
  };
}

const fault = plain('no answer');
const busDown = event('air', 'raised', { message: message('bus-down', { bus: 'air', fault }) });
const silent = (device: string) =>
  event(device, 'raised', {
    severity: 'warning',
    message: message('device-silent', { device, bus: 'air', fault }),
  });

function payloads(messages: readonly Message[]): readonly AlarmPayload[] {
  return messages.map(({ payload }) => alarmSchema.parse(JSON.parse(payload)));
}

test('raise and clear of a condition have one id and one topic, retained', () => {
  const alarms = createAlarms('s1');
  const [raised] = alarms.due([event('limit a', 'raised')], 0);
  expect(raised).toMatchObject({ topic: 'alarm/fault-limit-a', retain: true, qos: 1 });
  expect(alarms.active).toBe(1);
  const cleared = alarms.due([event('limit a', 'cleared', { wallMs: 5000, severity: 'info' })], 4000);
  expect(payloads(cleared)).toMatchObject([
    { id: 'fault-limit-a', state: 'cleared', since: 1000, ts: 5000, severity: 'alarm', needs: 'nobody' },
  ]);
  expect(alarms.all()).toMatchObject([{ topic: 'alarm/fault-limit-a' }]);
  expect(alarms.active).toBe(0);
});

test('nothing is cleared that was not raised, and what is noted is no alarm', () => {
  expect(createAlarms('s1').due([event('a', 'cleared'), event('b', 'noted')], 0)).toEqual([]);
});

test('a bus that is down with its devices calls once', () => {
  const alarms = createAlarms('s1');
  const told = payloads(alarms.due([busDown, silent('temp-1'), silent('temp-2')], 0));
  expect(told.map(({ id, cause, needs }) => [id, cause, needs])).toEqual([
    ['fault-air', null, 'visit'],
    ['fault-temp-1', 'fault-air', 'nobody'],
    ['fault-temp-2', 'fault-air', 'nobody'],
  ]);
  expect(alarms.all()).toHaveLength(3);
});

test('a further cause keeps the time since when it is so', () => {
  const alarms = createAlarms('s1');
  alarms.due([event('a', 'raised')], 0);
  const again = payloads(alarms.due([event('a', 'raised', { wallMs: 9000, message: plain('worse') })], 8000));
  expect(again).toMatchObject([{ since: 1000, text: 'worse' }]);
});

test('a cleared one is kept for a day, then taken away, unless it is raised again', () => {
  const alarms = createAlarms('s1');
  for (const subject of ['a', 'b']) alarms.due([event(subject, 'raised'), event(subject, 'cleared')], 0);
  alarms.due([event('b', 'raised')], 1000);
  expect(alarms.due([], DAY_MS - 1)).toEqual([]);
  expect(alarms.due([], DAY_MS)).toEqual([{ topic: 'alarm/fault-a', payload: '', qos: 1, retain: true }]);
});
