/**
 * Whether a device is worth asking: a circuit breaker for each device of a bus.
 *
 *   trusted --failure--> doubted --2 failures, 3 s--> parked --answer to a probe--> trusted
 *
 * A silent device rests for a poll period, a parked one until its next probe, 0.5 s to 10 s later. A device that has
 * not answered owes an answer that may still come; it is doubted and asked something of another length first (a
 * probe). Devices answer in order, so when the probe is answered, nothing older is on its way any more, and no late
 * answer can be taken for a fresh one however late it is.
 */

import type { Fault } from '../../model/fault.ts';
import { createResponseTimes, type ResponseTimes, recordResponse } from './response-times.ts';

const failuresToPark = 2;
const failingMsToPark = 3000;
const firstProbeDelayMs = 500;
const lastProbeDelayMs = 10_000;

export interface Health {
  ok: number;
  failed: number;
  consecutiveFailures: number;
  firstFailureMs: number;
  lastOkMs: number | undefined;
  lastFault: Fault;
  isParked: boolean;
  isDoubted: boolean;
  /** Not to be read before. For a parked device: when the next probe is due. */
  restUntilMs: number;
  probeDelayMs: number;
  /** Failed attempts while parked. */
  probes: number;
  readonly times: ResponseTimes;
}

export function createHealth(): Health {
  return {
    ok: 0,
    failed: 0,
    consecutiveFailures: 0,
    firstFailureMs: 0,
    lastOkMs: undefined,
    lastFault: { kind: 'never-read' },
    isParked: false,
    isDoubted: false,
    restUntilMs: 0,
    probeDelayMs: firstProbeDelayMs,
    probes: 0,
    times: createResponseTimes(),
  };
}

/** An exception is an answer too, unless a gateway gives it for a device that it does not hear (codes 10 and 11). */
export function isAnswer(fault: Fault): boolean {
  return fault.kind === 'modbus-exception' && fault.code !== 10 && fault.code !== 11;
}

/** The device has answered, be it with an exception. True when it was parked and is back. */
export function recordAnswer(health: Health, isOk: boolean, nowMs: number, responseMs: number): boolean {
  const wasParked = health.isParked;
  if (isOk) health.ok++;
  else health.failed++;
  health.consecutiveFailures = 0;
  health.lastOkMs = nowMs;
  health.isParked = false;
  health.isDoubted = false;
  health.restUntilMs = nowMs;
  health.probeDelayMs = firstProbeDelayMs;
  health.probes = 0;
  recordResponse(health.times, responseMs);
  return wasParked;
}

export interface Attempt {
  readonly sentMs: number;
  readonly nowMs: number;
  /** How long a device that is not yet parked is left alone, counted from the attempt. */
  readonly restMs: number;
  /** The least time before a parked device may be probed. */
  readonly quietMs: number;
  /** 0..1. */
  readonly jitter: number;
}

/** The device has not answered, or not properly. True when this parks it. */
export function recordFailure(health: Health, fault: Fault, attempt: Attempt): boolean {
  const { nowMs } = attempt;
  if (health.consecutiveFailures++ === 0) health.firstFailureMs = attempt.sentMs;
  health.failed++;
  health.lastFault = fault;
  const owesAnswer = fault.kind === 'timeout' || fault.kind === 'modbus-exception';
  if (owesAnswer || fault.kind === 'frame') health.isDoubted = true;
  const parks =
    !health.isParked &&
    health.consecutiveFailures >= failuresToPark &&
    nowMs - health.firstFailureMs >= failingMsToPark;
  if (parks) health.isParked = true;
  if (health.isParked) {
    const delayMs = health.probeDelayMs * (1 + 0.1 * attempt.jitter);
    health.restUntilMs = nowMs + Math.max(attempt.quietMs, delayMs);
    health.probes++;
    health.probeDelayMs = Math.min(lastProbeDelayMs, health.probeDelayMs * 2);
  } else if (owesAnswer) health.restUntilMs = attempt.sentMs + attempt.restMs;
  return parks;
}
