/**
 * The history as the cycle sees it: takes what happened, hands it in batches to the thread that owns the file, goes on
 * whatever becomes of that. One batch is on its way at a time; what fails stays first in the queue.
 *
 * Promised: after the end of the process, by whatever cause, at most the last ten seconds are missing; after a power
 * cut at most what came since the last closed minute or event. What is there is whole.
 */

import type { Event } from '../../model/event.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { Calibration, History, HistoryCycle, KeptTracks } from '../../ports/history.ts';
import type { StartThread } from '../../ports/thread.ts';
import { calibrationEvents, inForce } from '../file/calibration-rows.ts';
import { createReader } from '../file/reader.ts';
import type { HistorySession } from '../messages.ts';
import { createBatchBuilder, type RecordedChannel } from './batch-builder.ts';
import { createBatchQueue } from './batch-queue.ts';
import { createQuestions } from './questions.ts';
import { createStoreLink, LINK_RETRY_MS } from './store-link.ts';
import { createTroubleTeller } from './write-alarm.ts';

export interface HistoryOptions {
  readonly start: StartThread;
  readonly clock: Clock;
  readonly session: Omit<HistorySession, 'wallMs' | 'channels'>;
  readonly channels: readonly RecordedChannel[];
  /** Outputs without steps. */
  readonly gradual: ReadonlySet<string>;
  /** Called once: what the level tracks are made from, or null when it cannot be had. */
  readonly onKept?: (kept: KeptTracks | null) => void;
}

/** With a cycle of a second a batch is written when its first row is this old: ten seconds with the one to come. */
const BATCH_MS = 9000;
const BATCH_ROWS_MAX = 50;
const TRACKS_EVERY_MS = 300_000;

export function createHistory(options: HistoryOptions): History {
  const { clock, session } = options;
  const channels = options.channels.map(({ id, resolution }) => ({ id, resolution }));
  const builder = createBatchBuilder({ ...options, rowsMax: BATCH_ROWS_MAX });
  const queue = createBatchQueue();
  const trouble = createTroubleTeller(session.path);
  const questions = createQuestions(() => link);
  const link = createStoreLink(
    { start: options.start, clock, session: { ...session, channels } },
    {
      kept: ({ kept }) => tellKept(kept),
      ready({ lastBatch, calibrations: found, events: told, fileBytes: bytes }) {
        // The batch that was on its way when the thread ended: was it written?
        if (onWay !== null && lastBatch >= onWay) queue.shift();
        onWay = null;
        nextId = Math.max(nextId, lastBatch + 1);
        calibrations = inForce(found);
        fileBytes = bytes;
        tellKept(null);
        takeDamage(told);
        sendNext();
      },
      written({ id, result, calibrations: found, events: told, fileBytes: bytes }) {
        if (id !== onWay) return;
        onWay = null;
        fileBytes = bytes;
        takeDamage(told);
        if (found !== null) takeCalibrations(found);
        if (result.ok) {
          queue.shift();
          queue.noteLoss();
          events.push(...trouble.recovered(clock.wallMs(), queue.dropped));
          sendNext();
        } else {
          events.push(...trouble.failed(result.fault.text, clock.wallMs()));
          cancelRetry = clock.at(clock.nowMs() + LINK_RETRY_MS, sendNext);
        }
      },
      answer: ({ id, result }) => questions.answer(id, result),
      closed: () => closed(),
      down(why) {
        tellKept(null);
        questions.giveUp(`the history stopped: ${why}`);
        events.push(...trouble.failed(why, clock.wallMs()));
      },
    },
  );
  let calibrations: ReadonlyMap<string, Calibration> = new Map();
  let events: Event[] = [];
  let onWay: number | null = null;
  let nextId = 1;
  let fileBytes = 0;
  let isKeptTold = false;
  let firstRowMs = 0;
  let lastWallMs = Number.NEGATIVE_INFINITY;
  let tracksDueMs = Number.NEGATIVE_INFINITY;
  let closed = (): void => {};
  let cancelRetry: Cancel = () => {};
  let isClosing = false;
  link.start();

  function tellKept(kept: KeptTracks | null): void {
    if (!isKeptTold) options.onKept?.(kept);
    isKeptTold = true;
  }

  /** A new file has no tracks yet. */
  function takeDamage(told: readonly Event[]): void {
    if (told.length === 0) return;
    events.push(...told);
    tracksDueMs = Number.NEGATIVE_INFINITY;
  }

  function takeCalibrations(found: readonly Calibration[]): void {
    const now = inForce(found);
    events.push(...calibrationEvents(calibrations, now, clock.wallMs()));
    calibrations = now;
  }

  function sendNext(): void {
    if (onWay !== null || !link.isReady) return;
    const batch = queue.first;
    if (batch !== undefined) {
      onWay = nextId++;
      link.send({ kind: 'write', batch: { ...batch, id: onWay } });
    } else if (isClosing) link.send({ kind: 'close' });
  }

  function flush(): void {
    const batch = builder.take();
    if (batch !== null) queue.push(batch);
    sendNext();
  }

  function append(cycle: HistoryCycle): void {
    if (isClosing) return;
    const { nowMs, wallMs } = cycle.image;
    // Later batches may not lie before the tracks they belong to (kept-tracks.ts).
    const isSetBack = wallMs < lastWallMs;
    if (isSetBack) flush();
    lastWallMs = wallMs;
    if (builder.rows === 0) firstRowMs = nowMs;
    builder.add(cycle);
    if (isSetBack) tracksDueMs = nowMs;
    else if (cycle.tracks !== undefined) tracksDueMs = nowMs + TRACKS_EVERY_MS;
    const isFull = nowMs - firstRowMs >= BATCH_MS - 1 || builder.rows >= BATCH_ROWS_MAX;
    if (builder.isUrgent || isFull) flush();
  }

  return {
    ...createReader(questions.ask),
    append,
    wantsTracks: (nowMs) => nowMs >= tracksDueMs,
    takeEvents() {
      const taken = events;
      if (taken.length > 0) events = [];
      return taken;
    },
    calibrationOf: (meter) => calibrations.get(meter) ?? null,
    health: () => ({
      state: link.isReady && trouble.now === null ? 'up' : 'down',
      trouble: trouble.now,
      waiting: queue.length,
      dropped: queue.dropped,
      fileBytes,
    }),
    close(deadlineMs, done) {
      isClosing = true;
      const cancel = clock.at(clock.nowMs() + deadlineMs, () => closed());
      closed = () => {
        closed = () => {};
        cancel();
        cancelRetry();
        link.stop();
        done();
      };
      flush();
      if (!link.isReady) closed();
    },
  };
}
