/**
 * The one owner of a port whose instrument talks by itself. The first piece at or after each slot of the poll grid is
 * the reading of that slot, so none counts twice and none is older than its arrival; when nothing comes for the
 * response timeout, the slot has no reading, and the stream is started again.
 */

import type { Language, Stream } from '../../devices/instruments/language.ts';
import type { Fault } from '../../model/fault.ts';
import { failed, ok } from '../../model/result.ts';
import type { MeterPortPlan } from '../../plan/site-plan.ts';
import type { Bus } from '../bus/bus.ts';
import { createHealth, recordAnswer, recordFailure } from '../bus/device-health.ts';
import { backoffFault } from '../bus/unit.ts';
import { createLinkKeeper } from '../link/link-keeper.ts';
import { createWakeTimer } from '../link/wake-timer.ts';
import { createWireCounters } from '../modbus/wire-counters.ts';
import type { ChunkLink } from './chunk-link.ts';
import { type PortDeps, refuseWrite, soleCountersOf } from './port-counters.ts';

export function createStreamingPort<Chunk, Answer>(
  plan: MeterPortPlan,
  language: Language<Chunk, Answer>,
  stream: Stream<Chunk, Answer>,
  link: ChunkLink<Chunk>,
  deps: PortDeps,
): Bus {
  const { clock, jitter, onReading, onState } = deps;
  const { meter } = plan;
  const silenceMs = meter.definition.limits.responseTimeout;
  const health = createHealth();
  const wire = createWireCounters();
  const counters = { missed: 0, busyMs: 0 };
  const alarm = createWakeTimer(clock, look);
  let isOpen = false;
  let isStopped = false;
  let dueMs = 0;
  let heardMs = 0;
  let chunkMs = 0;
  let hear: (chunk: Chunk) => Answer | undefined = () => undefined;
  const keeper = createLinkKeeper({
    clock,
    jitter,
    open: () => link.open({ opened, chunk, closed }),
    close: () => link.close(),
    onState: (to, fault) => onState(to === 'up' ? { kind: 'link-up' } : { kind: 'link-down', fault }),
  });

  function opened(): void {
    isOpen = true;
    heardMs = clock.nowMs();
    listen();
    keeper.opened();
    begin();
    look();
  }

  /** Nothing that was begun before now is completed. */
  function listen(): void {
    chunkMs = clock.nowMs();
    hear = stream.receiver((length) => {
      wire.frameErrors++;
      wire.lateBytes += length;
    });
  }

  function begin(): void {
    if (stream.start === undefined) return;
    wire.requests++;
    link.write(stream.start);
  }

  function chunk(piece: Chunk): void {
    const nowMs = clock.nowMs();
    if (nowMs - chunkMs > silenceMs) listen();
    chunkMs = nowMs;
    const said = isStopped ? undefined : hear(piece);
    if (said === undefined) return;
    wire.ok++;
    keeper.answered();
    if (recordAnswer(health, true, nowMs, nowMs - heardMs))
      onState({ kind: 'device-back', device: meter.id });
    heardMs = nowMs;
    if (nowMs < dueMs) return;
    while (dueMs + meter.pollMs <= nowMs) {
      counters.missed++;
      dueMs += meter.pollMs;
    }
    dueMs += meter.pollMs;
    onReading(meter, ok(language.decode([said])), nowMs);
    look();
  }

  /** Passes slots for which nothing came. */
  function look(): void {
    if (isStopped) return;
    const nowMs = clock.nowMs();
    const { fault } = keeper;
    const graceMs = fault === undefined ? silenceMs : 0;
    while (dueMs + graceMs <= nowMs) {
      counters.missed++;
      dueMs += meter.pollMs;
      onReading(meter, failed(fault ?? silence(nowMs)), nowMs);
    }
    alarm.at(dueMs + graceMs);
    if (fault === undefined) keeper.unanswered(nowMs);
  }

  function silence(nowMs: number): Fault {
    const fault: Fault = { kind: 'timeout', afterMs: silenceMs };
    if (health.isSuspended) return backoffFault(health, nowMs);
    wire.timeouts++;
    keeper.requested(heardMs);
    const attempt = { sentMs: heardMs, nowMs, backoffMs: 0, quietMs: 0, jitter: jitter() };
    if (recordFailure(health, fault, attempt)) onState({ kind: 'device-silent', device: meter.id, fault });
    if (isOpen) begin();
    return fault;
  }

  function closed(fault: Fault): void {
    isOpen = false;
    keeper.lost(fault);
    look();
  }

  return {
    id: plan.id,
    start() {
      dueMs = clock.nowMs();
      keeper.start();
      look();
    },
    stop() {
      isStopped = true;
      alarm.cancel();
      if (isOpen && stream.stop !== undefined) link.write(stream.stop);
      keeper.stop();
    },
    write: refuseWrite,
    counters: () => soleCountersOf(meter.id, { wire, counters, health }, keeper.reopened),
  };
}
