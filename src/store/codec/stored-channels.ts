/** The channels of a block, as the text that the table `words` holds once for all blocks. */

import type { StoredChannel } from './block-codec.ts';

/** Ids and resolutions, in the order of the columns. */
export function channelsText(channels: readonly StoredChannel[]): string {
  return JSON.stringify(channels.map(({ id, resolution }) => [id, resolution]));
}

/** The channels of such a text. Few texts come again and again, so they are parsed once. */
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
