/**
 * What an exchange costs a bus: the one cost function that the read planner minimises and the bus calculator adds up.
 * MODBUS over Serial Line V1.02, 2.5.1.1: 3.5 characters of silence between frames, 1.75 ms above 19200 baud.
 */

import type { DeviceDefinition, ReadBlock } from './definition.ts';

/** Timing of the line to a device. */
export interface Line {
  /** One character with start, data, parity and stop bits, ms. 0 where the wire has no pace. */
  readonly charMs: number;
  /** Silence that the standard requires between two frames, ms. */
  readonly gapMs: number;
  /** Usual time to answer, for devices whose own is not known, ms; manuals mostly give only the maximum. */
  readonly turnaroundMs: number;
}

/** Timing of a device that the cost of an exchange depends on. */
export type Pace = Pick<DeviceDefinition, 'minGapMs' | 'turnaroundMs'>;

const TURNAROUND_MS = 20;
/** Unit id, function code, address and count or value, checksum: of a read, and of both frames of a write. */
const FRAME_CHARS = 8;
/** Unit id, function code, byte count, checksum. */
const REPLY_CHARS = 5;

/** A serial line with this setting. */
export function serialLine({ baud, format }: DeviceDefinition['serial']): Line {
  const charMs = ((format === '8N1' ? 10 : 11) * 1000) / baud;
  return { charMs, gapMs: baud > 19_200 ? 1.75 : 3.5 * charMs, turnaroundMs: TURNAROUND_MS };
}

/** Behind TCP only the device itself counts, because the line behind a gateway is not known. */
export const tcpLine: Line = { charMs: 0, gapMs: 0, turnaroundMs: TURNAROUND_MS };

/** Time the line is taken by one read, until the next request may begin. */
export function readMs({ table, count }: Pick<ReadBlock, 'table' | 'count'>, pace: Pace, line: Line): number {
  const isBits = table === 'coil' || table === 'discrete';
  return exchangeMs(FRAME_CHARS + REPLY_CHARS + (isBits ? Math.ceil(count / 8) : 2 * count), pace, line);
}

/** Time the line is taken by one write of a coil or register (FC 05 and 06, whose answer repeats the request). */
export function writeMs(pace: Pace, line: Line): number {
  return exchangeMs(2 * FRAME_CHARS, pace, line);
}

function exchangeMs(chars: number, pace: Pace, line: Line): number {
  const answerMs = line.gapMs + (pace.turnaroundMs ?? line.turnaroundMs);
  return chars * line.charMs + answerMs + Math.max(line.gapMs, pace.minGapMs);
}
