/** What a row of `seconds` holds: the block and the sound that came with it, deflated together. */

import type { SpectrumSample } from '../../model/spectrum.ts';
import type { SoundCycle } from '../../ports/history-writer.ts';
import { type Block, packBlock, type StoredChannel, unpackBlock } from './block-codec.ts';
import { deflated, inflated } from './deflated.ts';
import { packSound, unpackSound } from './sound-codec.ts';
import { packSpectra, unpackSpectra } from './spectra-codec.ts';
import { varintReader, varintWriter } from './varints.ts';

/** Seconds of all channels, and each sample of sound in them. */
export interface PackedSeconds {
  readonly block: Block;
  /** As many cycles as the block has seconds. */
  readonly sound: readonly SoundCycle[];
}

/** The value of a row; `channels` are the columns of the block. */
export function packSeconds({ block, sound }: PackedSeconds, channels: readonly StoredChannel[]): Uint8Array {
  const out = varintWriter();
  packBlock(out, block, channels);
  packSound(out, sound);
  // Behind the rest: rows without spectra are as they always were.
  if (sound.some(({ spectra }) => spectra !== undefined)) packSpectra(out, sound);
  return deflated(out.bytes());
}

/** What was packed for `count` seconds, or null when the bytes are damaged. */
export function unpackSeconds(
  bytes: Uint8Array,
  count: number,
  channels: readonly StoredChannel[],
): PackedSeconds | null {
  const content = inflated(bytes);
  if (content === null) return null;
  const source = varintReader(content);
  const block = unpackBlock(source, count, channels);
  const sound = unpackSound(source, count);
  if (source.isAtEnd) return { block, sound };
  const spectra = unpackSpectra(source, count);
  return { block, sound: sound.map((cycle, row) => withSpectra(cycle, spectra[row] ?? [])) };
}

function withSpectra(cycle: SoundCycle, spectra: readonly SpectrumSample[]): SoundCycle {
  return spectra.length === 0 ? cycle : { ...cycle, spectra };
}
