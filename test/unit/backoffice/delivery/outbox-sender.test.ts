import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createMemoryOutbox } from '../../../../src/backoffice/delivery/memory-outbox.ts';
import { createOutboxSender, IN_FLIGHT_MAX } from '../../../../src/backoffice/delivery/outbox-sender.ts';
import { createScriptedPublisher } from '../scripted-publisher.ts';

function makeSender(records: number) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const publisher = createScriptedPublisher();
  const outbox = createMemoryOutbox();
  for (let seq = 1; seq <= records; seq += 1)
    outbox.append({
      ...{ topic: 'data/spl', payload: String(seq), priority: 'data', stream: 'spl' },
      ...{ firstSeq: seq, lastSeq: seq },
    });
  const sender = createOutboxSender({ outbox, publisher, clock, root: 'r/', moved: () => {} });
  publisher.start({ connected: () => sender.resume(), disconnected: () => {}, message: () => {} });
  return { clock, publisher, outbox, sender };
}

test('never more in flight than the window, and each PUBACK makes room for one', () => {
  const { publisher } = makeSender(3 * IN_FLIGHT_MAX);
  publisher.connect();
  expect(publisher.inFlight).toBe(IN_FLIGHT_MAX);
  for (let answered = 1; answered <= 2 * IN_FLIGHT_MAX; answered += 1) {
    publisher.acknowledge(1);
    expect(publisher.inFlight).toBe(IN_FLIGHT_MAX);
  }
  publisher.acknowledge();
  expect(publisher.stored.map(({ payload }) => Number(payload))).toEqual(
    Array.from({ length: 3 * IN_FLIGHT_MAX }, (_, index) => index + 1),
  );
});

test('after a refusal nothing is sent for five seconds, after a new connection at once', () => {
  const { clock, publisher, sender } = makeSender(1);
  publisher.connect();
  publisher.refuse();
  clock.runUntil(4999);
  sender.dispatch();
  expect(publisher.sent.length).toBe(1);
  clock.runUntil(5000);
  sender.dispatch();
  expect(publisher.sent.length).toBe(2);
  publisher.cut();
  publisher.connect();
  expect(publisher.sent.length).toBe(3);
});

test('nothing is sent without a connection', () => {
  const { publisher, sender, outbox } = makeSender(1);
  sender.dispatch();
  expect(publisher.sent).toEqual([]);
  expect(outbox.depth).toBe(1);
});
