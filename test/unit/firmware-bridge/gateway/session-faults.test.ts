import { expect, test } from 'vitest';
import { decode, encode } from '../../../../firmware-bridge/protocol/codec.ts';
import { createRandom } from '../../../../hw-mocks/inputs/random.ts';
import { message } from '../../../../src/model/message.ts';
import { createRig, failSafe, interfere, quiet, relaysOf } from './session-rig.ts';

test('a lost ack: asks anew with a new number, and nothing moves twice', () => {
  const rig = createRig();
  rig.settle();
  let lost = 0;
  rig.board.tamper = (line) => (line.startsWith('ack') && lost++ < 2 ? [] : [line]);
  const before = rig.heard('set').length;
  rig.cycle(quiet, 6);
  expect(lost).toBeGreaterThanOrEqual(2);
  expect(rig.session.view.counters.timeouts).toBe(2);
  const seqs = rig.heard('set').map(({ message }) => message.seq);
  expect(new Set(seqs).size).toBe(seqs.length);
  expect(seqs.length).toBeGreaterThan(before + 2);
  expect(rig.moves).toEqual([]);
  expect(rig.events).toEqual([]);
});

test('acks lost for long: told as a board that does not answer, not as one that disobeys', () => {
  const rig = createRig();
  rig.settle();
  rig.board.tamper = (line) => (line.startsWith('ack') ? [] : [line]);
  rig.cycle(quiet, 8);
  expect(new Set(rig.events.map(({ kind }) => kind))).toEqual(new Set(['down', 'up']));
  expect(rig.board.applied).toEqual(quiet);
  expect(rig.moves).toEqual([]);
});

test('a board that says it applies something else than it acknowledged is told of', () => {
  const rig = createRig();
  rig.settle();
  rig.board.tamper = (line) => {
    const decoded = decode(line);
    const isState = decoded.ok && decoded.value.kind === 'state';
    return [isState ? encode({ ...decoded.value, relays: failSafe.relays }) : line];
  };
  rig.cycle(quiet, 3);
  expect(rig.events).toMatchObject([{ kind: 'moved', found: { relays: failSafe.relays, why: 'commanded' } }]);
});

test('a late ack is counted and believed by nobody', () => {
  const rig = createRig();
  rig.settle();
  const timeouts = rig.session.view.counters.timeouts;
  let delayed = '';
  rig.board.tamper = (line) => {
    if (!line.startsWith('ack') || delayed !== '') return [line];
    delayed = line;
    rig.clock.at(rig.clock.nowMs() + 450, () => rig.server.send(Buffer.from(`${delayed}\n`)));
    return [];
  };
  rig.cycle(quiet, 6);
  expect(rig.session.view.counters).toMatchObject({ timeouts: timeouts + 1, lateAnswers: 1 });
  expect(rig.session.view.phase).toBe('ready');
  expect(rig.events).toEqual([]);
});

test('every line doubled, both ways: nothing moves twice, nothing is misread', () => {
  const rig = createRig();
  rig.board.tamper = (line) => [line, line];
  const write = rig.link.write.bind(rig.link);
  rig.link.write = (bytes) => {
    write(bytes);
    write(bytes);
  };
  rig.settle();
  rig.cycle(quiet, 20);
  expect(rig.moves).toEqual([]);
  expect(rig.events).toEqual([]);
  expect(rig.board.applied).toEqual(quiet);
  expect(rig.session.view.counters.lateAnswers).toBeGreaterThan(5);
});

test('garbage of any length between the lines costs at most the line it touches', () => {
  const rig = createRig();
  rig.settle();
  const random = createRandom(7, 'garbage');
  const noise = () =>
    Buffer.from(
      Array.from({ length: Math.floor(random.next() * 400) }, () => Math.floor(random.next() * 256)),
    );
  for (let second = 0; second < 60; second++) {
    rig.server.send(noise());
    rig.cycle(quiet, 1);
  }
  expect(rig.board.applied).toEqual(quiet);
  expect(rig.session.view.phase).toBe('ready');
  expect(rig.moves).toEqual([]);
  expect(rig.session.view.counters.linesRefused).toBeGreaterThan(20);
});

