/** Writes that wait for the wire, in the order they came. What has passed its deadline is dropped, never sent. */

import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/modbus-client.ts';

const LENGTH_MAX = 256;

export interface WriteJob {
  readonly device: string;
  readonly request: ModbusRequest;
  /** Monotonic time after which the write must not be sent any more. */
  readonly deadlineMs: number;
  /** Called exactly once, possibly before `write` returns. */
  done(result: Result<ModbusReply, Fault>): void;
}

export interface WriteQueue {
  readonly length: number;
  readonly expired: number;
  /** The next job, be it expired or not. */
  readonly first: WriteJob | undefined;
  push(job: WriteJob, nowMs: number): void;
  /** Takes the next job that may still be sent. */
  next(nowMs: number): WriteJob | undefined;
  /** Settles all jobs with one fault. */
  flush(fault: Fault): void;
}

export function createWriteQueue(): WriteQueue {
  let jobs: { readonly job: WriteJob; readonly queuedMs: number }[] = [];
  let expired = 0;
  return {
    get length() {
      return jobs.length;
    },
    get expired() {
      return expired;
    },
    get first() {
      return jobs[0]?.job;
    },
    push(job, nowMs) {
      if (jobs.length < LENGTH_MAX) jobs.push({ job, queuedMs: nowMs });
      else job.done(failed({ kind: 'rejected', detail: message('queue-full', { most: LENGTH_MAX }) }));
    },
    next(nowMs) {
      for (let first = jobs.shift(); first !== undefined; first = jobs.shift()) {
        if (nowMs < first.job.deadlineMs) return first.job;
        expired++;
        first.job.done(failed({ kind: 'expired', afterMs: nowMs - first.queuedMs }));
      }
      return undefined;
    },
    flush(fault) {
      const flushed = jobs;
      jobs = [];
      for (const { job } of flushed) job.done(failed(fault));
    },
  };
}
