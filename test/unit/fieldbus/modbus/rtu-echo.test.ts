/** A line that gives our own questions back: they are never taken for answers, and answers behind them count. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeReply, encodeRequest } from '../../../../src/fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../../../src/fieldbus/modbus/rtu-framing.ts';
import type { Fault } from '../../../../src/model/fault.ts';
import type { Result } from '../../../../src/model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { anyExchange } from '../exchanges.ts';
import { joined } from '../frames.ts';

const unitId = 9;
const read: ModbusRequest = { kind: 'read', table: 'holding', address: 0, count: 2 };
const coil: ModbusRequest = { kind: 'write-coil', address: 0, value: 0xff00 };
const register: ModbusRequest = { kind: 'write-register', address: 0xd001, value: 32_000 };

type Line = 'unknown' | 'echoes' | 'clean';

const questionOf = (request: ModbusRequest) => rtuFraming.wrap(unitId, encodeRequest(request), 0);
const answerOf = (request: ModbusRequest, values: ModbusReply = []) =>
  rtuFraming.wrap(unitId, encodeReply(request, values), 0);

/** A receiver on a line of which a read has told this much. */
function lineOf(line: Line) {
  const late = { lateBytes: 0 };
  const receiver = rtuFraming.createReplyReceiver(late);
  if (line !== 'unknown') {
    receiver.expect(unitId, read, 0);
    const answer = answerOf(read, [1, 2]);
    receiver.push(line === 'echoes' ? joined(questionOf(read), answer) : answer);
  }
  return { receiver, late };
}

/** Pushes bytes in pieces of `size`; what the question is settled with, at the deadline at the latest. */
function settled(
  receiver: ReturnType<typeof lineOf>['receiver'],
  bytes: Uint8Array,
  size: number,
): Result<ModbusReply, Fault> | undefined {
  for (let at = 0; at < bytes.length; at += size) {
    const outcome = receiver.push(bytes.slice(at, at + size));
    if (outcome !== undefined) return outcome;
  }
  return receiver.giveUp();
}

/** Bytes in front of an echo: a glitch of a line driver. None of them begins a frame of this unit. */
const glitch = fc.uint8Array({ maxLength: 3 }).filter((bytes) => !bytes.includes(unitId));
const pieces = fc.integer({ min: 1, max: 300 });

describe.each<Line>(['unknown', 'echoes'])('on a line of which is known: %s', (line) => {
  test('no echo alone is an answer, whatever was asked, however it is cut', () => {
    fc.assert(
      fc.property(anyExchange, glitch, pieces, ({ request }, before, size) => {
        const { receiver } = lineOf(line);
        receiver.expect(unitId, request, 0);
        const outcome = settled(receiver, joined(before, questionOf(request)), size);
        expect(outcome?.ok).not.toBe(true);
      }),
    );
  });

  test('an answer behind the echo counts, however it is cut, and no byte of it is late', () => {
    fc.assert(
      fc.property(anyExchange, pieces, ({ request, values }, size) => {
        const { receiver, late } = lineOf(line);
        receiver.expect(unitId, request, 0);
        const outcome = settled(receiver, joined(questionOf(request), answerOf(request, values)), size);
        expect(outcome).toEqual({ ok: true, value: values });
        expect([late.lateBytes, receiver.strayBytes]).toEqual([0, 0]);
      }),
    );
  });

  test('a refusal behind the echo is a refusal', () => {
    const { receiver } = lineOf(line);
    receiver.expect(unitId, register, 0);
    const refused = rtuFraming.wrap(unitId, Uint8Array.of(0x86, 2), 0);
    expect(receiver.push(joined(questionOf(register), refused))).toMatchObject({
      fault: { kind: 'modbus-exception', code: 2 },
    });
  });
});

test('on a line known not to echo every write is confirmed by its first answer, as before', () => {
  for (const request of [coil, register]) {
    const { receiver } = lineOf('clean');
    receiver.expect(unitId, request, 0);
    expect(receiver.push(answerOf(request))).toEqual({ ok: true, value: [] });
  }
});

test('on a line known to echo, the echo alone is silence; on an unknown one nobody can say what it was', () => {
  const known = lineOf('echoes').receiver;
  known.expect(unitId, coil, 0);
  expect(settled(known, questionOf(coil), 8)).toBeUndefined();
  const unknown = lineOf('unknown').receiver;
  unknown.expect(unitId, coil, 0);
  expect(settled(unknown, questionOf(coil), 8)).toMatchObject({
    fault: { kind: 'frame', detail: { key: 'echo-or-answer' } },
  });
});

test('values that spell the answer to their own write do not confirm it', () => {
  const [hi, lo] = [(unitId << 8) | 16, 0];
  const crcOf = rtuFraming.wrap(unitId, Uint8Array.of(16, 0, 0, 0, 4), 0);
  const values = [hi, lo, 4, ((crcOf[6] ?? 0) << 8) | (crcOf[7] ?? 0)];
  const request: ModbusRequest = { kind: 'write-registers', address: 0, values };
  // The first byte of the echo is lost: only its tail tells, and it looks like an answer.
  for (const line of ['unknown', 'echoes'] as const) {
    const { receiver } = lineOf(line);
    receiver.expect(unitId, request, 0);
    expect(settled(receiver, questionOf(request), 300)?.ok).not.toBe(true);
  }
});

test('on a line known to echo, an answer that came before our question came back is a late one', () => {
  const { receiver } = lineOf('echoes');
  receiver.expect(unitId, read, 0);
  const late = answerOf(read, [8, 9]);
  expect(receiver.push(late)).toBeUndefined();
  expect(receiver.push(joined(questionOf(read), answerOf(read, [1, 2])))).toEqual({
    ok: true,
    value: [1, 2],
  });
  expect(receiver.strayBytes).toBe(late.length);
});

test('an echo that has gone is believed gone after ten reads, one that comes is believed at once', () => {
  const { receiver } = lineOf('echoes');
  for (let count = 1; count <= 10; count++) {
    expect(receiver.line.isEchoing).toBe(true);
    receiver.expect(unitId, read, 0);
    expect(settled(receiver, answerOf(read, [1, 2]), 99)).toEqual({ ok: true, value: [1, 2] });
  }
  expect(receiver.line.isEchoing).toBe(false);
  receiver.expect(unitId, read, 0);
  receiver.push(questionOf(read));
  expect(receiver.line).toMatchObject({ isEchoing: true, echoes: 2 });
  receiver.forgetLine();
  expect(receiver.line.isEchoing).toBeUndefined();
});

test('an echo that always comes damaged does not keep writes from being confirmed', () => {
  const { receiver } = lineOf('unknown');
  for (let count = 0; count < 3; count++) {
    receiver.expect(unitId, read, 0);
    expect(settled(receiver, joined(questionOf(read).slice(1), answerOf(read, [1, 2])), 99)).toMatchObject({
      ok: true,
    });
  }
  receiver.expect(unitId, coil, 0);
  expect(receiver.push(joined(questionOf(coil).slice(1), answerOf(coil)))).toEqual({ ok: true, value: [] });
});
