/**
 * From cycles to records: rows into batches, events, latest values. Called once per control cycle, synchronously;
 * it only formats text and appends to the outbox, so nothing here waits for a network or a disk.
 */

import type { EventPayload } from '../../contract/event.ts';
import { type StreamName, streamsOf } from '../../contract/streams.ts';
import { topicOf } from '../../contract/topics.ts';
import type { TickResult } from '../../control/tick.ts';
import type { Event } from '../../model/event.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FinishedCycle } from '../../ports/observer.ts';
import type { Outbox, OutboxGap } from '../../ports/outbox.ts';
import type { Message } from '../../ports/publisher.ts';
import { saidOf } from '../said.ts';
import { attributionRows, noiseEventRows } from './attribution-rows.ts';
import { type Batch, createBatch } from './batch.ts';
import { levelRows } from './level-rows.ts';
import { createLiveValues } from './live.ts';
import { createModels } from './models.ts';
import { type CreateRows, channelRows, minuteRows, outputRows, type TakeCycle } from './rows.ts';

/** All records and messages of a station. */
export interface Telemetry {
  /** Takes one cycle; returns the messages now due, below the root. Drop them when not connected. */
  cycle(finished: FinishedCycle<TickResult>): readonly Message[];
  /** The latest values of all devices, and the models, below the root. */
  allLive(): readonly Message[];
  /** Appends an event from outside the cycle to the outbox. `gap` is what was lost. */
  append(event: Event, gap?: OutboxGap): void;
  /** Closes all batches into the outbox; at the end, and before a change of configuration. */
  flush(): void;
}

export interface TelemetryOptions {
  readonly plan: SitePlan;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly session: string;
  /** Sequence numbers start at 1 with each boot: a new Telemetry needs a new one. */
  readonly boot: string;
  readonly firmware: string;
}

interface State {
  readonly options: TelemetryOptions;
  readonly streams: readonly Stream[];
  nextEventSeq: number;
}

export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { plan, clock, session } = options;
  const state: State = { options, streams: createStreams(options), nextEventSeq: 1 };
  const live = createLiveValues(plan, session);
  const models = createModels(plan, session);
  return {
    cycle: (finished) => {
      const { image, result, events } = finished;
      for (const event of events) append(state, event);
      const clockState = { sync: image.clockSynced, src: clock.wallSync().source };
      for (const { batch, take } of state.streams) {
        take(finished, clockState);
        batch.age(image.nowMs);
      }
      return [...live.due(image), ...models.due(image, result)];
    },
    allLive: () => [...live.all(), ...models.all()],
    append: (event, gap) => append(state, event, gap),
    flush: () => {
      for (const { batch } of state.streams) batch.close();
    },
  };
}

function append(state: State, event: Event, gap?: OutboxGap): void {
  const { outbox, session } = state.options;
  const seq = state.nextEventSeq++;
  outbox.append({
    topic: topicOf('event', event.class),
    payload: JSON.stringify(eventPayload(event, session, seq, gap)),
    priority: 'event',
    stream: 'event',
    firstSeq: seq,
    lastSeq: seq,
  });
}

/** A stream and how a cycle becomes rows of it. */
interface Stream {
  readonly batch: Batch;
  readonly take: TakeCycle;
}

function createStreams({ plan, outbox, boot }: TelemetryOptions): readonly Stream[] {
  const context = { station: plan.station, boot, config: plan.hash, append: outbox.append };
  const channels: CreateRows = (stream, batch) => channelRows(stream, batch, plan.control.periodMs);
  const rows: Record<StreamName, CreateRows> = {
    spl: (stream, batch) => levelRows(stream, batch, plan.control),
    power: channels,
    thermal: channels,
    output: outputRows,
    minute: minuteRows,
    attribution: (stream, batch) => attributionRows(stream, batch, plan.control.receptors),
    'noise-events': noiseEventRows,
  };
  return streamsOf(plan)
    .filter(({ columns }) => columns.length > 0)
    .map((stream) => {
      const batch = createBatch(stream, context);
      return { batch, take: rows[stream.name](stream, batch) };
    });
}

function eventPayload(event: Event, session: string, seq: number, gap: OutboxGap | undefined): EventPayload {
  return {
    v: 1,
    ts: Math.max(0, Math.round(event.wallMs)),
    session,
    seq,
    class: event.class,
    severity: event.severity,
    state: event.state,
    subject: event.subject,
    ...saidOf(event.message),
    ...(gap === undefined
      ? {}
      : { gap: { stream: gap.stream, first_seq: gap.firstSeq, last_seq: gap.lastSeq } }),
  };
}
