/** `quietpost write` to a relay on a GPIO line and to a part of a board: one thing moves, and what moved is said. */

import { expect, test } from 'vitest';
import { LINE_MAX } from '../../../../../firmware-bridge/protocol/messages.ts';
import { createMemoryGpio } from '../../../../../hw-mocks/devices/memory-gpio.ts';
import { createFaultSwitches } from '../../../../../hw-mocks/faults/faults.ts';
import type { StationModel } from '../../../../../hw-mocks/station/model.ts';
import { createVirtualClock } from '../../../../../hw-mocks/virtual-clock.ts';
import { createWire } from '../../../../../hw-mocks/wire.ts';
import { createLineLink } from '../../../../../src/adapters/serial/line-link.ts';
import { writeLine, writePart } from '../../../../../src/cli/field/write/write-here.ts';
import { builtInDefinition } from '../../../../../src/config/site/built-in-models.ts';
import type { BankPlan, BoardPlan, DevicePlan } from '../../../../../src/plan/site-plan.ts';
import { run } from '../../../commissioning/bench.ts';
import { rtu, siteWith } from '../../../commissioning/parts.ts';

const clockNow = () => createVirtualClock({ startWallMs: 0 });
const field = (clock: ReturnType<typeof clockNow>) => ({ clock, field: { clock, linkTo: nowhere } });
const model: StationModel = {
  advance() {},
  value: () => 20,
  isSilent: () => false,
  command() {},
  relays() {},
};

function partOf(id: string, name: string, unitId: number): DevicePlan {
  const definition = builtInDefinition(name, 2);
  if (definition === undefined) throw new Error(`no model ${name}`);
  return { id, bus: 'cover', unitId, definition, pollMs: 1000, validMs: 5000 };
}

const bank: BankPlan = {
  ...{ device: 'relays', bus: 'header', chip: 'raspberry-pi', driver: 'auto', lines: [26, 20] },
  ...{ isActiveLow: false, failSafe: [false, false], leaseMs: 30_000, pollMs: 1000 },
};
const atHeader = {
  ...siteWith(rtu, []),
  devices: [{ ...partOf('relays', 'gpio-relays', 0), bus: 'header' }],
};

async function writeRelay(target: string, value: string, answer: boolean | undefined, isGone = false) {
  const clock = clockNow();
  const faults = createFaultSwitches();
  const lines = createMemoryGpio(bank, model, clock, faults);
  lines.set(0, true, () => {});
  if (isGone)
    faults.setFault({ bus: 'header', device: 'relays', kind: 'silent', fromMs: 0, untilMs: 1e9, seed: 1 });
  const wish = { device: 'relays', target, value, yes: answer === undefined };
  const written = await run(
    field(clock),
    (_, person) => writeLine(atHeader, bank, lines, wish, person),
    answer,
  );
  let levels: readonly boolean[] = [];
  lines.read((read) => {
    levels = read.ok ? read.value : [];
  });
  return { ...written, levels };
}

test('a relay on a line: shown with its line, and moved alone when the person agrees', async () => {
  const { text, code, levels } = await writeRelay('relays.2', 'on', true);
  expect(text).toContain('relays, line 20 of raspberry-pi\n  write relay 2 on\n  now   released');
  expect(text).toContain('Written; read back energised.');
  expect([code, levels]).toEqual([0, [true, true]]);
});

test('without agreement, without such a relay, without a chip: nothing moves, and why is said', async () => {
  const refused = await writeRelay('relays.1', 'off', false);
  expect([refused.code, refused.levels]).toEqual([1, [true, false]]);
  const none = await writeRelay('relays.3', 'on', undefined);
  expect([none.code, none.complaints]).toEqual([64, expect.stringContaining('relays.1 to relays.2')]);
  const bare = await writeRelay('0x2000', '5', undefined);
  expect([bare.code, bare.complaints]).toEqual([64, expect.stringContaining('2 lines, no registers')]);
  const gone = await writeRelay('relays.2', 'on', undefined, true);
  expect([gone.code, gone.complaints]).toEqual([74, expect.stringContaining('the GPIO chip is gone')]);
});

