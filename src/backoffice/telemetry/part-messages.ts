/**
 * The messages of a part of the log. They are made of it and of the configuration it was recorded under, and of nothing
 * that changes: sent again after a week and a restart they are the same bytes.
 */

import type { AckPayload } from '../../contract/ack.ts';
import type { EventPayload } from '../../contract/event.ts';
import { type StreamName, streamNames } from '../../contract/form/stream-names.ts';
import { streamsOf } from '../../contract/streams.ts';
import { topicOf } from '../../contract/topics.ts';
import type { Event } from '../../model/event.ts';
import { specOf } from '../../model/quantity.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { AckRecord } from '../../ports/history.ts';
import type { LogPart, RecordKind } from '../../ports/journal.ts';
import { saidOf } from '../said.ts';
import { channelStreams, type PartPlan, streamSources } from './part-rows.ts';

/** One message of a part, below the root. */
export interface PartMessage {
  readonly topic: string;
  readonly payload: string;
}

/** What is the same in all messages of a station. */
export interface PartPlace {
  readonly site: string;
  readonly station: string;
}

/** Which records a stream, `event` or `ack` is made from. */
export function recordKindOf(stream: string): RecordKind {
  const source = streamNames.find((name) => name === stream);
  if (source !== undefined) return streamSources[source].kind;
  return stream === 'ack' ? 'acks' : 'events';
}

/** Events and answers first. */
export function messagesOf(part: LogPart, place: PartPlace, plan: PartPlan): readonly PartMessage[] {
  const { seqsBefore } = part;
  const head = { v: 1, site: place.site, station: place.station, epoch: part.epoch } as const;
  const events = part.events.map((event, index) => ({
    topic: topicOf('event', event.class),
    payload: JSON.stringify({ ...head, ...eventOf(event, seqsBefore.events + index + 1) }),
  }));
  const acks = part.acks.map((ack, index) => ({
    topic: topicOf('ack', ack.id),
    payload: JSON.stringify({ ...head, ...ackOf(ack, seqsBefore.acks + index + 1) }),
  }));
  const batches = streamNames.flatMap((stream) => batchOf(part, place, plan, stream));
  return [...acks, ...events, ...batches];
}

function batchOf(
  part: LogPart,
  { site, station }: PartPlace,
  plan: PartPlan,
  stream: StreamName,
): PartMessage[] {
  const { kind, form, texts: textsOf, every = 1 } = streamSources[stream];
  const texts = textsOf(part, plan);
  const before = part.seqsBefore[kind];
  const count = kind === 'seconds' ? part.wallMs.length : texts.length;
  // A row stands for the numbers up to its own. A stretch of seconds without a row of sound is told too, so that a hole is one.
  const first = Math.floor(before / every) * every + 1;
  const last = Math.floor((before + count) / every) * every;
  if (last < first) return [];
  const head = JSON.stringify({ v: 1, site, station, epoch: part.epoch, stream }).slice(0, -1);
  const seq = `"seq":[${first},${last}],"sync":${part.isSynced},"cfg":${JSON.stringify(part.config)}`;
  return [{ topic: topicOf('data', stream), payload: `${head},${seq},"${form}":[${texts.join(',')}]}` }];
}

type Headless<Payload> = Omit<Payload, 'v' | 'site' | 'station' | 'epoch'>;

function eventOf(event: Event, seq: number): Headless<EventPayload> {
  const { class: kind, severity, state, subject, wallMs, message } = event;
  const gap = gapOf(event);
  return {
    seq,
    ts: wholeMs(wallMs),
    ...{ class: kind, severity, state, subject },
    ...saidOf(message),
    ...(gap === undefined ? {} : { gap }),
  };
}

function gapOf({ message: { key, values } }: Event): EventPayload['gap'] {
  if (key !== 'records-missing') return undefined;
  const { stream, firstSeq, lastSeq } = values as Readonly<Record<string, unknown>>;
  return { stream: String(stream), first_seq: Number(firstSeq), last_seq: Number(lastSeq) };
}

function ackOf(ack: AckRecord, seq: number): Headless<AckPayload> {
  const { id, wallMs, stage, code, message, effective, stands, heldBy, notBeforeWallMs, why, isDry } = ack;
  return {
    ...{ seq, id, ts: wholeMs(wallMs), stage, code },
    ...saidOf(message),
    ...(effective === undefined ? {} : { effective: effectOf(effective) }),
    ...(stands === undefined ? {} : { stands }),
    ...(heldBy === undefined ? {} : { held_by: heldBy }),
    ...(notBeforeWallMs === undefined ? {} : { not_before: wholeMs(notBeforeWallMs) }),
    ...(why === undefined ? {} : { why }),
    ...(isDry === undefined ? {} : { dry: isDry }),
  };
}

function effectOf({
  output,
  value,
  step,
  untilWallMs,
}: NonNullable<AckRecord['effective']>): NonNullable<AckPayload['effective']> {
  return { output, value, ...(step === undefined ? {} : { step }), until: wholeMs(untilWallMs) };
}

function wholeMs(wallMs: number): number {
  return Math.max(0, Math.round(wallMs));
}

/** What a configuration says about its parts. */
export function partPlanOf(plan: SitePlan): PartPlan {
  const columnsOf = (name: StreamName): readonly string[] =>
    (streamsOf(plan).find((stream) => stream.name === name)?.columns ?? []).map(({ id }) => id);
  const levels = Object.entries(plan.control.channels)
    .filter(([, { quantity }]) => specOf(quantity).integrates === true)
    .map(([id]) => id);
  const bands = columnsOf('bands');
  return {
    columns: Object.fromEntries(channelStreams.map((name) => [name, columnsOf(name)])) as PartPlan['columns'],
    levels,
    // Behind level, valid time and LCeq.
    bands: bands.slice(3),
    hasSpectra: bands.length > 0,
  };
}
