/** The channels of a block, as the text that `words` keeps once for all blocks. */

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

/** Blocks come by the thousand, sets of channels change with the site file. */
const parsed = new Map<string, readonly StoredChannel[]>();
const PARSED_MAX = 16;
