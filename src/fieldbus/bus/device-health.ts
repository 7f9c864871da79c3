/**
 * Whether a device is worth asking: a circuit breaker for each device of a bus.
 *
 *   trusted --failure--> suspect --2 failures, 3 s--> suspended --answer to a probe--> trusted
 *
 * A silent device is left alone for a poll period, a suspended one until its next probe, 0.5 s to 10 s later. The
 * answer of a device that missed its deadline may still come, so the device is suspect and is first asked something of
 * another length (a probe). Devices answer in order: when the probe is answered, nothing older is on its way, and no
 * late answer can be taken for a fresh one.
 */

import type { Fault } from '../../model/fault.ts';
import { createResponseTimes, type ResponseTimes, recordResponse } from '../schedule/response-times.ts';

const FAILURES_TO_SUSPEND = 2;
const FAILING_TO_SUSPEND_MS = 3000;
const PROBE_DELAY_FIRST_MS = 500;
const PROBE_DELAY_LAST_MS = 10_000;

/** The health of one device. */
export interface Health {
  ok: number;
  failed: number;
  consecutiveFailures: number;
  firstFailureMs: number;
  lastOkMs: number | undefined;
  lastFault: Fault;
  isSuspended: boolean;
  isSuspect: boolean;
  /** Not read before this time. For a suspended device: when the next probe is due. */
  backoffUntilMs: number;
  probeDelayMs: number;
  /** Failed attempts while suspended. */
  probes: number;
  readonly times: ResponseTimes;
}

/** The health of a device that was not asked yet. */
export function createHealth(): Health {
  return {
    ok: 0,
    failed: 0,
    consecutiveFailures: 0,
    firstFailureMs: 0,
    lastOkMs: undefined,
    lastFault: { kind: 'never-read' },
    isSuspended: false,
    isSuspect: false,
    backoffUntilMs: 0,
    probeDelayMs: PROBE_DELAY_FIRST_MS,
    probes: 0,
    times: createResponseTimes(),
  };
}

/** An exception is an answer too, unless a gateway gives it for a device that does not answer (codes 10 and 11). */
export function isAnswer(fault: Fault): boolean {
  return fault.kind === 'modbus-exception' && fault.code !== 10 && fault.code !== 11;
}

/** The device has answered, if only with an exception. True when it was suspended and is back. */
export function recordAnswer(health: Health, isOk: boolean, nowMs: number, responseMs: number): boolean {
  const wasSuspended = health.isSuspended;
  if (isOk) health.ok++;
  else health.failed++;
  health.consecutiveFailures = 0;
  health.lastOkMs = nowMs;
  health.isSuspended = false;
  health.isSuspect = false;
  health.backoffUntilMs = nowMs;
  health.probeDelayMs = PROBE_DELAY_FIRST_MS;
  health.probes = 0;
  recordResponse(health.times, responseMs);
  return wasSuspended;
}

/** An attempt that failed. */
export interface Attempt {
  readonly sentMs: number;
  readonly nowMs: number;
  /** Back-off of a device that is not yet suspended, counted from the attempt. */
  readonly backoffMs: number;
  /** Least time until a suspended device may be probed. */
  readonly quietMs: number;
  /** 0..1. */
  readonly jitter: number;
}

/** The device has not answered, or not properly. True when this suspends it. */
export function recordFailure(health: Health, fault: Fault, attempt: Attempt): boolean {
  const { nowMs } = attempt;
  if (health.consecutiveFailures++ === 0) health.firstFailureMs = attempt.sentMs;
  health.failed++;
  health.lastFault = fault;
  const owesAnswer = fault.kind === 'timeout' || fault.kind === 'modbus-exception';
  if (owesAnswer || fault.kind === 'frame') health.isSuspect = true;
  const isSuspending =
    !health.isSuspended &&
    health.consecutiveFailures >= FAILURES_TO_SUSPEND &&
    nowMs - health.firstFailureMs >= FAILING_TO_SUSPEND_MS;
  if (isSuspending) health.isSuspended = true;
  if (health.isSuspended) {
    const delayMs = health.probeDelayMs * (1 + 0.1 * attempt.jitter);
    health.backoffUntilMs = nowMs + Math.max(attempt.quietMs, delayMs);
    health.probes++;
    health.probeDelayMs = Math.min(PROBE_DELAY_LAST_MS, health.probeDelayMs * 2);
  } else if (owesAnswer) health.backoffUntilMs = attempt.sentMs + attempt.backoffMs;
  return isSuspending;
}
