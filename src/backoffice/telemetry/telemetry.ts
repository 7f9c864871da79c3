/**
 * From cycles to records: rows into batches, events, latest values. Called once per control cycle, synchronously;
 * it only formats text and appends to the outbox, so nothing here waits for a network or a disk.
 */

import type { ClockState, EventPayload } from '../../contract/payloads.ts';
import { type StreamName, type StreamPlan, streamsOf } from '../../contract/streams.ts';
import { topicOf } from '../../contract/topics.ts';
import type { NoiseEvent } from '../../control/attribution/noise-events.ts';
import type { ReceptorAttribution } from '../../control/attribution/receptor-attribution.ts';
import type { Decision } from '../../model/decision.ts';
import type { Event } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import { qualityCode } from '../../model/reading.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Outbox, OutboxGap } from '../../ports/outbox.ts';
import type { Message } from '../../ports/publisher.ts';
import { numberText } from '../row-text.ts';
import { attributionRows, heardRows } from './attribution-rows.ts';
import { type Batch, createBatch } from './batch.ts';
import { createLiveValues, qualityNow, rounded, trusted } from './live.ts';
import { createModels, type PlantNow } from './models.ts';

/** What a cycle has made, as telemetry needs it. */
export interface CycleReport {
  readonly decisions: readonly Decision[];
  readonly events: readonly Event[];
  readonly minutes: readonly MinuteRow[];
  /** What of the sound is the equipment's, now. */
  readonly attribution: readonly ReceptorAttribution[];
  /** What stood out and was not the equipment's. */
  readonly heard: readonly NoiseEvent[];
  readonly plant: PlantNow;
}

/** A closed minute of one level point. */
export interface MinuteRow {
  /** Id of the level point. */
  readonly level: string;
  readonly startWallMs: number;
  readonly laeqDb: number | null;
  readonly lafmaxDb: number | null;
  /** Seconds of the minute with valid sound. */
  readonly validS: number;
  /** Level of the night so far. */
  readonly nightLaeqDb: number | null;
}

export interface Telemetry {
  /** Takes one cycle; returns the live messages now due, below the root. Drop them when not connected. */
  cycle(image: ProcessImage, report: CycleReport): readonly Message[];
  /** The latest values of all devices, and the models, below the root. */
  allLive(): readonly Message[];
  /** An event from outside the cycle, into the outbox. `gap` says what was lost. */
  note(event: Event, gap?: OutboxGap): void;
  /** Closes all batches into the outbox; at the end, and before a change of configuration. */
  flush(): void;
}

export interface TelemetryOptions {
  readonly plan: SitePlan;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly session: string;
  /** Sequence numbers begin at 1 with each boot: a new Telemetry needs a new one. */
  readonly boot: string;
  readonly firmware: string;
}

const outputRepeatMs = 60_000;
/** Below this share of a minute its level is uncertain. */
const fullMinuteS = 54;
const good = qualityCode('good');
const uncertain = qualityCode('uncertain');
const stale = qualityCode('stale');

export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { plan, outbox, clock, session } = options;
  const feeds = feedsOf(options);
  const live = createLiveValues(plan, session);
  const models = createModels(plan, session);
  let eventSeq = 1;

  const note = (event: Event, gap?: OutboxGap): void => {
    const seq = eventSeq++;
    outbox.append({
      topic: topicOf('event', event.class),
      payload: JSON.stringify(eventPayload(event, session, seq, gap)),
      priority: 'event',
      stream: 'event',
      firstSeq: seq,
      lastSeq: seq,
    });
  };

  return {
    cycle: (image, report) => {
      for (const event of report.events) note(event);
      const state = { sync: image.clockSynced, src: clock.wallSync().source };
      for (const feed of feeds) {
        feed.take(image, report, state);
        feed.batch.age(image.nowMs);
      }
      return [...live.due(image), ...models.due(image, report.plant)];
    },
    allLive: () => [...live.all(), ...models.all()],
    note,
    flush: () => {
      for (const { batch } of feeds) batch.close();
    },
  };
}