const board: BoardPlan = {
  id: 'cover',
  end: { kind: 'serial', path: '/dev/ttyACM0', baud: 115_200 },
  failSafe: { fansPct: [60, 60], relays: [false, false] },
  leaseMs: 5000,
};
const inCover = { ...siteWith(rtu, []), boards: [board] };

async function writeToBoard(device: DevicePlan, target: string, value: string, hold?: string) {
  const clock = clockNow();
  const moves: string[] = [];
  const watched: StationModel = {
    ...model,
    command: (output, _name, pct) => moves.push(`${(clock.nowMs() / 1000).toFixed(0)} ${output} ${pct}`),
    relays: (output, mask) => moves.push(`${(clock.nowMs() / 1000).toFixed(0)} ${output} ${mask}`),
  };
  const parts = [
    partOf('fan-1', 'board-fan', 1),
    partOf('fan-2', 'board-fan', 2),
    partOf('k', 'board-relays', 0),
  ];
  const plan = { buses: [], devices: parts, outputs: [], boards: [board], control: { outputs: [] } };
  const bytes = createWire(plan, watched, clock).boardLinks()['cover'];
  if (bytes === undefined) throw new Error('no board');
  const line = { board, link: createLineLink(bytes, LINE_MAX), clock };
  const wish = { device: device.id, target, value, yes: true, ...(hold === undefined ? {} : { for: hold }) };
  const written = await run(field(clock), (_, person) => writePart(inCover, device, line, wish, person));
  return { ...written, moves };
}

test('a fan of a board: held so long as asked, then the fail-safe; the other fan stays as it stood', async () => {
  const { text, code, moves, tookMs } = await writeToBoard(
    partOf('fan-1', 'board-fan', 1),
    'setpoint',
    '35',
    '20s',
  );
  expect(text).toContain('fan-1, fan 1 of the board cover\n  write fan 1 35 %, held for 20 s');
  expect(text).toContain('Written; the board reports 35 %.');
  expect(code).toBe(0);
  expect(tookMs).toBeGreaterThan(20_000);
  expect(moves).toContain('2 fan-1 35');
  const others = moves.filter((move) => /^[2-9].* fan-2/.test(move));
  expect([...new Set(others)]).toEqual(['2 fan-2 60']);
  expect(moves.at(-1)).toBe('22 fan-1 60');
});

test('a relay of a board for a time; a part without commands and a wrong name are refused', async () => {
  const relay = await writeToBoard(partOf('k', 'board-relays', 0), 'relays.2', '3s');
  expect(relay.text).toContain('write relay 2 on, held for 3 s');
  expect(relay.moves.filter((move) => move.includes(' k '))).toEqual(['0 k 0', '2 k 2', '5 k 0']);
  expect(relay.code).toBe(0);
  const air = await writeToBoard(partOf('t', 'board-temperature', 1), 'setpoint', '35');
  expect([air.code, air.complaints]).toEqual([64, expect.stringContaining('t can only be read')]);
  const bare = await writeToBoard(partOf('fan-1', 'board-fan', 1), '0x0001', '35');
  expect([bare.code, bare.complaints]).toEqual([64, expect.stringContaining('no registers; write setpoint')]);
});

test('nobody there: said, and nothing is sent', async () => {
  const clock = clockNow();
  const silence = {
    open: (handlers: { opened(): void }) => handlers.opened(),
    write() {},
    close() {},
    rest() {},
  } as never;
  const line = { board, link: createLineLink(silence, LINE_MAX), clock };
  const wish = { device: 'fan-1', target: 'setpoint', value: '35', yes: true };
  const { code, complaints } = await run(field(clock), (_, person) =>
    writePart(inCover, partOf('fan-1', 'board-fan', 1), line, wish, person),
  );
  expect([code, complaints]).toEqual([69, expect.stringContaining('quietpost write: cover: ')]);
});

function nowhere(): never {
  throw new Error('no bus is asked');
}
