import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../../hw-mocks/virtual-clock.ts';
import { ANSWERS_MAX, createCommandHandler } from '../../../../src/gateway/commands/command-handler.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { Acknowledgement, Command, HoldCommand } from '../../../../src/model/command.ts';
import type { Event } from '../../../../src/model/event.ts';
import { plain } from '../../../../src/model/message.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import { smallPlan, startWallMs } from '../../backoffice/small-plan.ts';

function makeHandler({ synced = true } = {}) {
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
  });
  /** Every acknowledgement since the start, in order. */
  const acks: Acknowledgement[] = [];
  const take = (command: Command): readonly Acknowledgement[] => {
    const before = acks.length;
    handler.take(ok(command), (ack) => acks.push(ack));
    return acks.slice(before);
  };
  return { handler, take, acks, audited, runUntil: (ms: number) => virtual.runUntil(ms) };
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
  expect(acks.slice(1)).toMatchObject([{ id: 'c-1', stage: 'released', code: 'OK' }]);
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
  const { handler } = makeHandler();
  const acks: Acknowledgement[] = [];
  const unread = failed({ id: '-', code: 'SCHEMA', message: plain('the payload is no JSON') } as const);
  for (let n = 0; n < 2; n += 1) {
    expect(handler.take(unread, (ack) => acks.push(ack))).toBe('refused');
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
  const { handler, take, audited } = makeHandler();
  const [first] = take(hold());
  expect(take(hold({ output: 'fan-a', value: 10 }))).toMatchObject([
    { stage: 'rejected', code: 'DUPLICATE' },
  ]);
  expect(take(hold())).toEqual([first]);
  const unread = failed({ id: 'c-1', code: 'SCHEMA', message: plain('') } as const);
  handler.take(unread, (ack) => expect(ack).toMatchObject({ stage: 'rejected', code: 'DUPLICATE' }));
  expect(handler.requests(0)).toHaveLength(1);
  expect(audited).toMatchObject([{ severity: 'info' }, { severity: 'warning' }, { severity: 'warning' }]);
});

test('a newer command of the same kind supersedes the older one on its output', () => {
  const { handler, take } = makeHandler();
  take(hold({ id: 'old' }));
  expect(take(hold({ id: 'new', value: 75 }))).toMatchObject([
    { id: 'new', stage: 'accepted' },
    { id: 'old', stage: 'superseded' },
  ]);
  expect(handler.requests(0)).toMatchObject([{ id: 'new', value: 75 }]);
});

test('each acknowledgement goes to the source that brought the command', () => {
  const { handler } = makeHandler();
  const page: string[] = [];
  const backOffice: string[] = [];
  handler.take(ok(hold({ id: 'a' })), ({ id, stage }) => page.push(`${id} ${stage}`));
  handler.take(ok(hold({ id: 'b' })), ({ id, stage }) => backOffice.push(`${id} ${stage}`));
  expect(page).toEqual(['a accepted', 'a superseded']);
  expect(backOffice).toEqual(['b accepted']);
});

test('a release ends everything held on the output, and says so when nothing was', () => {
  const { handler, take } = makeHandler();
  take(hold({ id: 'l' }));
  take(hold({ id: 'm', kind: 'manual' }));
  take(hold({ id: 'other', output: 'fan-a' }));
  expect(take({ kind: 'release', ...head, id: 'r', output: 'limit-a' })).toMatchObject([
    { id: 'r', stage: 'done' },
    { id: 'l', stage: 'released' },
    { id: 'm', stage: 'released' },
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

test('the memory of answered ids is bounded and forgets the oldest', () => {
  const { take } = makeHandler();
  const refused = { output: 'fan-x' };
  const [first] = take(hold({ id: 'c-0', ...refused }));
  for (let n = 1; n < ANSWERS_MAX; n += 1) take(hold({ id: `c-${n}`, ...refused }));
  expect(take(hold({ id: 'c-0', ...refused }))).toEqual([first]);
  take(hold({ id: 'one-more', ...refused }));
  expect(take(hold({ id: 'c-0' }))).toMatchObject([{ stage: 'accepted' }]);
});