test('half of all lines lost or broken: control comes back as soon as they come whole', () => {
  const rig = createRig();
  rig.settle();
  const random = createRandom(3, 'loss');
  rig.board.tamper = (line) =>
    random.next() < 0.3 ? [] : random.next() < 0.3 ? [`${line.slice(0, 9)}?${line.slice(10)}`] : [line];
  rig.cycle(quiet, 120);
  rig.board.tamper = (line) => [line];
  rig.moves.length = 0;
  rig.cycle(quiet, 15);
  expect(rig.board.applied).toEqual(quiet);
  expect(rig.session.view.phase).toBe('ready');
  expect(rig.moves.length).toBeLessThanOrEqual(3);
});

test('a reset in the middle: told with its cause, greeted and commanded again within a second', () => {
  const rig = createRig();
  rig.settle();
  rig.board.reset('watchdog');
  rig.cycle(quiet, 1);
  const commanded = ['relays 11000000', 'fan 1 30', 'fan 2 30'];
  const atReset = ['relays 00000000', 'relays 00000000', 'fan 1 60', 'fan 2 60'];
  expect(rig.moves).toEqual([...atReset, ...commanded]);
  expect(rig.events).toEqual([{ kind: 'rebooted', cause: 'watchdog' }]);
  expect(rig.board.applied).toEqual(quiet);
  expect(rig.session.view.counters.reboots).toBe(1);
});

test('a reset whose hello was lost is seen by the refusal of the next set', () => {
  const rig = createRig();
  rig.settle();
  rig.board.tamper = (line) => (line.startsWith('hello 0 ') ? [] : [line]);
  rig.board.reset('brown-out');
  rig.cycle(quiet, 4);
  expect(rig.events[0]).toEqual({ kind: 'rebooted', cause: 'unknown' });
  expect(rig.session.view.hello?.reset).toBe('brown-out');
  expect(rig.board.applied).toEqual(quiet);
});

test('a reset while nothing is wished is seen by the uptime', () => {
  const rig = createRig();
  rig.session.start();
  rig.runFor(60_000);
  rig.events.length = 0;
  rig.board.tamper = (line) => (line.startsWith('hello 0 ') ? [] : [line]);
  rig.board.reset('power');
  rig.runFor(1500);
  expect(rig.events).toEqual([{ kind: 'rebooted', cause: 'unknown' }]);
  expect(rig.session.view.phase).toBe('ready');
});

test('a board that falls back while we hold the lease is told of once, and set again', () => {
  const rig = createRig();
  rig.settle();
  interfere(rig, (line) => (line.startsWith('set') ? withLease(line, 500) : line));
  rig.cycle(quiet, 20);
  expect(rig.events).toEqual([{ kind: 'fell-back', why: 'lease-expired' }]);
  expect(rig.moves.filter((move) => move === 'relays 00000000').length).toBeGreaterThan(5);
});

test("a board under somebody else's command is told of, and set again", () => {
  const rig = createRig();
  rig.settle();
  // Right after a renewal, so that the next state is seen before the next set is refused.
  for (const before = rig.heard('set').length; rig.heard('set').length === before; ) rig.cycle(quiet, 1);
  const other = encode({ kind: 'set', seq: 900, leaseMs: 5000, fansPct: [10, 10], relays: failSafe.relays });
  rig.server.onData(Buffer.from(`${other}\n`));
  rig.cycle(quiet, 2);
  expect(rig.events).toMatchObject([
    { kind: 'moved', found: { set: 900, fansPct: [10, 10] } },
    { kind: 'refused', request: 'set', reason: 'stale' },
  ]);
  rig.cycle(quiet, 3);
  expect(rig.board.applied).toEqual(quiet);
});

