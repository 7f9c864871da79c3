/** Collects cycles until they are written. It only copies numbers into place, because it runs inside the control cycle. */

import type { Decision } from '../../model/decision.ts';
import { DAY_MS } from '../../model/duration.ts';
import type { Event } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import { isFresh, type Quality, qualities, type Reading, type Sample } from '../../model/reading.ts';
import type {
  AckRecord,
  AttributionMinute,
  ConfigVersion,
  DecisionRecord,
  HistoryGap,
  Minute,
  NoiseEventRecord,
} from '../../ports/history.ts';
import type { HistoryCycle, SoundCycle } from '../../ports/history-writer.ts';
import type { Cursors } from '../../ports/journal.ts';
import { type HistoryBatch, mustBeDurable } from '../batch.ts';
import type { Block } from '../codec/block-codec.ts';

/** A channel as it is recorded. Readings older than `validMs` are recorded as stale. */
export interface RecordedChannel {
  readonly id: string;
  readonly resolution: number;
  readonly validMs: number;
}

/** A batch before it has its number in the order of writing, and who waits for it to be written. */
export interface UnnumberedBatch extends Omit<HistoryBatch, 'id'> {
  readonly written?: readonly (() => void)[];
}

/** The batch that is still open. `take` closes it and begins the next one; null when nothing was added. */
export interface BatchBuilder {
  add(cycle: HistoryCycle): void;
  /** Answers that belong to the next cycle; `take` leaves them until then. */
  addWithCycle(acks: readonly AckRecord[], written?: () => void): void;
  /** What belongs to no cycle. */
  addRecords(records: { readonly events?: readonly Event[]; readonly acks?: readonly AckRecord[] }): void;
  /** What is still to be sent. */
  keep(cursors: Cursors): void;
  /** A snapshot that belongs to no cycle. */
  addSnapshot(snapshot: string): void;
  /** Cycles since the last `take`. */
  readonly rows: number;
  /** True when it is not to wait for a row after the one of `nowMs`. */
  isFull(nowMs: number): boolean;
  /** True when it holds what must not wait. */
  readonly isUrgent: boolean;
  take(): UnnumberedBatch | null;
}

interface BuilderOptions {
  readonly channels: readonly RecordedChannel[];
  /** Outputs that move gradually: of their changes by one rule only the last of a batch is kept. */
  readonly gradual: ReadonlySet<string>;
  readonly rowsMax: number;
}

/** With a cycle of a second a batch is written when its first row is this old: ten seconds with the one to come. */
const BATCH_MS = 9000;
const GOOD = qualities.indexOf('good');
const STALE = qualities.indexOf('stale');
const codeOfQuality = Object.fromEntries(qualities.map((quality, code) => [quality, code])) as Record<
  Quality,
  number
>;

/** Begins with an empty batch; channels and rows of its block are fixed here. */
export function createBatchBuilder(options: BuilderOptions): BatchBuilder {
  const { channels, rowsMax } = options;
  const state: State = {
    options,
    lastDecisions: new Map(),
    open: emptyBatch(rowsMax, channels.length),
    nextAcks: [],
    nextWritten: [],
    rows: 0,
    firstMs: 0,
    day: 0,
    wallMs: 0,
  };
  return {
    get rows() {
      return state.rows;
    },
    isFull: (nowMs) => state.rows >= rowsMax || (state.rows > 0 && nowMs - state.firstMs >= BATCH_MS - 1),
    get isUrgent() {
      const { open } = state;
      const isAwaited = open.written.length > 0 || open.events.length + open.acks.length > 0;
      return mustBeDurable(open) || open.tracks !== null || isAwaited;
    },
    add(cycle) {
      if (state.rows === 0) state.firstMs = cycle.image.nowMs;
      if (state.rows < rowsMax) addRow(state, cycle.image);
      addDecisions(state, cycle);
      const { open } = state;
      open.events.push(...cycle.events);
      open.minutes.push(...cycle.minutes);
      open.attribution.push(...(cycle.attribution ?? []));
      open.noiseEvents.push(...(cycle.noiseEvents ?? []));
      open.acks.push(...state.nextAcks.splice(0));
      open.written.push(...state.nextWritten.splice(0));
      open.tracks = cycle.tracks ?? open.tracks;
      open.snapshot = cycle.snapshot ?? open.snapshot;
      if (cycle.config !== undefined)
        open.configs = [...(open.configs ?? []), { ...cycle.config, sinceMs: cycle.image.wallMs }];
      state.wallMs = cycle.image.wallMs;
      open.isSynced = cycle.image.clockSynced;
    },
    addWithCycle(acks, written) {
      state.nextAcks.push(...acks);
      if (written !== undefined) state.nextWritten.push(written);
    },
    addRecords({ events = [], acks = [] }) {
      state.open.events.push(...events);
      state.open.acks.push(...acks);
    },
    keep(cursors) {
      state.open.cursors = cursors;
    },
    addSnapshot(snapshot) {
      state.open.snapshot = snapshot;
    },
    take: () => take(state),
  };
}

