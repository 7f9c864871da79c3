import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { message } from '../../../../src/model/message.ts';
import type { StoreRequest } from '../../../../src/store/messages.ts';
import { createStoreLink, LINK_BUSY_MS, LINK_RETRY_MS } from '../../../../src/store/writer/store-link.ts';
import { scriptedThread } from '../scripted-thread.ts';

const session = {
  ...{ path: '', channels: [], config: 'abc', planText: '{}' },
  retention: { secondsMs: 1, minutesMs: 1, fileBytesMax: 1 },
};

/** A link to a scripted thread; counts how often a thread was stopped. */
function newLink() {
  const clock = createVirtualClock({ startWallMs: 0 });
  const script = scriptedThread();
  let stopped = 0;
  const start: typeof script.start = (handlers) => ({
    ...script.start(handlers),
    stop: () => {
      stopped += 1;
    },
  });
  const told: string[] = [];
  const passing: boolean[] = [];
  const tell = (what: string) => () => void told.push(what);
  const link = createStoreLink(
    { start, clock, session },
    {
      checkpoint: tell('checkpoint'),
      ready: tell('ready'),
      written: tell('written'),
      answer: tell('answer'),
      closed: tell('closed'),
      down: (_, isPassing) => {
        told.push('down');
        passing.push(isPassing);
      },
    },
  );
  return { clock, script, link, told, passing, stopped: () => stopped };
}

test('a thread that is lost is stopped, gets nothing more, and another one opens the file', () => {
  const { clock, script, link, stopped } = newLink();
  link.start();
  script.ready();
  expect(link.isReady).toBe(true);
  script.end('out of memory');
  expect([link.isReady, stopped()]).toEqual([false, 1]);
  const sent = script.sent.length;
  link.send({ kind: 'close' } satisfies StoreRequest);
  expect(script.sent).toHaveLength(sent);
  clock.runUntil(LINK_RETRY_MS - 1);
  expect(script.started()).toBe(1);
  clock.runUntil(LINK_RETRY_MS);
  expect(script.started()).toBe(2);
  expect(script.sent.at(-1)?.kind).toBe('open');
});

test('after its stop the thread is stopped, nothing is sent or told any more, and none is started again', () => {
  const { clock, script, link, told, stopped } = newLink();
  link.start();
  script.ready();
  link.stop();
  expect([link.isReady, stopped()]).toEqual([false, 1]);
  const sent = script.sent.length;
  link.send({ kind: 'close' } satisfies StoreRequest);
  expect(script.sent).toHaveLength(sent);
  script.ready();
  script.end('late');
  clock.runUntil(3 * LINK_RETRY_MS);
  expect(script.started()).toBe(1);
  expect(told).toEqual(['ready']);
});

test('a stop while it waits for the next try ends the trying', () => {
  const { clock, script, link, told } = newLink();
  link.start();
  script.reply({ kind: 'not-ready', fault: { kind: 'io', why: message('disk-full') } });
  expect(told).toEqual(['down']);
  link.stop();
  clock.runUntil(3 * LINK_RETRY_MS);
  expect(script.started()).toBe(1);
});

test('errors of the medium in a row are counted and handed to the next thread; another fault or an opening ends the row', () => {
  const { clock, script, link } = newLink();
  const faults = (): number | undefined => {
    const request = script.sent.at(-1);
    return request?.kind === 'open' ? request.session.ioFaults : undefined;
  };
  const fail = (kind: 'io' | 'full'): void => {
    script.reply({ kind: 'not-ready', fault: { kind, why: message('disk-full') } });
    clock.runUntil(clock.nowMs() + LINK_RETRY_MS);
  };
  link.start();
  expect(faults()).toBe(0);
  fail('io');
  fail('io');
  expect(faults()).toBe(2);
  fail('full');
  expect(faults()).toBe(0);
  fail('io');
  script.ready();
  script.end('again');
  clock.runUntil(clock.nowMs() + LINK_RETRY_MS);
  expect(faults()).toBe(0);
});

test('a file that somebody else has for a moment is opened again soon, and what a run before left may still be read', () => {
  const { clock, script, link, passing } = newLink();
  link.start();
  script.reply({ kind: 'not-ready', fault: { kind: 'busy', why: message('file-busy') } });
  clock.runUntil(LINK_BUSY_MS);
  expect(script.started()).toBe(2);
  script.reply({ kind: 'not-ready', fault: { kind: 'refused', why: message('disk-read-only') } });
  clock.runUntil(LINK_BUSY_MS + LINK_RETRY_MS - 1);
  expect(script.started()).toBe(2);
  clock.runUntil(LINK_BUSY_MS + LINK_RETRY_MS);
  script.end('out of memory');
  expect(passing).toEqual([true, false, true]);
});
