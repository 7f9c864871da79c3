import { expect, test } from 'vitest';
import { createBoardSession } from '../../../../firmware-bridge/gateway/session.ts';
import { createLineLink } from '../../../../src/adapters/serial/line-link.ts';
import { createRig, failSafe, leaseMs, quiet, relaysOf } from './session-rig.ts';

test('greets the board once it is heard, and gives it the fail-safe it shall keep', () => {
  const { session, board, runFor, heard, events } = createRig();
  session.start();
  runFor(900);
  expect(heard('who')).toEqual([]);
  runFor(600);
  expect(session.view.phase).toBe('ready');
  expect(heard('who').length).toBe(1);
  expect(heard('keep').map(({ message }) => message)).toMatchObject([failSafe]);
  expect(board.applied).toEqual(failSafe);
  expect(events).toMatchObject([{ kind: 'up', hello: { board: 'vector', firmware: '1.0.0' } }]);
});

test('asks a board that says nothing of itself after three seconds', () => {
  const { session, board, runFor, heard } = createRig();
  board.tamper = (line) => (/^(state|sense|hello) 0 /.test(line) ? [] : [line]);
  session.start();
  runFor(2900);
  expect(heard('who')).toEqual([]);
  runFor(200);
  expect(session.view.phase).toBe('ready');
});

test('does not write the fail-safe into a board that keeps it already', () => {
  const rig = createRig();
  rig.settle();
  rig.server.drop();
  rig.runFor(3000);
  expect(rig.session.view.phase).toBe('ready');
  expect(rig.heard('keep').length).toBe(1);
});

test('commands what is wished, and renews the lease every third of it', () => {
  const rig = createRig();
  rig.session.start();
  rig.runFor(1500);
  rig.cycle(quiet, 30);
  expect(rig.board.applied).toEqual(quiet);
  expect(rig.board.why).toBe('commanded');
  const times = rig.heard('set').map(({ atMs }) => atMs);
  const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
  expect(gaps.length).toBeGreaterThan(10);
  for (const gap of gaps) expect(gap).toBeCloseTo(leaseMs / 3, -2);
  // One move at the start, none by renewals.
  expect(rig.moves.filter((move) => move.startsWith('relays 11'))).toEqual(['relays 11000000']);
});

test('sends a changed wish at once', () => {
  const rig = createRig();
  rig.settle();
  const loud = { fansPct: [90, 30], relays: relaysOf('11000000') };
  rig.session.wish(loud);
  rig.runFor(20);
  expect(rig.board.applied).toEqual(loud);
  expect(rig.moves).toEqual(['fan 1 90']);
});

test('a control cycle that stops wishing loses the outputs one lease after its last wish, though timers go on', () => {
  const rig = createRig();
  rig.settle();
  const lastWishMs = rig.clock.nowMs();
  rig.session.wish(quiet);
  const setsBefore = rig.heard('set').length;
  rig.runFor(leaseMs - 100);
  expect(rig.board.why).toBe('commanded');
  rig.runFor(150);
  expect(rig.board.why).toBe('lease-expired');
  expect(rig.board.applied).toEqual(failSafe);
  expect(rig.clock.nowMs() - lastWishMs).toBeLessThan(leaseMs + 100);
  rig.runFor(20_000);
  expect(rig.board.applied).toEqual(failSafe);
  // Nobody wished: nothing to report, and the line is still tried now and then.
  expect(rig.events).toEqual([]);
  expect(rig.heard('ping').length).toBeGreaterThan(2);
  expect(rig.heard('set').length - setsBefore).toBeLessThanOrEqual(2);
});

test('takes no reading from before the board has answered who', () => {
  const { session, board, runFor, reports } = createRig();
  board.tamper = (line) => (line.startsWith('hello') ? [] : [line]);
  session.start();
  runFor(3000);
  expect(session.view.counters.linesGood).toBeGreaterThan(3);
  expect(reports).toEqual([]);
  expect(session.view.state).toBeUndefined();
  board.tamper = (line) => [line];
  runFor(4000);
  expect(reports.filter((kind) => kind === 'state').length).toBeGreaterThan(1);
  expect(session.view.sense?.report).toMatchObject({ tempsC: [31.4, null], fansRpm: [1050, 1062] });
});

test('leaves an output in fail-safe and the link closed', () => {
  const rig = createRig();
  rig.settle();
  let isDone = false;
  rig.session.stop(() => {
    isDone = true;
  });
  rig.runFor(30);
  expect(isDone).toBe(true);
  expect(rig.session.view.phase).toBe('stopped');
  expect(rig.board.applied).toEqual(failSafe);
  expect(rig.moves).toEqual(['relays 00000000', 'fan 1 60', 'fan 2 60']);
  rig.runFor(60_000);
  expect(rig.moves.length).toBe(3);
});

test('an observer hears the reports of a board, and neither moves it nor changes what it keeps, also at the end', () => {
  const rig = createRig({}, true);
  // Its own fail-safe, which it takes when it is switched on.
  rig.moves.length = 0;
  rig.session.start();
  rig.runFor(5000);
  expect(rig.session.view.phase).toBe('ready');
  expect(rig.reports).toContain('state');
  let isDone = false;
  rig.session.stop(() => {
    isDone = true;
  });
  rig.runFor(2000);
  expect(isDone).toBe(true);
  expect([rig.heard('keep'), rig.heard('set'), rig.moves]).toEqual([[], [], []]);
});

test('leaves within a second when the board does not answer', () => {
  const rig = createRig();
  rig.settle();
  rig.board.tamper = () => [];
  let doneMs = 0;
  const startMs = rig.clock.nowMs();
  rig.session.stop(() => {
    doneMs = rig.clock.nowMs();
  });
  rig.runFor(2000);
  expect(doneMs - startMs).toBeLessThanOrEqual(1000);
});

test('has no timer left after the end', () => {
  const rig = createRig();
  rig.settle();
  rig.session.stop(() => {});
  rig.runFor(2000);
  rig.board.stop();
  expect(rig.clock.pending).toBe(0);
});

test('refuses a lease that a single lost line would end', () => {
  const { link, clock } = createRig();
  const deps = { link: createLineLink(link, 120), clock, jitter: () => 0, failSafe, leaseMs: 1000 };
  const callbacks = { onReport: () => {}, onLost: () => {}, onEvent: () => {} };
  expect(() => createBoardSession({ ...deps, ...callbacks })).toThrow('lease');
});
