import { expect, test } from 'vitest';
import { createHolds } from '../../../../src/backoffice/telemetry/holds.ts';
import type { OperatorRequest } from '../../../../src/model/image.ts';
import { plain } from '../../../../src/model/message.ts';
import { cycleAt, imageAt, smallPlan, startWallMs } from '../small-plan.ts';

const request: OperatorRequest = {
  ...{
    id: 'c-1',
    output: 'limit-a',
    mode: 'limit',
    value: 60,
    untilMs: 600_000,
    issuer: 'ops',
    reason: 'grid',
  },
};

function at(
  nowMs: number,
  requests: readonly OperatorRequest[],
  limit: number,
  fan: number,
  stands: number | null,
) {
  const decision = (output: string, value: number) => ({
    ...{ output, value, by: 'rest', reason: plain(''), overruled: [] },
  });
  const decisions = [decision('fan-a', fan), decision('limit-a', limit)];
  const cycle = cycleAt({ ...imageAt(nowMs), requests }, { decisions });
  return { ...cycle, positions: { 'limit-a': stands, 'fan-a': fan } };
}

const told = (messages: readonly { topic: string; payload: string }[]) =>
  messages.map(({ topic, payload }) => [topic, JSON.parse(payload)] as const);

test('it tells who holds an output until when, and where it stands, when that changes', () => {
  const holds = createHolds(smallPlan, 's1');
  expect(told(holds.due(at(0, [], 100, 20, 100))).map(([topic]) => topic)).toEqual([
    'hold/fan-a',
    'hold/limit-a',
  ]);
  expect(holds.due(at(1000, [], 100, 25, 100))).toEqual([]);
  expect(told(holds.due(at(2000, [request], 50, 30, 100)))).toMatchObject([
    [
      'hold/limit-a',
      {
        held: [{ id: 'c-1', issuer: 'ops', value: 60, until: startWallMs + 600_000 }],
        ...{ wanted: 50, stands: 100, session: 's1' },
      },
    ],
  ]);
  expect(told(holds.due(at(3000, [request], 50, 31, null)))).toMatchObject([
    ['hold/limit-a', { stands: null }],
  ]);
  expect(told(holds.due(at(4000, [], 50, 32, null)))).toMatchObject([['hold/limit-a', { held: [] }]]);
  expect(holds.all()).toHaveLength(2);
});
