/** Messages are made of the history alone: the same bytes from memory, from the tables, after a restart. */

import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createPlanHistory } from '../../../../src/assembly/plan-history.ts';
import {
  messagesOf,
  type PartMessage,
  partPlanOf,
} from '../../../../src/backoffice/telemetry/part-messages.ts';
import { batchSchema, rowsIn } from '../../../../src/contract/form/batch.ts';
import { plain as unstyled } from '../../../../src/contract/form/styled.ts';
import { formatMessage } from '../../../../src/contract/format-message.ts';
import { rootOf } from '../../../../src/contract/topics.ts';
import { createHistoryObserver } from '../../../../src/gateway/records/history-observer.ts';
import type { Event } from '../../../../src/model/event.ts';
import { message } from '../../../../src/model/message.ts';
import { bad, good } from '../../../../src/model/reading.ts';
import type { Journal } from '../../../../src/ports/journal.ts';
import { localThread } from '../../../../src/store/writer/local-thread.ts';
import { memoryThread } from '../../../../src/store/writer/memory-thread.ts';
import { newPath, testFiles } from '../../store/fixture.ts';
import { cycleAt, imageAt, smallPlan, startWallMs } from '../small-plan.ts';

const everything = [1, Number.MAX_SAFE_INTEGER] as const;

function messagesIn(journal: Journal): readonly PartMessage[] {
  let found: readonly PartMessage[] = [];
  journal.parts(everything, 1000, (result) => {
    if (!result.ok) throw new Error(result.fault);
    found = result.value.flatMap((part) => messagesOf(part, smallPlan, partPlanOf(smallPlan)));
  });
  return found;
}

function opened(start: ReturnType<typeof localThread>, path: string, startMs = startWallMs) {
  const clock = createVirtualClock({ startWallMs: startMs });
  return { clock, history: createPlanHistory({ plan: smallPlan, path, clock, start }) };
}

/** Two and a half minutes with something of everything. */
function filled(start: ReturnType<typeof localThread>, path: string) {
  const { clock, history } = opened(start, path);
  const feed = createHistoryObserver(() => smallPlan, history, clock);
  for (let second = 1; second <= 150; second += 1) {
    clock.runUntil(second * 1000);
    const nowMs = clock.nowMs();
    const level = 'slm-north.sound.laeq';
    const changes = {
      'gun-1.power.active': good(100_000.4 + second / 7, nowMs),
      ...(second > 60 && second < 80 ? { [level]: bad({ kind: 'timeout', afterMs: 500 }, nowMs) } : {}),
      ...(second > 60 && second < 90
        ? { 'temp-a.temperature': bad({ kind: 'timeout', afterMs: 500 }, nowMs) }
        : {}),
    };
    const told: Event = {
      ...{ class: 'fault', severity: 'warning', state: 'raised', subject: 'a', wallMs: startWallMs + nowMs },
      message: message('cabinet-at', { cabinet: 'a', tempC: 48.31 }),
    };
    const reason = message('cabinet-at', { cabinet: 'a', tempC: 48.3 });
    const decisions = [
      { output: 'limit-a', value: second > 90 ? 50 : 100, by: 'noise', reason, overruled: [] },
    ];
    const attribution = [
      {
        ...{ receptor: 'flat', totalDb: 41, equipmentDb: 38.123456, backgroundDb: 35, uncertaintyDb: 1.234 },
        ...{ gate: 'learning' as const, isLearned: false, change: 'none' as const, reason },
      },
    ];
    const noiseEvents = [
      {
        ...{
          level: 'flat',
          kind: 'people' as const,
          confidence: 0.81234,
          startWallMs: startWallMs + nowMs - 3456,
        },
        ...{ seconds: 3, maxDb: 61.239, aboveDb: 12.1 },
      } as const,
    ];
    const image = imageAt(nowMs, changes);
    feed.cycle(
      cycleAt(image, {
        ...{ decisions, attribution },
        ...(second === 33 ? { events: [told], noiseEvents } : {}),
      }),
    );
    if (second === 40)
      history.add({
        acks: [
          {
            id: 'c-1',
            wallMs: startWallMs + nowMs,
            stage: 'done',
            code: 'OK',
            message: message('birth-follows'),
          },
        ],
      });
  }
  return history;
}

