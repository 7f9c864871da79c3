/**
 * Numbers requests and matches answers: one request at a time, each with a number that was not used shortly before, so
 * that a late answer is recognised.
 */

import assert from 'node:assert';
import type { Kind, Report, Request } from '../protocol/messages.ts';

/** A request before it has its number. */
export type Ask = Request extends infer R ? (R extends Request ? Omit<R, 'seq'> : never) : never;

/** The outstanding request and its answer. */
export interface Exchange {
  /** The request that waits for its answer. */
  readonly outstanding: Request | undefined;
  readonly deadlineMs: number;
  /** Gives `ask` a number; legal only while nothing is outstanding. */
  begin(ask: Ask, deadlineMs: number): Request;
  /** The request that `report` answers, now settled; undefined for a late or foreign answer. */
  settle(report: Report): Request | undefined;
  /** Drops the outstanding request. */
  drop(): void;
}

/** An exchange without an outstanding request. */
export function createExchange(): Exchange {
  let outstanding: Request | undefined;
  let deadlineMs = Number.POSITIVE_INFINITY;
  let seq = 0;
  return {
    get outstanding() {
      return outstanding;
    },
    get deadlineMs() {
      return deadlineMs;
    },
    begin(ask, atMs) {
      assert(outstanding === undefined, 'one request at a time');
      seq = seq === 0xffff ? 1 : seq + 1;
      outstanding = { ...ask, seq };
      deadlineMs = atMs;
      return outstanding;
    },
    settle(report) {
      const request = outstanding;
      if (request === undefined || report.seq !== request.seq) return undefined;
      if (report.kind !== 'nak' && report.kind !== answerOf(request)) return undefined;
      outstanding = undefined;
      return request;
    },
    drop() {
      outstanding = undefined;
    },
  };
}

function answerOf(request: Request): Kind {
  switch (request.kind) {
    case 'who':
      return 'hello';
    case 'get':
      return request.what;
    case 'keep':
      return 'failsafe';
    case 'set':
    case 'update':
    case 'ping':
      return 'ack';
  }
}
