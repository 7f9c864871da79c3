import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import {
  type CommandHandlerOptions,
  createCommandHandler,
} from '../../../../src/gateway/commands/command-handler.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { Acknowledgement, Command, HoldCommand } from '../../../../src/model/command.ts';
import type { Event } from '../../../../src/model/event.ts';
import { plain } from '../../../../src/model/message.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import { smallPlan, startWallMs } from '../../backoffice/small-plan.ts';

function makeHandler({ synced = true, ...more }: Partial<CommandHandlerOptions> & { synced?: boolean } = {}) {
  const virtual = createVirtualClock({ startWallMs });
  const clock: Clock = {
    nowMs: () => virtual.nowMs(),
    wallMs: () => virtual.wallMs(),
    wallSync: () => ({ synced, source: 'test' }),
    at: (atMs, callback) => virtual.at(atMs, callback),
  };
  const audited: Event[] = [];
  const handler = createCommandHandler({
    plan: () => smallPlan,
    clock,
    audit: (event) => audited.push(event),
    ...more,
  });
  const fromSource = handler.taker();
  /** Every acknowledgement since the start, in order. */
  const acks: Acknowledgement[] = [];
  const take = (command: Command): readonly Acknowledgement[] => {
    const before = acks.length;
    fromSource(ok(command), (ack) => acks.push(ack));
    return acks.slice(before);
  };
  /** What its issuer hears after a cycle in which the output stands there. */
  const decide = (output: string, value: number, stands: number | null, by = 'operator-request') => {
    const before = acks.length;
    const nowMs = virtual.nowMs();
    const decision = { output, value, by, reason: plain(`because of ${by}`), overruled: [] };
    handler.decided({
      image: { nowMs, wallMs: virtual.wallMs(), requests: handler.requests(nowMs) },
      result: { decisions: [decision], state: { wear: { [output]: { value, changesMs: [0], changes: 1 } } } },
      positions: { [output]: stands },
    });
    return acks.slice(before);
  };
  const runUntil = (ms: number): void => virtual.runUntil(ms);
  return { handler, fromSource, take, decide, acks, audited, runUntil };
}

const head = {
  id: 'c-1',
  issuer: 'ops:alice',
  reason: 'complaint 4711',
  issuedMs: startWallMs,
  expiresMs: startWallMs + 30_000,
} as const;

function hold(changes: Partial<HoldCommand> = {}): HoldCommand {
  return { kind: 'limit', ...head, output: 'limit-a', value: 50, leaseMs: 900_000, ...changes };
}

test('an accepted limit is held until its lease ends, then released', () => {
  const { handler, take, acks, runUntil } = makeHandler();
  expect(take(hold())).toMatchObject([
    {
      id: 'c-1',
      stage: 'accepted',
      code: 'OK',
      effective: { output: 'limit-a', value: 50, untilWallMs: startWallMs + 900_000 },
    },
  ]);
  expect(handler.requests(0)).toEqual([
    {
      id: 'c-1',
      output: 'limit-a',
      mode: 'limit',
      value: 50,
      untilMs: 900_000,
      issuer: 'ops:alice',
      reason: 'complaint 4711',
    },
  ]);
  runUntil(899_999);
  expect(handler.requests(899_999)).toHaveLength(1);
  expect(acks).toHaveLength(1);
  runUntil(900_000);
  expect(handler.requests(900_000)).toEqual([]);
  expect(acks.slice(1)).toMatchObject([{ id: 'c-1', stage: 'ended', why: 'lease', code: 'OK' }]);
  handler.requests(900_001);
  expect(acks).toHaveLength(2);
});

