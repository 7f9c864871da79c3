/** What `quietpost watch` prints of the rows of each stream. */

import { gateStates } from '../control/attribution/receptor-attribution.ts';
import { qualities } from '../model/reading.ts';
import type { BatchPayload } from './batch.ts';
import { type Styled, timeOf } from './styled.ts';

/** Gives the lines of one batch. */
export type StreamLines = (batch: BatchPayload, styled: Styled) => readonly string[];

type Row = BatchPayload['rows'][number];
type Value = Row[2][number];

const NAME_WIDTH = 20;
/** A meter above this is busy. */
const BUSY_W = 1000;

/** `time  meter  LAeq  LAFmax`, one line per meter and row. */
export const levelLines: StreamLines = ({ rows, ch }, styled) =>
  rows.flatMap((row) => metersOf(ch, row, styled));

function metersOf(ch: readonly string[], [, ts, values, quality]: Row, styled: Styled): readonly string[] {
  const meters = new Map<string, { laeq?: Value; lafmax?: Value }>();
  for (const [index, id] of ch.entries()) {
    const [, meter = id, kind] = /^(.*)\.sound\.(laeq|laf|lafmax)$/.exec(id) ?? [];
    if (kind === undefined) continue;
    const key = kind === 'lafmax' ? 'lafmax' : 'laeq';
    meters.set(meter, { ...meters.get(meter), [key]: values[index] ?? null });
  }
  // A meter without a value stands in another row, unless none has one.
  const withLevel = [...meters].filter(([, { laeq }]) => typeof laeq === 'number');
  return (withLevel.length > 0 ? withLevel : [...meters]).map(([meter, { laeq, lafmax }]) => {
    const peak = lafmax === undefined ? '' : `  LAFmax ${level(lafmax)} dB`;
    return `${head(ts, meter)} LAeq ${level(laeq)} dB${peak}${markOf(quality, styled)}`;
  });
}

export const minuteLines: StreamLines = ({ rows }, styled) =>
  rows.map(([, ts, [id, laeq, lafmax, valid, night], quality]) => {
    const tonight = typeof night === 'number' ? `, night so far ${level(night)} dB` : '';
    const values = `LAeq ${level(laeq)} dB  LAFmax ${level(lafmax)} dB  minute, ${valid} s valid${tonight}`;
    return `${head(ts, id)} ${values}${markOf(quality, styled)}`;
  });

export const attributionLines: StreamLines = ({ rows }, styled) =>
  rows.map(([, ts, [id, , equipment, rest, uncertainty, gate], quality]) => {
    const known = typeof gate === 'number' ? (gateStates[gate] ?? gate) : '-';
    const sure = typeof uncertainty === 'number' ? ` known to ${uncertainty.toFixed(1)} dB` : '';
    const values = `equipment ${level(equipment)} dB${sure}, steady rest ${level(rest)} dB, ${known}`;
    return `${head(ts, id)} ${values}${markOf(quality, styled)}`;
  });

export const noiseEventLines: StreamLines = ({ rows }, styled) =>
  rows.map(([, ts, [id, kind, confidence, seconds, most, above]]) => {
    const sure = typeof confidence === 'number' ? `${Math.round(100 * confidence)} %` : '-';
    const values = `${styled(String(kind), 'faint')} (${sure}) for ${seconds} s, up to ${level(most)} dB, ${level(above)} dB above usual`;
    return `${head(ts, id)} noise event: ${values}`;
  });

/** From the last row only, because the others are nearly the same. */
export const powerLines: StreamLines = ({ rows, ch }) =>
  rows.slice(-1).map(([, ts, values]) => {
    const known = values.filter((value) => typeof value === 'number');
    const busy = known.filter((value) => value >= BUSY_W).length;
    return `${timeOf(ts)} power: ${busy} of ${ch.length} meters above 1 kW, ${ch.length - known.length} without a value`;
  });

export const outputLines: StreamLines = (batch, styled) =>
  batch.rows.map((row) => `${timeOf(row[1])} outputs ${pairs(batch, row, styled)}`);

export const lastRowLines: StreamLines = (batch, styled) =>
  batch.rows.slice(-1).map((row) => `${timeOf(row[1])} ${batch.stream} ${pairs(batch, row, styled)}`);

function pairs({ ch, unit }: BatchPayload, [, , values, quality]: Row, styled: Styled): string {
  const texts = ch.map((id, index) => `${id} ${values[index] ?? '-'} ${unit[index] ?? ''}`.trimEnd());
  return texts.join(', ') + markOf(quality, styled);
}

function head(ts: number, id: Value | undefined): string {
  return `${timeOf(ts)} ${String(id).padEnd(NAME_WIDTH)}`;
}

function markOf(quality: number, styled: Styled): string {
  return quality === 0 ? '' : styled(`  ${qualities[quality] ?? quality}`, 'warn');
}

function level(value: Value | undefined): string {
  return (typeof value === 'number' ? value.toFixed(1) : '-').padStart(5);
}