function withLease(line: string, leaseMs: number): string {
  const decoded = decode(line);
  return decoded.ok && decoded.value.kind === 'set' ? encode({ ...decoded.value, leaseMs }) : line;
}

test('a board of a later version is left alone, said so, and asked again', () => {
  const rig = createRig();
  rig.board.tamper = (line) => {
    if (!line.startsWith('hello')) return [line];
    const seq = Number(line.split(' ')[1]);
    return [encode({ kind: 'hello', seq, ...facts })];
  };
  const facts = {
    firmware: '2.0.0',
    board: 'new',
    fans: 2,
    relays: 8,
    temperatures: 2,
    inputs: 4,
    doors: 1,
    reset: 'power',
    version: 2,
  } as const;
  rig.session.start();
  rig.runFor(1500);
  rig.cycle(quiet, 15);
  expect(rig.heard('set')).toEqual([]);
  expect(rig.heard('keep')).toEqual([]);
  expect(rig.session.view.phase).toBe('unfit');
  expect(rig.events).toEqual([
    {
      kind: 'down',
      fault: { kind: 'rejected', detail: message('board-version', { version: 2, min: 1, max: 1 }) },
    },
  ]);
  rig.board.tamper = (line) => [line];
  rig.cycle(quiet, 12);
  expect(rig.session.view.phase).toBe('ready');
  expect(rig.board.applied).toEqual(quiet);
});

test('a board with other outputs than the site has is never commanded', () => {
  const rig = createRig({ fans: 3 });
  rig.session.start();
  rig.runFor(1500);
  rig.cycle(quiet, 5);
  expect(rig.heard('set')).toEqual([]);
  expect(rig.events).toMatchObject([
    {
      kind: 'down',
      fault: { detail: message('board-parts', { fans: 3, relays: 8, wantedFans: 2, wantedRelays: 8 }) },
    },
  ]);
});

test('a board that cannot keep the fail-safe is told of once, and commanded all the same', () => {
  const rig = createRig();
  rig.board.isStorageBroken = true;
  rig.session.start();
  rig.runFor(1500);
  rig.cycle(quiet, 5);
  rig.board.reset('button');
  rig.cycle(quiet, 5);
  expect(rig.events.filter(({ kind }) => kind === 'refused')).toEqual([
    { kind: 'refused', request: 'keep', reason: 'storage' },
  ]);
  expect(rig.board.applied).toEqual(quiet);
});

test('a link that closes is opened again with growing pauses, and nothing from before is sent', () => {
  const rig = createRig();
  rig.settle();
  rig.server.refuse = true;
  rig.server.drop();
  const setsBefore = rig.heard('set').length;
  rig.cycle(quiet, 60);
  const attempts = rig.session.view.counters.reopened;
  expect(attempts).toBeGreaterThan(6);
  expect(attempts).toBeLessThan(15);
  expect(rig.board.why).toBe('lease-expired');
  expect(rig.session.view.fault).toMatchObject({ kind: 'link-down' });
  rig.server.refuse = false;
  rig.moves.length = 0;
  const loud = { fansPct: [80, 80], relays: quiet.relays };
  rig.cycle(loud, 14);
  expect(rig.board.applied).toEqual(loud);
  expect(rig.moves).toEqual(['relays 11000000', 'fan 1 80', 'fan 2 80']);
  expect(rig.heard('set').length).toBeGreaterThan(setsBefore);
  expect(rig.events.map(({ kind }) => kind)).toEqual(['down', 'up']);
});

test('a hundred lost links leave nothing behind', () => {
  const rig = createRig();
  rig.settle();
  const timers = rig.clock.pending;
  for (let count = 0; count < 100; count++) {
    rig.server.drop();
    rig.cycle(quiet, 3);
    expect(rig.session.view.phase).toBe('ready');
  }
  expect(rig.clock.pending).toBeLessThanOrEqual(timers + 1);
  expect(rig.moves).toEqual([]);
});