test.each<[string, Command, string]>([
  ['expired', hold({ expiresMs: startWallMs }), 'EXPIRED'],
  ['issued before this start', hold({ issuedMs: startWallMs - 30_001 }), 'EXPIRED'],
  ['issued in the future', hold({ issuedMs: startWallMs + 30_001 }), 'OUT_OF_RANGE'],
  ['for an unknown output', hold({ kind: 'manual', output: 'fan-x' }), 'OUT_OF_RANGE'],
  ['above the range', hold({ kind: 'manual', output: 'fan-a', value: 100.1 }), 'OUT_OF_RANGE'],
  ['below the range', hold({ value: 49.9 }), 'OUT_OF_RANGE'],
  ['without a number', hold({ value: Number.NaN }), 'OUT_OF_RANGE'],
  ['manual for longer than allowed', hold({ kind: 'manual', leaseMs: 3_600_001 }), 'OUT_OF_RANGE'],
  ['a release of an unknown output', { kind: 'release', ...head, output: 'fan-x' }, 'OUT_OF_RANGE'],
])('a command %s is refused with one acknowledgement and does nothing', (_name, command, code) => {
  const { handler, take } = makeHandler();
  const acks = take(command);
  expect(acks).toMatchObject([{ id: 'c-1', stage: code === 'EXPIRED' ? 'expired' : 'rejected', code }]);
  expect(acks.map(({ message }) => inEnglish(message))).not.toContain('');
  expect(handler.requests(0)).toEqual([]);
});

test.each<[string, Command]>([
  ['that expires in a millisecond', hold({ expiresMs: startWallMs + 1 })],
  ['issued half a minute before this start', hold({ issuedMs: startWallMs - 30_000 })],
  ['issued half a minute in the future', hold({ issuedMs: startWallMs + 30_000 })],
  ['at the end of the range', hold({ kind: 'manual', output: 'fan-a', value: 100 })],
  ['manual for as long as allowed', hold({ kind: 'manual', leaseMs: 3_600_000 })],
])('a command %s is accepted', (_name, command) => {
  const { take } = makeHandler();
  expect(take(command)).toMatchObject([{ stage: 'accepted', code: 'OK' }]);
});

test('what could not be read is refused with the code it came with, and what has no id is not remembered', () => {
  const { fromSource, runUntil } = makeHandler();
  const acks: Acknowledgement[] = [];
  const unread = failed({ id: '-', code: 'SCHEMA', message: plain('the payload is no JSON') } as const);
  for (let n = 0; n < 2; n += 1) {
    runUntil(n * 1000);
    expect(fromSource(unread, (ack) => acks.push(ack))).toBe('refused');
  }
  expect(acks).toMatchObject([
    { id: '-', stage: 'rejected', code: 'SCHEMA' },
    { id: '-', stage: 'rejected', code: 'SCHEMA' },
  ]);
});

test('without a synchronised clock only what tightens is taken', () => {
  const { handler, take } = makeHandler({ synced: false });
  const codeOf = (command: Command) => take(command)[0]?.code;
  expect(codeOf(hold({ id: 'a', output: 'fan-a', value: 60 }))).toBe('OK');
  expect(codeOf(hold({ id: 'b', output: 'fan-a', value: 70 }))).toBe('CLOCK_UNSYNCED');
  expect(codeOf(hold({ id: 'c', output: 'fan-a', value: 50 }))).toBe('OK');
  expect(codeOf(hold({ id: 'd', kind: 'manual' }))).toBe('CLOCK_UNSYNCED');
  expect(codeOf({ kind: 'release', ...head, id: 'e', output: 'fan-a' })).toBe('CLOCK_UNSYNCED');
  expect(codeOf({ kind: 'announce', ...head, id: 'f' })).toBe('OK');
  expect(handler.requests(0)).toMatchObject([{ id: 'c', value: 50 }]);
});

test('a repeated command gets the stored answer and does nothing', () => {
  const { handler, take, audited } = makeHandler();
  const [first] = take(hold());
  expect(take(hold())).toEqual([first]);
  expect(handler.requests(0)).toHaveLength(1);
  expect(audited).toHaveLength(1);
});

