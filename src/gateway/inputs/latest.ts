/**
 * The newest reading of every channel, and every sound sample since the last freeze, so that each second of sound is
 * integrated once however polls and cycles drift against each other.
 *
 * Two buffers take turns, as in a PLC: a frozen image stays as it is until the freeze after the next one, and a
 * freeze copies only what changed.
 */

import { bad, type ChannelId, type Reading, type Sample } from '../../model/reading.ts';
import type { SpectrumSample } from '../../model/spectrum.ts';
import type { ChannelPlan } from '../../plan/control-plan.ts';

/** More than this between two freezes means the cycle stands still; further samples are dropped. */
const SAMPLES_MAX = 10_000;

/** The latest reading of each channel, and the samples since the last freeze. */
export interface Latest {
  /** Takes a reading of a channel of the plan; others are not kept. */
  put(channel: ChannelId, reading: Reading): void;
  addSample(sample: Sample): void;
  addSpectrum(spectrum: SpectrumSample): void;
  freeze(): Frozen;
}

interface Frozen {
  readonly channels: Readonly<Record<ChannelId, Reading>>;
  readonly samples: readonly Sample[];
  readonly spectra: readonly SpectrumSample[];
}

type Buffer = Record<ChannelId, Reading>;

/**
 * Every channel of the plan begins without a reading, dated `nowMs`. Readings of other channels are dropped.
 */
export function createLatest(plan: Readonly<Record<ChannelId, ChannelPlan>>, nowMs: number): Latest {
  const channels = Object.keys(plan);
  const places = new Map(channels.map((channel, place) => [channel, place]));
  let next = emptyBuffer(channels, nowMs);
  let handedOut = emptyBuffer(channels, nowMs);
  /** Since the last freeze, and between the two before it. */
  let changes = noChanges();
  let changesBefore = noChanges();
  let samples: Sample[] = [];
  let spectra: SpectrumSample[] = [];
  return {
    put(channel, reading) {
      const place = places.get(channel);
      if (place === undefined) return;
      if (changes.readings[place] === undefined) changes.places.push(place);
      changes.readings[place] = reading;
    },
    addSample(sample) {
      if (samples.length < SAMPLES_MAX) samples.push(sample);
    },
    addSpectrum(spectrum) {
      if (spectra.length < SAMPLES_MAX) spectra.push(spectrum);
    },
    freeze() {
      copy(changesBefore, channels, next);
      copy(changes, channels, next);
      const frozen = { channels: next, samples, spectra };
      [next, handedOut] = [handedOut, next];
      forget(changesBefore);
      [changes, changesBefore] = [changesBefore, changes];
      samples = [];
      spectra = [];
      return frozen;
    },
  };
}

/** By place of the channel, and which places those are: some hundred a second, so no map is filled and emptied. */
interface Changes {
  readonly readings: (Reading | undefined)[];
  readonly places: number[];
}

function noChanges(): Changes {
  return { readings: [], places: [] };
}

function copy({ readings, places }: Changes, channels: readonly ChannelId[], into: Buffer): void {
  for (const place of places) {
    const channel = channels[place];
    const reading = readings[place];
    if (channel !== undefined && reading !== undefined) into[channel] = reading;
  }
}

function forget({ readings, places }: Changes): void {
  for (const place of places) readings[place] = undefined;
  places.length = 0;
}

function emptyBuffer(channels: readonly ChannelId[], nowMs: number): Buffer {
  const neverRead = bad({ kind: 'never-read' }, nowMs);
  return Object.fromEntries(channels.map((channel) => [channel, neverRead]));
}