interface State {
  readonly options: BuilderOptions;
  readonly lastDecisions: Map<string, Pick<Decision, 'value' | 'by'>>;
  open: OpenBatch;
  /** For the cycle to come. */
  readonly nextAcks: AckRecord[];
  readonly nextWritten: (() => void)[];
  /** Filled rows of `open`. */
  rows: number;
  /** Monotonic time of the first one. */
  firstMs: number;
  /** Of the last cycle, counted in UTC. */
  day: number;
  /** Of the last cycle. */
  wallMs: number;
}

function addRow(state: State, image: ProcessImage): void {
  const { open, rows } = state;
  const { channels } = state.options;
  const { wallMs, values, qualities: codes } = open.block;
  wallMs[rows] = image.wallMs;
  let cell = rows * channels.length;
  for (const channel of channels) {
    const reading = image.channels[channel.id];
    const code = codeOf(reading, image.nowMs, channel.validMs);
    codes[cell] = code;
    values[cell] = reading === undefined || code === STALE ? Number.NaN : (reading.value ?? Number.NaN);
    cell += 1;
  }
  open.sound.push(soundOf(image));
  state.rows += 1;
}

/** Adds what changed, and once a day all decisions: a query for what is in force never searches far (queries.ts). */
function addDecisions(state: State, { image, decisions }: HistoryCycle): void {
  const { open, lastDecisions } = state;
  const today = Math.floor(image.wallMs / DAY_MS);
  if (today !== state.day) lastDecisions.clear();
  state.day = today;
  for (const decision of decisions) {
    const last = lastDecisions.get(decision.output);
    if (last !== undefined && last.value === decision.value && last.by === decision.by) continue;
    lastDecisions.set(decision.output, decision);
    const record = { ...decision, wallMs: image.wallMs };
    const before = state.options.gradual.has(decision.output) ? earlier(open.decisions, record) : -1;
    if (before < 0) open.decisions.push(record);
    else open.decisions[before] = record;
  }
}

function take(state: State): UnnumberedBatch | null {
  const { rows, open } = state;
  const { channels, rowsMax } = state.options;
  const isEmpty = open.snapshot === null && open.events.length + open.acks.length === 0;
  if (rows === 0 && isEmpty) return null;
  const { block, ...lists } = open;
  state.open = emptyBatch(rowsMax, channels.length);
  state.rows = 0;
  if (rows === 0) return { ...lists, wallMs: state.wallMs, block: null };
  return { ...lists, wallMs: block.wallMs[0] ?? 0, block: firstRows(block, rows, channels.length) };
}

interface OpenBatch {
  readonly block: Block;
  readonly sound: SoundCycle[];
  readonly minutes: Minute[];
  readonly events: Event[];
  readonly decisions: DecisionRecord[];
  readonly gaps: readonly HistoryGap[];
  readonly attribution: AttributionMinute[];
  readonly noiseEvents: NoiseEventRecord[];
  readonly acks: AckRecord[];
  readonly written: (() => void)[];
  cursors: Cursors | null;
  isSynced: boolean;
  tracks: string | null;
  snapshot: string | null;
  configs?: readonly ConfigVersion[];
}

function emptyBatch(rowsMax: number, width: number): OpenBatch {
  const block = {
    wallMs: new Float64Array(rowsMax),
    values: new Float64Array(rowsMax * width),
    qualities: new Uint8Array(rowsMax * width),
  };
  const lists = { sound: [], minutes: [], events: [], decisions: [], gaps: [] };
  const log = { attribution: [], noiseEvents: [], acks: [], written: [], cursors: null, isSynced: false };
  return { block, ...lists, ...log, tracks: null, snapshot: null };
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
  if (reading === undefined) return STALE;
  const code = codeOfQuality[reading.quality];
  return code === GOOD && !isFresh(reading, nowMs, validMs) ? STALE : code;
}

/**
 * Times of the samples count from the cycle: the monotonic clock means nothing after a restart. They are rounded as
 * `tick` rounds them, so that a restart puts them into the same minute.
 */
function soundOf({ wallMs, utcOffsetMin, nowMs, samples, spectra }: ProcessImage): SoundCycle {
  const relative = samples.map(
    (sample): Sample => ({ ...sample, takenMs: Math.round(sample.takenMs - nowMs) }),
  );
  if (spectra === undefined) return { wallMs, utcOffsetMin, samples: relative };
  const ofCycle = spectra.map((one) => ({ ...one, takenMs: Math.round(one.takenMs - nowMs) }));
  return { wallMs, utcOffsetMin, samples: relative, spectra: ofCycle };
}

/** Where the same output was last moved by the same rule and by none since; -1 for nowhere. */
function earlier(decisions: readonly DecisionRecord[], { output, by }: DecisionRecord): number {
  const at = decisions.findLastIndex((one) => one.output === output);
  return decisions[at]?.by === by ? at : -1;
}