test('another command under an id that was used is refused, told, and does nothing', () => {
  const { handler, fromSource, take, audited } = makeHandler();
  const [first] = take(hold());
  expect(take(hold({ output: 'fan-a', value: 10 }))).toMatchObject([
    { stage: 'rejected', code: 'DUPLICATE' },
  ]);
  expect(take(hold())).toEqual([first]);
  const unread = failed({ id: 'c-1', code: 'SCHEMA', message: plain('') } as const);
  fromSource(unread, (ack) => expect(ack).toMatchObject({ stage: 'rejected', code: 'DUPLICATE' }));
  expect(handler.requests(0)).toHaveLength(1);
  expect(audited).toMatchObject([{ severity: 'info' }, { severity: 'warning' }, { severity: 'warning' }]);
});

test('a newer command of the same kind supersedes the older one on its output', () => {
  const { handler, take } = makeHandler();
  take(hold({ id: 'old' }));
  expect(take(hold({ id: 'new', value: 75 }))).toMatchObject([
    { id: 'new', stage: 'accepted' },
    { id: 'old', stage: 'ended', why: 'superseded' },
  ]);
  expect(handler.requests(0)).toMatchObject([{ id: 'new', value: 75 }]);
});

test('each acknowledgement goes to the source that brought the command', () => {
  const { handler } = makeHandler();
  const page: string[] = [];
  const backOffice: string[] = [];
  const fromPage = handler.taker();
  const fromBackOffice = handler.taker();
  fromPage(ok(hold({ id: 'a' })), ({ id, stage }) => page.push(`${id} ${stage}`));
  fromBackOffice(ok(hold({ id: 'b' })), ({ id, stage }) => backOffice.push(`${id} ${stage}`));
  expect(page).toEqual(['a accepted', 'a ended']);
  expect(backOffice).toEqual(['b accepted']);
});

test('a release ends everything held on the output, and says so when nothing was', () => {
  const { handler, take } = makeHandler();
  take(hold({ id: 'l' }));
  take(hold({ id: 'm', kind: 'manual' }));
  take(hold({ id: 'other', output: 'fan-a' }));
  expect(take({ kind: 'release', ...head, id: 'r', output: 'limit-a' })).toMatchObject([
    { id: 'r', stage: 'done' },
    { id: 'l', stage: 'ended', why: 'released' },
    { id: 'm', stage: 'ended', why: 'released' },
  ]);
  expect(handler.requests(0)).toMatchObject([{ id: 'other' }]);
  const again = take({ kind: 'release', ...head, id: 'r2', output: 'limit-a' });
  expect(again).toMatchObject([
    { stage: 'done', message: { key: 'nothing-held', values: { output: 'limit-a' } } },
  ]);
});

test('the audit trail has every acknowledgement, refusals as warnings', () => {
  const { take, audited } = makeHandler();
  take(hold({ id: 'a' }));
  take(hold({ id: 'b', output: 'fan-x' }));
  expect(audited).toMatchObject([
    { class: 'audit', severity: 'info', subject: 'cmd-a', wallMs: startWallMs },
    { class: 'audit', severity: 'warning', subject: 'cmd-b' },
  ]);
});

test('the tightest limit of all issuers holds, and a looser newcomer does not undo it', () => {
  const { handler, take } = makeHandler();
  take(hold({ id: 'tight', issuer: 'grid', value: 50 }));
  expect(take(hold({ id: 'loose', issuer: 'ops', value: 75 }))).toMatchObject([
    { id: 'loose', stage: 'accepted' },
  ]);
  expect(handler.requests(0).map(({ id, value }) => [id, value])).toEqual([
    ['tight', 50],
    ['loose', 75],
  ]);
});

test('a release ends what its issuer holds; what others hold only when it says so, and they hear that', () => {
  const { handler, take } = makeHandler();
  take(hold({ id: 'theirs', issuer: 'grid' }));
  take(hold({ id: 'own', issuer: 'ops' }));
  const release = { kind: 'release', ...head, issuer: 'ops', output: 'limit-a' } as const;
  expect(take({ ...release, id: 'r1' })).toMatchObject([{ stage: 'done' }, { id: 'own', why: 'released' }]);
  expect(handler.requests(0)).toMatchObject([{ id: 'theirs' }]);
  expect(take({ ...release, id: 'r2', ofAll: true })).toMatchObject([
    { stage: 'done' },
    { id: 'theirs', stage: 'ended', why: 'overruled' },
  ]);
});

