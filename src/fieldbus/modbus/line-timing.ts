/** The timing of a wire: how long a character takes and how far apart frames must be. */

import type { BusPlan } from '../../plan/site-plan.ts';

/** The timing of one wire. */
export interface ModbusTiming {
  /** Absent where the wire has no pace (TCP). */
  readonly baud?: number;
  /** Start, data, parity and stop bits: 10 for 8N1, 11 otherwise. */
  readonly bitsPerChar?: 10 | 11;
  /** Silence between two frames if longer than the standard's 3.5 characters. */
  readonly minGapMs: number;
  /** How long the line must be quiet after a timeout or garbage. */
  readonly drainMs: number;
}

/** The pace of a bus: start, data, parity and stop bits make 10 bits in 8N1 and 11 in all other formats. */
export function paceOf(plan: BusPlan): Pick<ModbusTiming, 'baud' | 'bitsPerChar'> {
  return plan.kind === 'modbus-tcp' ? {} : { baud: plan.baud, bitsPerChar: plan.format === '8N1' ? 10 : 11 };
}

/** Time of one character, ms; 0 where the wire has no pace. */
export function charMsOf(timing: Pick<ModbusTiming, 'baud' | 'bitsPerChar'>): number {
  return timing.baud === undefined ? 0 : (1000 * (timing.bitsPerChar ?? 11)) / timing.baud;
}

/** 3.5 characters, 1.75 ms above 19200 baud, ms: MODBUS over Serial Line V1.02, 2.5.1.1. */
export function silenceMsOf(timing: Pick<ModbusTiming, 'baud' | 'bitsPerChar'>): number {
  return timing.baud !== undefined && timing.baud > 19_200 ? 1.75 : 3.5 * charMsOf(timing);
}
