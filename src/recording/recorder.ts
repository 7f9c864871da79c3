/**
 * Recordings: everything `tick` was given and everything it decided, one JSON text per line, changes only. The first
 * line holds the control plan and the state, so that a replay needs no other file.
 */

import type { ControlState, TickResult } from '../control/tick.ts';
import type { Decision } from '../model/decision.ts';
import type { Fault } from '../model/fault.ts';
import type { OperatorRequest, ProcessImage } from '../model/image.ts';
import { type Quality, qualities, type Reading, type Sample } from '../model/reading.ts';
import { recordedMessage } from '../model/recorded-message.ts';
import type { SpectrumSample } from '../model/spectrum.ts';
import type { ControlPlan } from '../plan/control-plan.ts';
import type { LineSink } from '../ports/line-sink.ts';
import type { Observer } from '../ports/observer.ts';

/** Version 1 had other names for the parts of the state; it is still read. */
export const RECORDING_VERSION = 2;

/** The first line of a recording. */
export interface RecordingHeader {
  readonly recording: 'quietpost';
  readonly v: number;
  readonly config: string;
  readonly plan: ControlPlan;
  /** At the first cycle. Read it with `recordedState` (recorded-plan.ts). */
  readonly state: ControlState;
}

/** Channel index in the plan, value, time taken, quality index, fault. */
type ReadingRow = readonly [number, number | null, number, number, RecordedFault?];

/** Older recordings call a suspended device `parked`, and hold the detail of a fault as text. */
type RecordedFault = Fault | { readonly kind: 'parked'; readonly retryInMs: number };

/** One cycle in a recording. Readings, requests and decisions that are absent are those of the cycle before. */
export interface CycleRow {
  /** Cycle, monotonic ms, wall ms, UTC offset in minutes, clock synchronised. */
  readonly t: readonly [number, number, number, number, 0 | 1];
  readonly ch?: readonly ReadingRow[];
  readonly sm?: readonly Sample[];
  /** Spectra since the cycle before. */
  readonly sp?: readonly SpectrumSample[];
  /** The wall clock was set by so many ms since the cycle before. */
  readonly cs?: number;
  /** Present when the requests changed. */
  readonly rq?: readonly OperatorRequest[];
  /** While control has not begun: the positions of outputs. */
  readonly st?: Readonly<Record<string, number>>;
  /** Present when any decision changed: all of them. */
  readonly d?: readonly Decision[];
}

/** An observer that writes each cycle to a sink. */
export interface Recorder extends Observer<TickResult> {
  /** From the next cycle on; a recording has one plan, so another file begins. */
  planChanged(plan: ControlPlan, config: string): void;
}

/** An observer that writes each cycle to `sink`; `state` is the one before the first. */
export function createRecorder(
  sink: LineSink,
  plan: ControlPlan,
  config: string,
  state: ControlState,
): Recorder {
  let common = { recording: 'quietpost', v: RECORDING_VERSION, config, plan } as const;
  let lastState = state;
  const begin = (first: ControlState): void => {
    sink.write(JSON.stringify({ ...common, state: first } satisfies RecordingHeader));
  };
  begin(state);
  const ids = Object.keys(plan.channels);
  const last: (Reading | undefined)[] = ids.map(() => undefined);
  let requests = '[]';
  let decisions = '';

  return {
    name: 'recording',
    cycle({ image, result }) {
      const ch: ReadingRow[] = [];
      ids.forEach((id, index) => {
        const reading = image.channels[id];
        if (reading === undefined || reading === last[index]) return;
        last[index] = reading;
        ch.push(rowOf(index, reading));
      });
      const requestsNow = JSON.stringify(image.requests);
      const decisionsNow = JSON.stringify(result.decisions);
      const row: CycleRow = {
        t: [image.cycle, image.nowMs, image.wallMs, image.utcOffsetMin, image.clockSynced ? 1 : 0],
        ...(ch.length > 0 ? { ch } : {}),
        ...(image.samples.length > 0 ? { sm: image.samples } : {}),
        ...(image.spectra === undefined ? {} : { sp: image.spectra }),
        ...(requestsNow !== requests ? { rq: image.requests } : {}),
        ...(image.clockStepMs === undefined ? {} : { cs: image.clockStepMs }),
        ...(image.standing === undefined ? {} : { st: image.standing }),
        ...(decisionsNow !== decisions ? { d: result.decisions } : {}),
      };
      requests = requestsNow;
      decisions = decisionsNow;
      sink.write(JSON.stringify(row));
      lastState = result.state;
      if (sink.isFull === true) beginAnew();
    },
    planChanged(nextPlan, nextConfig) {
      common = { ...common, config: nextConfig, plan: nextPlan };
      beginAnew();
    },
  };

  /** Each file stands for itself: it begins with the state, and its first row holds everything. */
  function beginAnew(): void {
    sink.begin?.();
    begin(lastState);
    last.fill(undefined);
    requests = '[]';
    decisions = '';
  }
}

/** Rebuilds the images of a recording, line by line. */
export function createImageReader(plan: ControlPlan): (row: CycleRow) => ProcessImage {
  const ids = Object.keys(plan.channels);
  const channels: Record<string, Reading> = {};
  let requests: readonly OperatorRequest[] = [];
  return (row) => {
    for (const reading of row.ch ?? []) {
      const id = ids[reading[0]];
      if (id !== undefined) channels[id] = readingOf(reading);
    }
    requests = row.rq ?? requests;
    const [cycle, nowMs, wallMs, utcOffsetMin, synced] = row.t;
    const samples = row.sm ?? [];
    return {
      cycle,
      nowMs,
      wallMs,
      utcOffsetMin,
      clockSynced: synced === 1,
      channels: { ...channels },
      samples,
      requests,
      ...(row.sp === undefined ? {} : { spectra: row.sp }),
      ...(row.cs === undefined ? {} : { clockStepMs: row.cs }),
      ...(row.st === undefined ? {} : { standing: row.st }),
    };
  };
}

function rowOf(index: number, reading: Reading): ReadingRow {
  const common = [index, reading.value, reading.takenMs, qualities.indexOf(reading.quality)] as const;
  return reading.fault === undefined ? common : [...common, reading.fault];
}

function readingOf(row: ReadingRow): Reading {
  const [, value, takenMs, quality, fault] = row;
  const named: Quality = qualities[quality] ?? 'stale';
  if (fault === undefined) return { value, takenMs, quality: named };
  return { value, takenMs, quality: named, fault: todaysFault(fault) };
}

function todaysFault(fault: RecordedFault): Fault {
  if (fault.kind === 'parked') return { kind: 'suspended', retryInMs: fault.retryInMs };
  return 'detail' in fault ? { ...fault, detail: recordedMessage(fault.detail) } : fault;
}