test('an issuer hears once when its output stands where it asked, and on which step', () => {
  const { take, decide } = makeHandler();
  expect(take(hold({ value: 60 }))[0]?.effective).toMatchObject({ value: 60, step: 50 });
  expect(decide('limit-a', 50, 100)).toEqual([]);
  expect(decide('limit-a', 50, 50)).toMatchObject([{ id: 'c-1', stage: 'reached', stands: 50 }]);
  expect(decide('limit-a', 50, 50)).toEqual([]);
});

test('after 20 s it hears once why the output does not stand there yet, and then when it does', () => {
  const { take, decide, runUntil } = makeHandler();
  take(hold({ value: 50 }));
  runUntil(19_999);
  expect(decide('limit-a', 100, 100, 'relay-hold')).toEqual([]);
  runUntil(20_000);
  expect(decide('limit-a', 100, 100, 'relay-hold')).toMatchObject([
    {
      stage: 'waiting',
      stands: 100,
      heldBy: 'relay-hold',
      message: { values: { why: plain('because of relay-hold') } },
    },
  ]);
  expect(decide('limit-a', 50, null)).toEqual([]);
  expect(decide('limit-a', 50, 50)).toMatchObject([{ stage: 'reached' }]);
});

test('a far end that does not follow is not called reached', () => {
  const { take, decide, runUntil } = makeHandler();
  take(hold({ value: 50 }));
  runUntil(20_000);
  const [told] = decide('limit-a', 50, null);
  expect(told).toMatchObject({ stage: 'waiting', stands: null });
  expect(inEnglish((told as Acknowledgement).message)).toContain('its far end has not followed');
});

test('what ends says where the output stands and until when its relays keep it there', () => {
  const { take, decide, acks, handler, runUntil } = makeHandler();
  take(hold({ leaseMs: 60_000 }));
  runUntil(30_000);
  decide('limit-a', 50, 50);
  runUntil(60_000);
  handler.requests(60_000);
  const { hold: holdMs } = smallPlan.control.rules['relay-hold'];
  expect(acks.at(-1)).toMatchObject({
    stage: 'ended',
    why: 'lease',
    stands: 50,
    heldBy: 'relay-hold',
    notBeforeWallMs: startWallMs + holdMs,
  });
});

test('a question with dry is answered as it would be, holds nothing, and does not use up the quota', () => {
  const commands = { 'ops:alice': { may: ['limit'], perHour: 1 } } as const;
  const { handler, take } = makeHandler({ plan: () => ({ ...smallPlan, commands }) });
  for (const id of ['q-1', 'q-2'])
    expect(take(hold({ id, value: 60, isDry: true }))).toMatchObject([
      { stage: 'done', code: 'OK', isDry: true, effective: { value: 60, step: 50 } },
    ]);
  expect(take(hold({ id: 'q-3', isDry: true, value: 5 }))).toMatchObject([{ code: 'OUT_OF_RANGE' }]);
  expect(handler.requests(0)).toEqual([]);
  expect(take(hold())).toMatchObject([{ stage: 'accepted' }]);
});

test('all that is out of range is said in one answer', () => {
  const commands = { 'ops:alice': { may: ['manual'], perHour: 9, floor: 40, longestMs: 60_000 } } as const;
  const { take } = makeHandler({ plan: () => ({ ...smallPlan, commands }) });
  const [ack] = take(hold({ kind: 'manual', value: -5, leaseMs: 4e6 }));
  const said = inEnglish((ack as Acknowledgement).message);
  for (const part of ['-5 is outside', 'manual mode lasts', 'lower than 40', 'for 60 s at most'])
    expect(said).toContain(part);
});