/** A stream and how a cycle becomes rows of it. */
interface Feed {
  readonly batch: Batch;
  take(image: ProcessImage, report: CycleReport, clock: ClockState): void;
}

function feedsOf({ plan, outbox, boot }: TelemetryOptions): readonly Feed[] {
  const context = { station: plan.station, boot, config: plan.hash, append: outbox.append };
  const make: Record<StreamName, (stream: StreamPlan, batch: Batch) => Feed['take']> = {
    spl: (stream, batch) => channelRows(stream, batch, plan.control.periodMs),
    power: (stream, batch) => channelRows(stream, batch, plan.control.periodMs),
    thermal: (stream, batch) => channelRows(stream, batch, plan.control.periodMs),
    output: outputRows,
    minute: minuteRows,
    attribution: (stream, batch) => {
      const take = attributionRows(stream, batch);
      return (image, { attribution }, clock) => take(image, attribution, clock);
    },
    heard: (stream, batch) => {
      const take = heardRows(stream, batch);
      return (image, { heard }, clock) => take(image, heard, clock);
    },
  };
  return streamsOf(plan)
    .filter(({ columns }) => columns.length > 0)
    .map((stream) => {
      const batch = createBatch(stream, context);
      return { batch, take: make[stream.name](stream, batch) };
    });
}

/** A row of latest readings per period of the stream. */
function channelRows(stream: StreamPlan, batch: Batch, cycleMs: number): Feed['take'] {
  const { columns, periodMs } = stream;
  const dueAfterMs = periodMs - cycleMs / 2;
  let lastMs = Number.NEGATIVE_INFINITY;
  return (image, _report, clock) => {
    const { nowMs, wallMs } = image;
    if (nowMs - lastMs < dueAfterMs) return;
    lastMs = nowMs;
    let values = '';
    let worst = good;
    for (const { id, validMs, resolution } of columns) {
      const reading = image.channels[id];
      const value = trusted(reading, nowMs, validMs);
      worst = Math.max(worst, qualityCode(qualityNow(reading, nowMs, validMs)));
      values += `${values === '' ? '' : ','}${value === null ? 'null' : rounded(value, resolution)}`;
    }
    batch.add({ nowMs, wallMs, values, quality: worst, clock });
  };
}

/** A row when a value has changed, and every minute. */
function outputRows({ columns }: StreamPlan, batch: Batch): Feed['take'] {
  let last = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  return ({ nowMs, wallMs }, { decisions }, clock) => {
    const byOutput = new Map(decisions.map(({ output, value }) => [output, value]));
    const known = columns.map(({ id, resolution }) => numberText(byOutput.get(id), resolution));
    const values = known.join(',');
    if (values === last && nowMs - lastMs < outputRepeatMs) return;
    last = values;
    lastMs = nowMs;
    batch.add({ nowMs, wallMs, values, quality: known.includes('null') ? stale : good, clock });
  };
}

/** A row per closed minute of a level point, at the time the minute began. */
function minuteRows({ columns }: StreamPlan, batch: Batch): Feed['take'] {
  const resolutions = columns.slice(1).map(({ resolution }) => resolution);
  return ({ nowMs }, { minutes }, clock) => {
    for (const { level, startWallMs, laeqDb, lafmaxDb, validS, nightLaeqDb } of minutes) {
      const numbers = [laeqDb, lafmaxDb, validS, nightLaeqDb];
      const texts = numbers.map((value, index) => numberText(value, resolutions[index] ?? 1));
      const quality = laeqDb === null ? stale : validS < fullMinuteS ? uncertain : good;
      const values = `${JSON.stringify(level)},${texts.join(',')}`;
      batch.add({ nowMs, wallMs: startWallMs, values, quality, clock });
    }
  };
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
    text: event.text,
    ...(gap === undefined
      ? {}
      : { gap: { stream: gap.stream, first_seq: gap.firstSeq, last_seq: gap.lastSeq } }),
  };
}
