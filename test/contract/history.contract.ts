/** What every history must do, wherever the owner of its file lives. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSystemClock } from '../../src/adapters/system-clock.ts';
import type { Event } from '../../src/model/event.ts';
import { plain } from '../../src/model/message.ts';
import type { Checkpoint, History, HistoryCycle } from '../../src/ports/history-writer.ts';
import type { StartThread } from '../../src/ports/thread.ts';
import { createHistory } from '../../src/store/writer/history.ts';
import { channels, eveningMs, imageAt, minute, must, newPath } from '../unit/store/fixture.ts';

const always = { fromMs: 0, toMs: 8e15 };
const event: Event = {
  ...{ class: 'fault', severity: 'alarm', state: 'raised', subject: 'slm-north', wallMs: eveningMs + 3000 },
  message: plain('slm-north is silent.'),
};

export interface HistoryDriver {
  readonly name: string;
  readonly start: () => StartThread;
}

interface Opened {
  readonly history: History;
  readonly checkpoint: Checkpoint | null;
  append(second: number, changes?: Partial<HistoryCycle>): void;
}

async function open(driver: HistoryDriver, path: string): Promise<Opened> {
  const made = await new Promise<{ history: History; checkpoint: Checkpoint | null }>((resolve) => {
    const history: History = createHistory({
      start: driver.start(),
      clock: createSystemClock({ wallSync: 'assumed' }),
      session: {
        ...{ path, config: 'abcdef012345', planText: '{}' },
        retention: { secondsMs: 1e12, minutesMs: 1e12, fileBytesMax: 1e9 },
      },
      channels,
      gradual: new Set(),
      // The first word may come before `history` has its name.
      onCheckpoint: (checkpoint) => queueMicrotask(() => resolve({ history, checkpoint })),
    });
  });
  await settled(() => made.history.health().state === 'up');
  const append = (second: number, changes: Partial<HistoryCycle> = {}): void => {
    const image = imageAt(second, second * 1000, eveningMs + second * 1000);
    made.history.append({ image, decisions: [], events: [], minutes: [], ...changes });
  };
  return { ...made, append };
}

/** A folder that cannot be made: a file has its name. */
function blockedFolder(): string {
  const path = newPath();
  writeFileSync(path, '');
  return path;
}

async function close(history: History): Promise<void> {
  await new Promise<void>((resolve) => history.close(3000, resolve));
}

async function settled(met: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!met()) {
    if (performance.now() > deadlineMs) throw new Error('not within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function historyContract(driver: HistoryDriver): void {
  test(`${driver.name}: what was appended is there to be asked for`, async () => {
    const { history, checkpoint, append } = await open(driver, newPath());
    expect(checkpoint).toEqual({ tracks: null, cycles: [], snapshot: null });
    for (let second = 0; second < 20; second += 1) {
      append(
        second,
        second === 3 ? { events: [event] } : { minutes: second === 12 ? [minute(0), minute(1)] : [] },
      );
    }
    await settled(() => history.health().waiting === 0);
    expect(must(await history.minutes(always))).toMatchObject([minute(0), minute(1)]);
    expect(must(await history.minutes(always, ['rest']))).toMatchObject([minute(1)]);
    expect(must(await history.events(always))).toEqual([event]);
    expect(must(await history.events(always, ['audit']))).toEqual([]);
    expect(must(await history.recorded())).toEqual({ fromMs: eveningMs, toMs: eveningMs + 60_000 });
    expect(must(await history.configs(always))).toMatchObject([{ hash: 'abcdef012345', text: '{}' }]);
    expect(must(await history.chain(always))).toMatchObject({
      firstSeq: 1,
      lastSeq: 2,
      rows: 2,
      intact: true,
    });
    const span = { fromMs: eveningMs + 2000, toMs: eveningMs + 5000 };
    expect(must(await history.seconds(span, ['slm-north.sound.laeq', 'no.such']))).toMatchObject({
      wallMs: [2000, 3000, 4000].map((ms) => eveningMs + ms),
      columns: {
        'slm-north.sound.laeq': { values: [45.2, 45.3, 45.4], qualities: ['good', 'good', 'good'] },
        'no.such': { values: [null, null, null], qualities: ['stale', 'stale', 'stale'] },
      },
    });
    await close(history);
  });

  test(`${driver.name}: after closing everything is in the file, and the next one goes on from it`, async () => {
    const path = newPath();
    const first = await open(driver, path);
    first.append(0, { tracks: '{"north":1}' });
    for (let second = 1; second < 15; second += 1) first.append(second);
    await close(first.history);
    const second = await open(driver, path);
    expect(second.checkpoint?.tracks).toBe('{"north":1}');
    expect(second.checkpoint?.cycles.map(({ wallMs }) => (wallMs - eveningMs) / 1000)).toEqual(
      Array.from({ length: 14 }, (_, index) => index + 1),
    );
    expect(must(await second.history.gaps(always))).toMatchObject([{ cause: 'off' }]);
    await close(second.history);
  });

  test(`${driver.name}: a path that cannot be is a state, not an exception`, async () => {
    const start = driver.start();
    const history = createHistory({
      start,
      clock: createSystemClock({ wallSync: 'assumed' }),
      session: {
        ...{ path: join(blockedFolder(), 'history.db'), config: 'a', planText: '{}' },
        retention: { secondsMs: 1, minutesMs: 1, fileBytesMax: 1 },
      },
      channels,
      gradual: new Set(),
    });
    await settled(() => history.health().fault !== null);
    history.append({ image: imageAt(1, 1000, eveningMs), decisions: [], events: [], minutes: [] });
    expect(await history.recorded()).toEqual({ ok: false, fault: 'the history is not open at the moment' });
    expect(history.takeEvents()).toMatchObject([{ class: 'fault', severity: 'alarm', state: 'raised' }]);
    await close(history);
  });
}
