/** Gathers cycles until they are written. Only copies numbers into place: it runs inside the control cycle. */

import type { Event } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import { type Quality, qualities, type Reading, type Sample } from '../../model/reading.ts';
import type { DecisionRecord, HistoryCycle, HistoryGap, KeptCycle, Minute } from '../../ports/history.ts';
import type { HistoryBatch } from '../batch.ts';
import type { Block } from '../codec/block-codec.ts';

/** A channel as it is recorded. Readings older than `validMs` are recorded as stale. */
export interface RecordedChannel {
  readonly id: string;
  readonly resolution: number;
  readonly validMs: number;
}

export type UnnumberedBatch = Omit<HistoryBatch, 'id'>;

export interface BatchBuilder {
  add(cycle: HistoryCycle): void;
  /** Cycles since the last `take`. */
  readonly rows: number;
  /** True when it holds what must not wait. */
  readonly isUrgent: boolean;
  take(): UnnumberedBatch | null;
}

export interface BuilderOptions {
  readonly channels: readonly RecordedChannel[];
  /** Outputs that move gradually: of their changes by one rule only the last of a batch is kept. */
  readonly gradual: ReadonlySet<string>;
  readonly rowsMax: number;
}

const DAY_MS = 86_400_000;
const good = qualities.indexOf('good');
const stale = qualities.indexOf('stale');
const codes = Object.fromEntries(qualities.map((quality, code) => [quality, code])) as Record<
  Quality,
  number
>;

export function createBatchBuilder({ channels, gradual, rowsMax }: BuilderOptions): BatchBuilder {
  const width = channels.length;
  const lastDecisions = new Map<string, { readonly value: number; readonly by: string }>();
  let open = emptyBatch(rowsMax, width);
  let rows = 0;
  let day = 0;

  function addRow(image: ProcessImage): void {
    const { wallMs, values, qualities: marks } = open.block;
    wallMs[rows] = image.wallMs;
    let cell = rows * width;
    for (const channel of channels) {
      const reading = image.channels[channel.id];
      const code = codeOf(reading, image.nowMs, channel.validMs);
      marks[cell] = code;
      values[cell] = reading === undefined || code === stale ? Number.NaN : (reading.value ?? Number.NaN);
      cell += 1;
    }
    open.sound.push(heardIn(image));
    rows += 1;
  }

  /** Changes; and once a day all of them, so that what is in force is never far to look for. */
  function addDecisions({ image, decisions }: HistoryCycle): void {
    const today = Math.floor(image.wallMs / DAY_MS);
    if (today !== day) lastDecisions.clear();
    day = today;
    for (const decision of decisions) {
      const last = lastDecisions.get(decision.output);
      if (last !== undefined && last.value === decision.value && last.by === decision.by) continue;
      lastDecisions.set(decision.output, decision);
      const record = { ...decision, wallMs: image.wallMs };
      const before = gradual.has(decision.output) ? earlier(open.decisions, record) : -1;
      if (before < 0) open.decisions.push(record);
      else open.decisions[before] = record;
    }
  }

  return {
    get rows() {
      return rows;
    },
    get isUrgent() {
      return open.events.length > 0 || open.minutes.length > 0 || open.tracks !== null;
    },
    add(cycle) {
      if (rows < rowsMax) addRow(cycle.image);
      addDecisions(cycle);
      open.events.push(...cycle.events);
      open.minutes.push(...cycle.minutes);
      open.tracks = cycle.tracks ?? open.tracks;
    },
    take() {
      if (rows === 0) return null;
      const { block, ...lists } = open;
      const taken = { ...lists, wallMs: block.wallMs[0] ?? 0, block: firstRows(block, rows, width) };
      open = emptyBatch(rowsMax, width);
      rows = 0;
      return taken;
    },
  };
}

interface OpenBatch {
  readonly block: Block;
  readonly sound: KeptCycle[];
  readonly minutes: Minute[];
  readonly events: Event[];
  readonly decisions: DecisionRecord[];
  readonly gaps: readonly HistoryGap[];
  tracks: string | null;
}

function emptyBatch(rowsMax: number, width: number): OpenBatch {
  const block = {
    wallMs: new Float64Array(rowsMax),
    values: new Float64Array(rowsMax * width),
    qualities: new Uint8Array(rowsMax * width),
  };
  return { block, sound: [], minutes: [], events: [], decisions: [], gaps: [], tracks: null };
}

function firstRows(block: Block, rows: number, width: number): Block {
  if (rows === block.wallMs.length) return block;
  return {
    wallMs: block.wallMs.slice(0, rows),
    values: block.values.slice(0, rows * width),
    qualities: block.qualities.slice(0, rows * width),
  };
}

function codeOf(reading: Reading | undefined, nowMs: number, validMs: number): number {
  if (reading === undefined) return stale;
  const code = codes[reading.quality];
  return code === good && nowMs - reading.takenMs > validMs ? stale : code;
}

/**
 * Times of the samples count from the cycle: the monotonic clock means nothing after a restart. Rounded as `tick` does
 * when it books them, so that they go into the same minute again.
 */
function heardIn({ wallMs, utcOffsetMin, nowMs, samples }: ProcessImage): KeptCycle {
  const counted = samples.map(
    (sample): Sample => ({ ...sample, takenMs: Math.round(sample.takenMs - nowMs) }),
  );
  return { wallMs, utcOffsetMin, samples: counted };
}

/** Where the same output was last moved by the same rule and by none since; -1 for nowhere. */
function earlier(decisions: readonly DecisionRecord[], { output, by }: DecisionRecord): number {
  const at = decisions.findLastIndex((one) => one.output === output);
  return decisions[at]?.by === by ? at : -1;
}