test('what is held, what is in the tables and what a restart finds are the same bytes', () => {
  const path = newPath();
  const files = testFiles({ memory: 'off' });
  const history = filled(localThread(files), path);
  const held = messagesIn(history);
  // A reader makes the owner put all it holds into the tables.
  void history.recorded();
  expect(messagesIn(history)).toEqual(held);
  history.close(100, () => {});
  const again = opened(localThread(files), path, startWallMs + 3_600_000).history;
  expect(messagesIn(again)).toEqual(held.concat(messagesIn(again).slice(held.length)));
  expect(held.length).toBeGreaterThan(50);
});

test('memory gives the same messages as the file', () => {
  const start = localThread(testFiles({ memory: 'off' }));
  expect(messagesIn(filled(memoryThread(), 'memory'))).toEqual(messagesIn(filled(start, newPath())));
});

test('all of them fit the contract, number their records without a hole, and can be told', () => {
  const messages = messagesIn(filled(memoryThread(), 'memory'));
  const next = new Map<string, number>();
  for (const { topic, payload } of messages) {
    const lines = formatMessage(rootOf(smallPlan) + topic, payload, unstyled);
    expect(lines.join()).not.toContain('does not fit');
    if (!topic.startsWith('data/')) continue;
    const { stream, seq } = batchSchema.parse(JSON.parse(payload));
    expect(seq[0], stream).toBe(next.get(stream) ?? 1);
    next.set(stream, seq[1] + 1);
  }
  expect([...next.keys()].sort()).toEqual(
    [
      'attribution',
      'energy',
      'minute',
      'noise-events',
      'output',
      'position',
      'power',
      'spl',
      'thermal',
    ].filter((stream) => stream !== 'minute' || next.has('minute')),
  );
});

test('each value has a quality of its own: a silent thermometer spoils no other', () => {
  const messages = messagesIn(filled(memoryThread(), 'memory'));
  const rows = messages
    .filter(({ topic }) => topic === 'data/thermal')
    .flatMap(({ payload }) => rowsIn(batchSchema.parse(JSON.parse(payload))));
  expect(rows.find(([seq]) => seq === 80)).toMatchObject([80, {}, [null, 47], [5, 0]]);
  expect(rows.find(([seq]) => seq === 100)?.[3]).toBe(0);
});

test('each second of a meter comes once, under the time at which it began; a silent meter says so', () => {
  const messages = messagesIn(filled(memoryThread(), 'memory'));
  const rows = messages
    .filter(({ topic }) => topic === 'data/spl')
    .flatMap(({ payload }) => rowsIn(batchSchema.parse(JSON.parse(payload))));
  const good = rows.filter(([, , [, laeq]]) => laeq !== null);
  expect(new Set(good.map(([, ts]) => ts)).size).toBe(good.length);
  expect(good[0]).toEqual([1, startWallMs + 1000 - 100 - 1000, ['slm-north', 40, 41], 0]);
  expect(rows.filter(([, , [, laeq]]) => laeq === null).length).toBeGreaterThan(0);
  const silent = rows.find(([, , [, laeq]]) => laeq === null);
  expect(silent).toMatchObject([{}, {}, ['slm-north', null, null], [0, 5, 5]]);
});

test('as series the seconds of a meter cost less than half of what rows would', () => {
  const messages = messagesIn(filled(memoryThread(), 'memory')).filter(({ topic }) => topic === 'data/spl');
  const bytes = messages.reduce((sum, { payload }) => sum + payload.length, 0);
  const heads = messages.reduce((sum, { payload }) => sum + payload.indexOf('"series"'), 0);
  const rows = messages.flatMap(({ payload }) => rowsIn(batchSchema.parse(JSON.parse(payload))));
  expect(rows.length).toBeGreaterThan(100);
  expect(bytes - heads).toBeLessThan(JSON.stringify(rows).length / 2);
});
