/** A message of a station as lines for a person: what `quietpost watch` prints. */

import { gateStates } from '../control/attribution/receptor-attribution.ts';
import { qualities } from '../model/reading.ts';
import {
  type AckPayload,
  type BatchPayload,
  type BirthPayload,
  type EventPayload,
  type HealthPayload,
  type ModelsPayload,
  payloadSchemas,
  type StatePayload,
} from './payloads.ts';
import { type ParsedTopic, parseTopic } from './topics.ts';

/** How a line may be marked; plain text where there is no terminal. */
export type Paint = (text: string, mood: 'good' | 'warn' | 'bad' | 'faint') => string;

export const plain: Paint = (text) => text;

/** No line for live values (the records tell the same) and for topics that are none of ours. */
export function inWords(topic: string, payload: string, paint: Paint): readonly string[] {
  const parsed = parseTopic(topic);
  if (parsed === undefined || parsed.name === 'live' || parsed.name === 'cmd') return [];
  const read = payloadSchemas[parsed.name].safeParse(parseJson(payload));
  if (!read.success) return [paint(`${topic}: a payload that does not fit its schema`, 'bad')];
  return linesOf(parsed, read.data, paint);
}

function linesOf({ station, name }: ParsedTopic, payload: unknown, paint: Paint): readonly string[] {
  // Each payload has just been read by the schema of its topic.
  switch (name) {
    case 'state':
      return [stateLine(station, payload as StatePayload, paint)];
    case 'birth':
      return birthLines(payload as BirthPayload);
    case 'health':
      return [healthLine(payload as HealthPayload, paint)];
    case 'models':
      return modelLines(payload as ModelsPayload);
    case 'event':
      return [eventLine(payload as EventPayload, paint)];
    case 'ack':
      return [ackLine(payload as AckPayload, paint)];
    case 'data':
      return batchLines(payload as BatchPayload, paint);
    default:
      return [];
  }
}

function stateLine(station: string, { online, ts, reason, session }: StatePayload, paint: Paint): string {
  const words = online ? paint('online', 'good') : paint('offline', 'bad');
  return `${timeOf(ts)} ${station} is ${words} (${reason}, session ${session})`;
}

function birthLines({ ts, station, site, fw, config_hash, streams, channels, outputs }: BirthPayload) {
  const devices = new Set(Object.values(channels).map(({ device }) => device)).size;
  const outputList = Object.entries(outputs).map(([id, { kind }]) => `${id} (${kind})`);
  return [
    `${timeOf(ts)} ${station} at ${site}: firmware ${fw}, configuration ${config_hash}`,
    `         ${Object.keys(channels).length} channels of ${devices} devices; streams ${Object.keys(streams).join(', ')}`,
    `         outputs: ${outputList.join(', ') || 'none'}`,
  ];
}

function healthLine(
  { ts, mode, uptime_s, rss_mb, cycle, outbox, buses, clock }: HealthPayload,
  paint: Paint,
): string {
  const busTexts = Object.entries(buses).map(([id, { link, utilisation, parked }]) => {
    const silent = parked.length === 0 ? '' : paint(`, silent: ${parked.join(' ')}`, 'warn');
    return `${id} ${link} ${Math.round(utilisation * 100)} %${silent}`;
  });
  const parts = [
    ...(mode === 'advise' ? [paint('mode advise, moves nothing', 'warn')] : []),
    `up ${Math.floor(uptime_s / 60)} min, ${Math.round(rss_mb)} MB`,
    `cycle p99 ${cycle.p99_ms} ms, ${cycle.overruns} overruns`,
    `outbox ${outbox.depth}${outbox.dropped > 0 ? paint(`, ${outbox.dropped} dropped`, 'bad') : ''}`,
    ...busTexts,
    ...(clock.sync ? [] : [paint('clock not synchronised', 'warn')]),
  ];
  return `${timeOf(ts)} health: ${parts.join(' | ')}`;
}

function modelLines({ ts, cabinets, limits, receptors }: ModelsPayload): readonly string[] {
  const parts = [
    ...Object.entries(cabinets).map(
      ([id, { rise_k, settle_s, learnt_min }]) =>
        `${id} warms by ${rise_k} K in ${settle_s} s at full power and fans (${learnt_min} min learnt)`,
    ),
    ...Object.entries(limits).map(
      ([id, { changes_8h, budget }]) => `${id} moved ${changes_8h} of ${budget} times in 8 h`,
    ),
    ...Object.entries(receptors).map(
      ([id, { equipment_db, may_db, doubt_db, gate }]) =>
        `${id} equipment ${equipment_db ?? '-'} dB, may ${may_db ?? '-'} dB, doubt ${doubt_db} dB, ${gate}`,
    ),
  ];
  return [`${timeOf(ts)} models: ${parts.join(' | ')}`];
}

function eventLine(event: EventPayload, paint: Paint): string {
  const mood = { info: 'faint', warning: 'warn', alarm: 'bad' } as const;
  const edge = event.state === 'noted' ? '' : ` ${event.state}`;
  const head = paint(`${event.class}${edge}`, mood[event.severity]);
  return `${timeOf(event.ts)} ${head} ${event.subject}: ${event.text}`;
}

