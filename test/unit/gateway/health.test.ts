import { expect, test } from 'vitest';
import type { BoardView } from '../../../firmware-bridge/gateway/board-view.ts';
import { healthOf } from '../../../src/backoffice/telemetry/health.ts';
import type { Bus } from '../../../src/fieldbus/bus/bus.ts';
import { gatewayHealth } from '../../../src/gateway/health.ts';

const cycle = { count: 60, overruns: 1, lateP99Ms: 3.456 };

interface DeviceState {
  readonly lastOkMs: number | undefined;
  readonly suspended: boolean;
  readonly refused?: readonly string[];
}

function busWith(states: Record<string, DeviceState>): Bus {
  const devices = Object.fromEntries(
    Object.entries(states).map(([id, state]) => [id, { refused: [], ...state }]),
  );
  const counters = { ok: 9, timeouts: 2, crcErrors: 1, lateBytes: 4, missed: 3, busyMs: 1234.6, devices };
  return { id: 'rs485', counters: () => counters } as unknown as Bus;
}

function boardIn(phase: string): Record<string, BoardView> {
  const counters = { linesGood: 7, timeouts: 1, linesRefused: 2, lateAnswers: 3 };
  return { 'board-a': { phase, counters } as unknown as BoardView };
}

test.each([
  ['one device answers', { a: { lastOkMs: 5, suspended: false }, b: { lastOkMs: 5, suspended: true } }, true],
  ['the only one that answered is suspended', { a: { lastOkMs: 5, suspended: true } }, false],
  ['nobody has answered yet', { a: { lastOkMs: undefined, suspended: false } }, false],
  ['nobody is there', {}, false],
])('a bus is up or down: %s', (_name, devices, isUp) => {
  expect(gatewayHealth(cycle, [busWith(devices)], {}, 10_000).buses['rs485']?.isUp).toBe(isUp);
});

test('the payload has the counters, rounded, and who is left alone', () => {
  const a = { lastOkMs: 5, suspended: false, refused: ['voltage.l1'] };
  const buses = [busWith({ a, b: { lastOkMs: 1, suspended: true } })];
  expect(healthOf(gatewayHealth(cycle, buses, boardIn('ready'), 10_000))).toEqual({
    cycle: { count: 60, overruns: 1, p99_ms: 3.46 },
    buses: {
      rs485: {
        link: 'up',
        utilisation: 0.123,
        ok: 9,
        timeouts: 2,
        crc_errors: 1,
        late_bytes: 4,
        missed: 3,
        suspended: ['b'],
        refused: ['a.voltage.l1'],
      },
      'board-a': {
        link: 'up',
        utilisation: 0,
        ok: 7,
        timeouts: 1,
        crc_errors: 2,
        late_bytes: 3,
      },
    },
  });
});

test('at the first moment nothing is used, a cycle before its time is not late, a board that is not ready is down', () => {
  const early = { ...cycle, lateP99Ms: -0.2 };
  const { cycle: told, buses } = healthOf(gatewayHealth(early, [busWith({})], boardIn('greeting'), 0));
  expect(told.p99_ms).toBe(0);
  expect(buses['rs485']).toMatchObject({ link: 'down', utilisation: 0 });
  expect(buses['board-a']?.link).toBe('down');
});
