/** The channels of a block, as the text that the table `words` holds once for all blocks. */

import type { StoredChannel } from './block-codec.ts';

export function channelsText(channels: readonly StoredChannel[]): string {
  return JSON.stringify(channels.map(({ id, resolution }) => [id, resolution]));
}

export function channelsOf(text: string): readonly StoredChannel[] {
  let channels = parsed.get(text);
  if (channels === undefined) {
    const pairs = JSON.parse(text) as readonly (readonly [string, number])[];
    channels = pairs.map(([id, resolution]) => ({ id, resolution }));
    if (parsed.size >= PARSED_MAX) parsed.clear();
    parsed.set(text, channels);
  }
  return channels;
}

/** Thousands of blocks share a set of channels, which changes only with the site file. */
const parsed = new Map<string, readonly StoredChannel[]>();
const PARSED_MAX = 16;