function ackLine({ ts, id, stage, code, text }: AckPayload, paint: Paint): string {
  const mood = code === 'OK' ? 'good' : 'warn';
  return `${timeOf(ts)} command ${id} ${paint(stage, mood)}${code === 'OK' ? '' : ` (${code})`}: ${text}`;
}

function batchLines(batch: BatchPayload, paint: Paint): readonly string[] {
  switch (batch.stream) {
    case 'spl':
      return batch.rows.flatMap((row) => levelLines(batch.ch, row, paint));
    case 'minute':
      return batch.rows.map((row) => minuteLine(row, paint));
    case 'attribution':
      return batch.rows.map((row) => attributionLine(row, paint));
    case 'heard':
      return batch.rows.map((row) => heardLine(row, paint));
    case 'power':
      return batch.rows.slice(-1).map((row) => powerLine(batch.ch, row));
    case 'output':
      return batch.rows.map((row) => `${timeOf(row[1])} outputs ${pairs(batch, row, paint)}`);
    default:
      return batch.rows
        .slice(-1)
        .map((row) => `${timeOf(row[1])} ${batch.stream} ${pairs(batch, row, paint)}`);
  }
}

type Row = BatchPayload['rows'][number];
type Value = Row[2][number];

const meterWidth = 20;

/** `time  meter  LAeq  LAFmax`, one line a meter. */
function levelLines(ch: readonly string[], [, ts, values, quality]: Row, paint: Paint): readonly string[] {
  const meters = new Map<string, { laeq?: Value; lafmax?: Value }>();
  for (const [index, id] of ch.entries()) {
    const [, meter = id, kind] = /^(.*)\.sound\.(laeq|laf|lafmax)$/.exec(id) ?? [];
    if (kind === undefined) continue;
    const key = kind === 'lafmax' ? 'lafmax' : 'laeq';
    meters.set(meter, { ...meters.get(meter), [key]: values[index] ?? null });
  }
  const lines = [...meters].map(([meter, { laeq, lafmax }]) => {
    const peak = lafmax === undefined ? '' : `  LAFmax ${level(lafmax)} dB`;
    return `${timeOf(ts)} ${meter.padEnd(meterWidth)} LAeq ${level(laeq)} dB${peak}`;
  });
  return lines.map((line) => line + markOf(quality, paint));
}

function minuteLine([, ts, [id, laeq, lafmax, valid, night], quality]: Row, paint: Paint): string {
  const tonight = typeof night === 'number' ? `, night so far ${level(night)} dB` : '';
  const values = `LAeq ${level(laeq)} dB  LAFmax ${level(lafmax)} dB  minute, ${valid} s valid${tonight}`;
  return `${timeOf(ts)} ${String(id).padEnd(meterWidth)} ${values}${markOf(quality, paint)}`;
}

function attributionLine(
  [, ts, [id, , equipment, rest, uncertainty, gate], quality]: Row,
  paint: Paint,
): string {
  const known = typeof gate === 'number' ? (gateStates[gate] ?? gate) : '-';
  const doubt = typeof uncertainty === 'number' ? ` known to ${uncertainty.toFixed(1)} dB` : '';
  const values = `equipment ${level(equipment)} dB${doubt}, steady rest ${level(rest)} dB, ${known}`;
  return `${timeOf(ts)} ${String(id).padEnd(meterWidth)} ${values}${markOf(quality, paint)}`;
}

function heardLine([, ts, [id, kind, confidence, seconds, most, above]]: Row, paint: Paint): string {
  const sure = typeof confidence === 'number' ? `${Math.round(100 * confidence)} %` : '-';
  const values = `${paint(String(kind), 'faint')} (${sure}) for ${seconds} s, up to ${level(most)} dB, ${level(above)} dB above usual`;
  return `${timeOf(ts)} ${String(id).padEnd(meterWidth)} heard ${values}`;
}

function powerLine(ch: readonly string[], [, ts, values]: Row): string {
  const known = values.filter((value) => typeof value === 'number');
  const busy = known.filter((value) => value >= 1000).length;
  return `${timeOf(ts)} power: ${busy} of ${ch.length} meters above 1 kW, ${ch.length - known.length} without a value`;
}

function pairs({ ch, unit }: BatchPayload, [, , values, quality]: Row, paint: Paint): string {
  const texts = ch.map((id, index) => `${id} ${values[index] ?? '-'} ${unit[index] ?? ''}`.trimEnd());
  return texts.join(', ') + markOf(quality, paint);
}

function markOf(quality: number, paint: Paint): string {
  return quality === 0 ? '' : paint(`  ${qualities[quality] ?? quality}`, 'warn');
}

function level(value: Value | undefined): string {
  return (typeof value === 'number' ? value.toFixed(1) : '-').padStart(5);
}

/** Local time of whoever watches. */
function timeOf(wallMs: number): string {
  return new Date(wallMs).toTimeString().slice(0, 8);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
