/** `quietpost scan` of relays on GPIO lines and of a board in an enclosure: what stands there, and nothing moves. */

import { expect, test } from 'vitest';
import { LINE_MAX } from '../../../../firmware-bridge/protocol/messages.ts';
import { createMemoryGpio } from '../../../../hw-mocks/devices/memory-gpio.ts';
import { createFaultSwitches } from '../../../../hw-mocks/faults/faults.ts';
import type { StationModel } from '../../../../hw-mocks/station/model.ts';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { createWire } from '../../../../hw-mocks/wire.ts';
import { createLineLink } from '../../../../src/adapters/serial/line-link.ts';
import { scanBoard, scanLines } from '../../../../src/cli/field/scan-here.ts';
import type { BankPlan, BoardPlan } from '../../../../src/plan/site-plan.ts';
import { run } from '../../commissioning/bench.ts';
import { rtu, siteWith } from '../../commissioning/parts.ts';

const site = siteWith(rtu, []);
const clockNow = () => createVirtualClock({ startWallMs: 0 });
const field = (clock: ReturnType<typeof clockNow>) => ({ clock, field: { clock, linkTo: nowhere } });
const moved: string[] = [];
const model: StationModel = {
  advance() {},
  value: () => 20,
  isSilent: () => false,
  command: () => moved.push('command'),
  relays: () => moved.push('relays'),
};

const bank: BankPlan = {
  ...{ device: 'relays', bus: 'header', chip: 'raspberry-pi', driver: 'auto', lines: [26, 20] },
  ...{ isActiveLow: false, failSafe: [false, false], leaseMs: 30_000, pollMs: 1000 },
};

test('lines: each relay by its number and line, and how it stands', async () => {
  const clock = clockNow();
  const faults = createFaultSwitches();
  const lines = createMemoryGpio(bank, model, clock, faults);
  lines.set(1, true, () => {});
  moved.length = 0;
  const scan = () => run(field(clock), (_, person) => scanLines(site, [bank], { relays: lines }, person));
  const { text, code } = await scan();
  expect(text.split('\n')).toEqual([
    'relays.1  line 26 of raspberry-pi  released',
    'relays.2  line 20 of raspberry-pi  energised',
  ]);
  expect([code, moved]).toEqual([0, []]);
  faults.setFault({ bus: 'header', device: 'relays', kind: 'silent', fromMs: 0, untilMs: 1e9, seed: 1 });
  const gone = await scan();
  expect(gone.complaints).toContain('relays: link is down: the GPIO chip is gone');
  expect(gone.code).toBe(69);
});

const board = (fans: number): BoardPlan => ({
  id: 'cover',
  end: { kind: 'serial', path: '/dev/ttyACM0', baud: 115_200 },
  failSafe: { fansPct: Array.from({ length: fans }, () => 60), relays: [false, false] },
  leaseMs: 5000,
});

test('a board: who it is, how its outputs stand and why, what it measures, and what the site file says otherwise', async () => {
  const clock = clockNow();
  const scan = (expected: BoardPlan) => {
    const plan = { buses: [], devices: [], outputs: [], boards: [board(2)], control: { outputs: [] } };
    const bytes = createWire(plan, model, clock).boardLinks()['cover'];
    if (bytes === undefined) throw new Error('no board');
    const link = createLineLink(bytes, LINE_MAX);
    return run(field(clock), (_, person) => scanBoard(site, expected, { link, clock }, person));
  };
  moved.length = 0;
  const { text, code } = await scan(board(2));
  expect(text).toMatch(/firmware .*, protocol 1; 2 fans, 2 relays/);
  expect(text).toMatch(/outputs in fail-safe, just started: fans .* %, relays 00/);
  expect(text).toMatch(/rpm, temperatures .* degC, door closed/);
  expect([code, moved]).toEqual([0, []]);
  const other = await scan(board(1));
  expect(other.text).toContain('mind: the site file says 1 fans and 2 relays');
});

test('nobody there: said within the time a board may take', async () => {
  const clock = clockNow();
  const link = createLineLink(silence, LINE_MAX);
  const scanned = await run(field(clock), (_, person) => scanBoard(site, board(1), { link, clock }, person));
  expect(scanned.complaints).toContain('quietpost scan: cover: ');
  expect(scanned.code).toBe(69);
  expect(scanned.tookMs).toBeLessThan(8000);
});

const silence = {
  open: (handlers: { opened(): void }) => handlers.opened(),
  write() {},
  close() {},
  rest() {},
} as never;

function nowhere(): never {
  throw new Error('no bus is asked');
}
