/**
 * Writes that wait for the wire, in the order they came. A write past its deadline is dropped, never sent. A write that
 * its device was too busy for waits a little; those of other devices pass it meanwhile.
 */

import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { ModbusReply, ModbusRequest } from '../../ports/field/modbus-client.ts';
import { busyPauseMs } from './busy.ts';

const LENGTH_MAX = 256;

/** One write. */
export interface WriteJob {
  readonly device: string;
  readonly request: ModbusRequest;
  /** Monotonic time after which the write must not be sent. */
  readonly deadlineMs: number;
  /** Called exactly once, possibly before `write` returns. */
  done(result: Result<ModbusReply, Fault>): void;
}

/** The waiting writes of a bus. */
export interface WriteQueue {
  readonly length: number;
  readonly expired: number;
  /** When the next job may be sent; Infinity without one. */
  readonly dueMs: number;
  /** The next job, expired or not; undefined if none may be sent now. */
  first(nowMs: number): WriteJob | undefined;
  push(job: WriteJob, nowMs: number): void;
  /** Takes the next job that may still be sent. */
  next(nowMs: number): WriteJob | undefined;
  /**
   * The device was too busy for the job taken last, so it waits before it is sent again. False: its deadline comes
   * first.
   */
  again(nowMs: number): boolean;
  /** Settles all jobs with one fault. */
  flush(fault: Fault): void;
}

interface Waiting {
  readonly job: WriteJob;
  readonly queuedMs: number;
  readonly notBeforeMs: number;
  /** How often the job was sent. */
  readonly times: number;
}

/** An empty queue. Jobs of one device stay in their order; others may pass them while they wait. */
export function createWriteQueue(): WriteQueue {
  let jobs: Waiting[] = [];
  let taken: Waiting | undefined;
  let expired = 0;
  /** A job never passes an earlier one for its own device. */
  const isFirstOfDevice = (one: Waiting, place: number) =>
    !jobs.slice(0, place).some((other) => other.job.device === one.job.device);
  const readyAt = (nowMs: number) =>
    jobs.findIndex((one, place) => one.notBeforeMs <= nowMs && isFirstOfDevice(one, place));
  return {
    get length() {
      return jobs.length;
    },
    get expired() {
      return expired;
    },
    get dueMs() {
      return Math.min(...jobs.filter(isFirstOfDevice).map(({ notBeforeMs }) => notBeforeMs));
    },
    first(nowMs) {
      return jobs[readyAt(nowMs)]?.job;
    },
    push(job, nowMs) {
      if (jobs.length < LENGTH_MAX) jobs.push({ job, queuedMs: nowMs, notBeforeMs: nowMs, times: 0 });
      else job.done(failed({ kind: 'rejected', detail: message('queue-full', { most: LENGTH_MAX }) }));
    },
    next(nowMs) {
      for (let place = readyAt(nowMs); place >= 0; place = readyAt(nowMs)) {
        [taken] = jobs.splice(place, 1);
        if (taken === undefined) return undefined;
        if (nowMs < taken.job.deadlineMs) return taken.job;
        expired++;
        taken.job.done(failed({ kind: 'expired', afterMs: nowMs - taken.queuedMs }));
      }
      return undefined;
    },
    again(nowMs) {
      if (taken === undefined) return false;
      const notBeforeMs = nowMs + busyPauseMs(taken.times);
      if (notBeforeMs >= taken.job.deadlineMs) return false;
      jobs.unshift({ ...taken, notBeforeMs, times: taken.times + 1 });
      return true;
    },
    flush(fault) {
      const flushed = jobs;
      jobs = [];
      for (const { job } of flushed) job.done(failed(fault));
    },
  };
}