test('a lamp is switched as manual mode is, and nothing but a lamp', () => {
  const lamp = {
    id: 'lamp-1',
    kind: 'lamp',
    min: 0,
    max: 100,
    rest: 0,
    failSafe: 0,
    steps: [0, 100],
  } as const;
  const control = { ...smallPlan.control, outputs: [...smallPlan.control.outputs, lamp] };
  const { handler, take } = makeHandler({ plan: () => ({ ...smallPlan, control }) });
  expect(take(hold({ kind: 'lamp', output: 'limit-a', value: 100 }))).toMatchObject([
    { code: 'OUT_OF_RANGE' },
  ]);
  take(hold({ id: 'l', kind: 'lamp', output: 'lamp-1', value: 100 }));
  expect(handler.requests(0)).toMatchObject([{ output: 'lamp-1', mode: 'manual', value: 100 }]);
});

test('a command that an earlier run carried out is not done again: first answer, or another one under its id', () => {
  const before = makeHandler();
  const command = hold({ expiresMs: startWallMs + 8e6 });
  const [first] = before.take(command);
  const taken = [{ digest: first?.taken?.digest ?? '', ack: first as Acknowledgement }];
  const { handler, take } = makeHandler({ taken });
  expect(take(command)).toEqual([first]);
  expect(take({ ...command, value: 75 })).toMatchObject([{ code: 'DUPLICATE' }]);
  expect(handler.requests(0)).toEqual([]);
});

test('what was reached before a restart is not told again', () => {
  const ack = { id: 'c-1', wallMs: startWallMs, stage: 'reached', code: 'OK', message: plain('') } as const;
  const request = { ...head, output: 'limit-a', mode: 'limit', value: 50, untilMs: 9e5 } as const;
  const answers: Acknowledgement[] = [];
  const { decide, audited } = makeHandler({
    taken: [{ digest: 'd', ack }],
    restored: { held: [request], ended: [] },
    answer: (one) => answers.push(one),
  });
  decide('limit-a', 50, 50);
  expect([answers, audited]).toEqual([[], []]);
});

test('a flood of unreadable commands has an answer a second, and what it cost is told once a minute', () => {
  const { fromSource, take, audited, runUntil } = makeHandler();
  const unread = (n: number) => failed({ id: `x-${n}`, code: 'SCHEMA', message: plain('no JSON') } as const);
  const answers: Acknowledgement[] = [];
  for (let n = 0; n < 60_000; n += 1) {
    runUntil(n);
    fromSource(unread(n), (ack) => answers.push(ack));
  }
  expect(answers.length).toBeGreaterThanOrEqual(59);
  expect(answers.length).toBeLessThanOrEqual(61);
  expect(audited.length).toBeLessThanOrEqual(2);
  runUntil(62_000);
  fromSource(unread(60_001), () => {});
  expect(audited.at(-1)?.message).toMatchObject({ key: 'commands-unanswered' });
  expect(take(hold({ expiresMs: 9e15 }))).toMatchObject([{ stage: 'accepted' }]);
});

test('a flood of refused and repeated commands has a few answers a second, and silences no other source', () => {
  const { handler, fromSource, runUntil } = makeHandler();
  const answers: Acknowledgement[] = [];
  for (let n = 0; n < 60_000; n += 1) {
    runUntil(n);
    const id = n % 2 === 0 ? 'c-1' : `c-${n}`;
    const output = id === 'c-1' ? 'limit-a' : 'none';
    fromSource(ok(hold({ id, output, expiresMs: 9e15 })), (ack) => answers.push(ack));
  }
  expect(answers.length).toBeGreaterThan(100);
  expect(answers.length).toBeLessThan(200);
  handler.taker()(ok(hold({ id: 'page', output: 'none', expiresMs: 9e15 })), (ack) => answers.push(ack));
  expect(answers.at(-1)?.id).toBe('page');
});
