/**
 * One person's session on a wire, for commissioning: asks one question at a time, opens the link when it is needed,
 * reopens it when a question wants another line setting, and keeps every byte for the diagnosis.
 */

import type { Field, FieldEnd } from '../fieldbus/field.ts';
import { type LineSetting, paceOfLine, sameLine } from '../fieldbus/modbus/line-setting.ts';
import { createModbusClient, type LinkedModbusClient } from '../fieldbus/modbus/modbus-client.ts';
import { createWireCounters } from '../fieldbus/modbus/wire-counters.ts';
import type { Fault } from '../model/fault.ts';
import { message } from '../model/message.ts';
import { failed, type Result } from '../model/result.ts';
import type { ByteLink } from '../ports/field/byte-link.ts';
import type { ModbusReply } from '../ports/field/modbus-client.ts';
import { answerMs, DRAIN_MS, GAP_MS, type Question, type Trial } from './diagnosis/trial.ts';

/** A session with one question at a time. */
export interface FieldSession {
  /** Settles by the deadline of the question in any case. Legal only after the previous one has settled. */
  ask(question: Question): Promise<Trial>;
  close(): Promise<void>;
}

/** A session whose link opens with the first question. */
export function createFieldSession(field: Field, end: FieldEnd): FieldSession {
  let open: OpenLine | undefined;
  return {
    async ask(question) {
      if (open !== undefined && (open.isDown() || !sameLine(open.line, question.line))) {
        await open.close();
        open = undefined;
      }
      open ??= openLine(field, end, question.line);
      return open.ask(question);
    },
    async close() {
      await open?.close();
      open = undefined;
    },
  };
}

/** A link at one setting, from its opening to its end. */
interface OpenLine {
  readonly line: LineSetting;
  isDown(): boolean;
  ask(question: Question): Promise<Trial>;
  close(): Promise<void>;
}

function openLine(field: Field, end: FieldEnd, line: LineSetting): OpenLine {
  const { clock } = field;
  const tap = tapped(field.linkTo(end, line));
  const counters = createWireCounters();
  let fault: Fault | undefined;
  let lateBefore = 0;
  let wake: () => void = () => {};
  const client: LinkedModbusClient = createModbusClient({
    link: tap.link,
    transport: line.kind === 'tcp' ? 'tcp' : 'rtu',
    clock,
    timing: { ...paceOfLine(line), minGapMs: GAP_MS, drainMs: DRAIN_MS },
    counters,
    onReady: () => wake(),
    onChatter(reason) {
      fault = reason;
      client.close();
      wake();
    },
    onLink(state, reason) {
      if (state === 'down') fault ??= reason ?? { kind: 'link-down', detail: message('link-closed') };
      wake();
    },
  });
  const change = () => new Promise<void>((resolve) => (wake = resolve));
  client.open();

  return {
    line,
    isDown: () => fault !== undefined,
    async ask(question) {
      while (fault === undefined && !client.ready) await change();
      const startMs = clock.nowMs();
      tap.reset();
      client.setMinGap(question.gapMs ?? 0);
      const outcome = fault === undefined ? await requested(client, question) : failed(fault);
      const lateBytes = counters.lateBytes - lateBefore;
      lateBefore = counters.lateBytes;
      const { sent, received } = tap.bytes();
      return { ...question, outcome, sent, received: received, lateBytes, tookMs: clock.nowMs() - startMs };
    },
    async close() {
      client.close();
      while (fault === undefined) await change();
    },
  };
}

function requested(client: LinkedModbusClient, question: Question): Promise<Result<ModbusReply, Fault>> {
  const { unitId, request } = question;
  return new Promise((resolve) => client.request(unitId, request, answerMs(question), resolve));
}

/** Four of the longest frames; more bytes of a noisy line tell nothing new. */
const RECEIVED_MAX = 1024;

/** A link that keeps what went over it since the last reset. */
export function tapped(link: ByteLink) {
  let sent: number[] = [];
  let received: number[] = [];
  return {
    link: {
      open: (handlers) =>
        link.open({
          ...handlers,
          data(bytes) {
            if (received.length < RECEIVED_MAX) received.push(...bytes);
            handlers.data(bytes);
          },
        }),
      write(bytes) {
        sent.push(...bytes);
        link.write(bytes);
      },
      close: () => link.close(),
    } satisfies ByteLink,
    reset() {
      sent = [];
      received = [];
    },
    bytes: () => ({ sent: Uint8Array.from(sent), received: Uint8Array.from(received) }),
  };
}
