import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import type { StoreRequest } from '../../../../src/store/messages.ts';
import { createStoreLink, LINK_RETRY_MS } from '../../../../src/store/writer/store-link.ts';
import { scriptedThread } from '../scripted-thread.ts';

test('a thread that is lost is stopped, gets nothing more, and another one opens the file', () => {
  const clock = createVirtualClock({ startWallMs: 0 });
  const script = scriptedThread();
  let stopped = 0;
  const start: typeof script.start = (handlers) => ({
    ...script.start(handlers),
    stop: () => {
      stopped += 1;
    },
  });
  const session = {
    ...{ path: '', channels: [], config: 'abc', planText: '{}' },
    retention: { secondsMs: 1, minutesMs: 1, fileBytesMax: 1 },
  };
  const nothing = (): void => {};
  const handlers = {
    checkpoint: nothing,
    ready: nothing,
    written: nothing,
    answer: nothing,
    closed: nothing,
    down: nothing,
  };
  const link = createStoreLink({ start, clock, session }, handlers);
  link.start();
  script.ready();
  expect(link.isReady).toBe(true);
  script.end('out of memory');
  expect([link.isReady, stopped]).toEqual([false, 1]);
  const sent = script.sent.length;
  link.send({ kind: 'close' } satisfies StoreRequest);
  expect(script.sent).toHaveLength(sent);
  clock.runUntil(LINK_RETRY_MS - 1);
  expect(script.started()).toBe(1);
  clock.runUntil(LINK_RETRY_MS);
  expect(script.started()).toBe(2);
  expect(script.sent.at(-1)?.kind).toBe('open');
});