test('a board that falls silent costs its link after five seconds, and comes back by itself', () => {
  const rig = createRig();
  rig.settle();
  rig.board.tamper = () => [];
  rig.cycle(quiet, 30);
  expect(rig.session.view.counters.reopened).toBeGreaterThanOrEqual(2);
  rig.board.tamper = (line) => [line];
  rig.cycle(quiet, 15);
  expect(rig.session.view.phase).toBe('ready');
  expect(rig.board.applied).toEqual(quiet);
  expect(rig.events.map(({ kind }) => kind)).toEqual(['down', 'up']);
});

test('a board that speaks but does not hear is told of, and its readings still count', () => {
  const rig = createRig();
  rig.settle();
  const onData = rig.server.onData;
  rig.server.onData = () => {};
  rig.cycle(quiet, 10);
  expect(rig.events).toEqual([{ kind: 'down', fault: { kind: 'timeout', afterMs: 300 } }]);
  expect(rig.board.applied).toEqual(failSafe);
  expect(rig.clock.nowMs() - (rig.session.view.sense?.takenMs ?? 0)).toBeLessThan(1100);
  expect(rig.session.view.state?.report.why).toBe('lease-expired');
  rig.server.onData = onData;
  rig.cycle(quiet, 3);
  expect(rig.board.applied).toEqual(quiet);
});

test('an adapter that echoes what we say changes nothing', () => {
  const rig = createRig();
  const onData = rig.server.onData;
  rig.server.onData = (bytes) => {
    rig.server.send(bytes);
    onData(bytes);
  };
  rig.settle();
  rig.cycle(quiet, 10);
  expect(rig.board.applied).toEqual(quiet);
  expect(rig.session.view.counters.echoes).toBeGreaterThan(3);
  expect(rig.events).toEqual([]);
});

test('whatever goes wrong on the line, the outputs are as wished or in fail-safe, and control comes back', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const rig = createRig();
    const random = createRandom(seed, 'faults');
    const chance = (share: number) => random.next() < share;
    const garble = (line: string) =>
      `${line.slice(0, 5)}${String.fromCharCode(random.next() * 256)}${line.slice(6)}`;
    let isBad = true;
    rig.board.tamper = (line) => {
      if (!isBad || chance(0.7)) return [line];
      return chance(0.5) ? [] : chance(0.5) ? [line, line] : [garble(line)];
    };
    interfere(rig, (line) => (!isBad || chance(0.8) ? line : chance(0.5) ? null : garble(line)));
    rig.session.start();
    const wishes = [quiet, { fansPct: [75, 75], relays: relaysOf('10000000') }];
    for (let second = 0; second < 200; second++) {
      if (chance(0.02)) rig.board.reset(chance(0.5) ? 'watchdog' : 'brown-out');
      if (chance(0.02)) rig.server.drop();
      rig.server.refuse = chance(0.1);
      if (chance(0.05)) rig.server.send(Buffer.from(Array.from({ length: 200 }, () => random.next() * 256)));
      if (chance(0.9)) rig.session.wish(wishes[Math.floor(second / 40) % 2] ?? quiet);
      rig.runFor(1000);
      const isFailSafe = rig.board.why !== 'commanded';
      const allowed = isFailSafe ? [failSafe, newBoard] : wishes;
      expect(allowed, `seed ${seed}, second ${second}`).toContainEqual(rig.board.applied);
    }
    isBad = false;
    rig.server.refuse = false;
    rig.cycle(quiet, 25);
    expect(rig.session.view.phase, `seed ${seed}`).toBe('ready');
    expect(rig.board.applied).toEqual(quiet);
  }
});

/** What a board stands in before it was ever told what to keep. */
const newBoard = { fansPct: [100, 100], relays: relaysOf('00000000') };
