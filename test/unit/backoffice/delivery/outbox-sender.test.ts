import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createMemoryOutbox } from '../../../../src/backoffice/delivery/memory-outbox.ts';
import { createOutboxSender } from '../../../../src/backoffice/delivery/outbox-sender.ts';
import { createScriptedPublisher, SCRIPTED_WINDOW } from '../scripted-publisher.ts';

function makeSender(records: number) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const publisher = createScriptedPublisher();
  const outbox = createMemoryOutbox();
  for (let seq = 1; seq <= records; seq += 1)
    outbox.append({
      ...{ topic: 'data/spl', payload: String(seq), priority: 'data', stream: 'spl' },
      ...{ firstSeq: seq, lastSeq: seq },
    });
  const told: string[] = [];
  const sender = createOutboxSender({
    ...{ outbox, publisher, clock, root: 'r/', moved: () => {} },
    delivered: ({ firstSeq }) => void told.push(`delivered ${firstSeq}`),
    refused: ({ firstSeq }, why) => void told.push(`refused ${firstSeq}: ${why}`),
  });
  publisher.start({
    connected: () => sender.resume(),
    disconnected: () => {},
    message: () => {},
    deaf: () => {},
  });
  return { clock, publisher, outbox, sender, told };
}

test('never more in flight than the window, and each PUBACK makes room for one', () => {
  const { publisher } = makeSender(3 * SCRIPTED_WINDOW);
  publisher.connect();
  expect(publisher.inFlight).toBe(SCRIPTED_WINDOW);
  for (let answered = 1; answered <= 2 * SCRIPTED_WINDOW; answered += 1) {
    publisher.acknowledge(1);
    expect(publisher.inFlight).toBe(SCRIPTED_WINDOW);
  }
  publisher.acknowledge();
  expect(publisher.stored.map(({ payload }) => Number(payload))).toEqual(
    Array.from({ length: 3 * SCRIPTED_WINDOW }, (_, index) => index + 1),
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

test('what the broker will never take is set aside and told, and the rest goes on at once', () => {
  const { publisher, outbox, told } = makeSender(SCRIPTED_WINDOW + 2);
  publisher.connect();
  publisher.refuse(true);
  expect(publisher.inFlight).toBe(2);
  publisher.acknowledge();
  expect(outbox.depth).toBe(0);
  expect(told.slice(0, 2)).toEqual(['refused 1: not authorized', 'refused 2: not authorized']);
  expect(told.slice(-2)).toEqual([`delivered ${SCRIPTED_WINDOW + 1}`, `delivered ${SCRIPTED_WINDOW + 2}`]);
});

test('nothing is sent without a connection', () => {
  const { publisher, sender, outbox } = makeSender(1);
  sender.dispatch();
  expect(publisher.sent).toEqual([]);
  expect(outbox.depth).toBe(1);
});
