/**
 * The newest reading of every channel, and every sound sample since the last freeze, so that each second of sound is
 * integrated once however polls and cycles drift against each other.
 *
 * Two buffers take turns, as in a PLC: a frozen image stays as it is until the freeze after the next one, and a
 * freeze copies only what changed.
 */

import type { ChannelPlan } from '../control/plan.ts';
import { bad, type ChannelId, type Reading, type Sample } from '../model/reading.ts';

/** More than this between two freezes means the cycle stands still; further samples are dropped. */
const SAMPLES_MAX = 10_000;

export interface Latest {
  /** Takes a reading of a channel of the plan; others are not kept. */
  put(channel: ChannelId, reading: Reading): void;
  addSample(sample: Sample): void;
  freeze(): { readonly channels: Readonly<Record<ChannelId, Reading>>; readonly samples: readonly Sample[] };
}

type Buffer = Record<ChannelId, Reading>;

export function createLatest(plan: Readonly<Record<ChannelId, ChannelPlan>>, nowMs: number): Latest {
  const known = new Set(Object.keys(plan));
  let next = emptyBuffer(known, nowMs);
  let handedOut = emptyBuffer(known, nowMs);
  /** Since the last freeze, and between the two before it. */
  let changed = new Map<ChannelId, Reading>();
  let changedBefore = new Map<ChannelId, Reading>();
  let samples: Sample[] = [];
  return {
    put(channel, reading) {
      if (known.has(channel)) changed.set(channel, reading);
    },
    addSample(sample) {
      if (samples.length < SAMPLES_MAX) samples.push(sample);
    },
    freeze() {
      for (const [channel, reading] of changedBefore) next[channel] = reading;
      for (const [channel, reading] of changed) next[channel] = reading;
      const frozen = { channels: next, samples };
      [next, handedOut] = [handedOut, next];
      [changed, changedBefore] = [changedBefore, changed];
      changed.clear();
      samples = [];
      return frozen;
    },
  };
}

function emptyBuffer(channels: ReadonlySet<ChannelId>, nowMs: number): Buffer {
  const neverRead = bad({ kind: 'never-read' }, nowMs);
  return Object.fromEntries([...channels].map((channel) => [channel, neverRead]));
}
