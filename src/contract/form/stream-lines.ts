/** What `quietpost watch` prints of the rows of each stream. */

import { qualities } from '../../model/reading.ts';
import { gateStates } from '../../model/sound/gate.ts';
import { type BatchPayload, rowsIn } from './batch.ts';
import type { Row } from './row.ts';
import type { Styled } from './styled.ts';
import type { LineContext } from './topic.ts';

/** Gives the lines of one batch. */
export type StreamLines = (
  batch: BatchPayload,
  marks: Marks,
  columns: readonly string[],
) => readonly string[];

type Marks = Pick<LineContext, 'styled' | 'timeOf'>;

type Value = Row[2][number];

const NAME_WIDTH = 20;
/** A meter above this is busy. */
const BUSY_W = 1000;

/** `time  meter  LAeq  LAFmax`, one line per meter and second. */
export const levelLines: StreamLines = (batch, { styled, timeOf }) =>
  rowsIn(batch).map(([, ts, [meter, laeq, lafmax], quality]) => {
    const peak = lafmax == null ? '' : `  LAFmax ${level(lafmax)} dB`;
    return `${head(timeOf(ts), meter)} LAeq ${level(laeq)} dB${peak}${markOf(quality, styled)}`;
  });

/** `time  meter  LAeq  LAFmax  valid seconds`, one line per meter and minute. */
export const minuteLines: StreamLines = (batch, { styled, timeOf }) =>
  rowsIn(batch).map(([, ts, [id, laeq, lafmax, valid], quality]) => {
    const values = `LAeq ${level(laeq)} dB  LAFmax ${level(lafmax)} dB  minute, ${valid} s valid`;
    return `${head(timeOf(ts), id)} ${values}${markOf(quality, styled)}`;
  });

/** The loudest band of each spectrum, because nobody reads 32 numbers in a line. */
export const bandLines: StreamLines = (batch, { styled, timeOf }, columns) =>
  rowsIn(batch).map(([, ts, [id, valid, lceq, ...bands], quality]) => {
    const levels = bands.map((value) => (typeof value === 'number' ? value : Number.NEGATIVE_INFINITY));
    const most = levels.indexOf(Math.max(...levels));
    const loudest = levels.some(Number.isFinite)
      ? `most at ${columns[most + 3] ?? '?'} Hz, ${level(bands[most])} dB`
      : 'none';
    const c = typeof lceq === 'number' ? `  LCeq ${level(lceq)} dB` : '';
    return `${head(timeOf(ts), id)} bands of a minute, ${valid} s valid: ${loudest}${c}${markOf(quality, styled)}`;
  });

/** The equipment's part of a minute, one line per receptor. */
export const attributionLines: StreamLines = (batch, { styled, timeOf }) =>
  rowsIn(batch).map(([, ts, [id, equipment, rest, uncertainty, gate], quality]) => {
    const known = typeof gate === 'number' ? (gateStates[gate] ?? gate) : '-';
    const sure = typeof uncertainty === 'number' ? ` known to ${uncertainty.toFixed(1)} dB` : '';
    const values = `equipment ${level(equipment)} dB${sure}, steady rest ${level(rest)} dB, ${known}`;
    return `${head(timeOf(ts), id)} ${values}${markOf(quality, styled)}`;
  });

/** One line per noise event: its kind, how sure, how long, how loud. */
export const noiseEventLines: StreamLines = (batch, { styled, timeOf }) =>
  rowsIn(batch).map(([, ts, [id, kind, confidence, seconds, most, above]]) => {
    const sure = typeof confidence === 'number' ? `${Math.round(100 * confidence)} %` : '-';
    const values = `${styled(String(kind), 'faint')} (${sure}) for ${seconds} s, up to ${level(most)} dB, ${level(above)} dB above usual`;
    return `${head(timeOf(ts), id)} noise event: ${values}`;
  });

/** From the last row only, because the others are nearly the same. */
export const powerLines: StreamLines = (batch, { timeOf }) =>
  rowsIn(batch)
    .slice(-1)
    .map(([, ts, values]) => {
      const known = values.filter((value) => typeof value === 'number');
      const busy = known.filter((value) => value >= BUSY_W).length;
      return `${timeOf(ts)} power: ${busy} of ${values.length} meters above 1 kW, ${values.length - known.length} without a value`;
    });

/** What each output shall be, by which rule, and why. */
export const outputLines: StreamLines = (batch, { styled, timeOf }) =>
  rowsIn(batch).map(([, ts, [output, wanted, by, reason]]) => {
    return `${head(timeOf(ts), output)} ${wanted ?? '-'} % by ${by} ${styled(`(${reason})`, 'faint')}`;
  });

/** With names once the birth is known. */
export const lastRowLines: StreamLines = (batch, { styled, timeOf }, columns) =>
  rowsIn(batch)
    .slice(-1)
    .map(([, ts, values, quality]) => {
      const texts = values.map(
        (value, index) => `${columns[index] ?? `column ${index + 1}`} ${value ?? '-'}`,
      );
      return `${timeOf(ts)} ${batch.stream} ${texts.join(', ')}${markOf(quality, styled)}`;
    });

function head(time: string, id: Value | undefined): string {
  return `${time} ${String(id).padEnd(NAME_WIDTH)}`;
}

/** The worst of the row. */
function markOf(quality: Row[3], styled: Styled): string {
  if (quality === 0) return '';
  const worst = Math.max(...quality);
  return styled(`  ${qualities[worst] ?? worst}`, 'warn');
}

function level(value: Value | undefined): string {
  return (typeof value === 'number' ? value.toFixed(1) : '-').padStart(5);
}
