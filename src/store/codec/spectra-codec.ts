/**
 * The spectra of a block: by meter and band, because a band changes little from one second to the next, in differences of
 * tenths of a dB. Deflate does the rest: 32 bands of a night street take two to three MB a day.
 */

import { qualities } from '../../model/reading.ts';
import type { SpectrumSample } from '../../model/spectrum.ts';
import type { SoundCycle } from '../../ports/history-writer.ts';
import { putText, takeText } from './text-codec.ts';
import type { VarintReader, VarintWriter } from './varints.ts';

const PER_DB = 10;

/** Writes the spectra behind what is there, rounded to tenths of a dB. */
export function packSpectra(out: VarintWriter, cycles: readonly SoundCycle[]): void {
  const rows = cycles.flatMap(({ spectra = [] }, cycle) => spectra.map((sample) => ({ cycle, sample })));
  const channels = [...new Set(rows.map(({ sample }) => sample.channel))];
  putText(out, JSON.stringify(channels));
  for (const channel of channels) {
    const own = rows.filter(({ sample }) => sample.channel === channel);
    const width = Math.max(...own.map(({ sample }) => sample.bandsDb?.length ?? 0));
    out.put(width);
    out.put(own.length);
    let last = 0;
    for (const { cycle } of own) {
      out.put(cycle - last);
      last = cycle;
    }
    for (const { sample } of own) putHead(out, sample);
    putColumn(
      out,
      own.map(({ sample }) => sample.lceqDb),
    );
    const known = own.flatMap(({ sample }) => (sample.bandsDb === null ? [] : [sample.bandsDb]));
    for (let band = 0; band < width; band++) {
      putColumn(
        out,
        known.map((bandsDb) => bandsDb[band] ?? 0),
      );
    }
  }
}

/** The spectra by cycle; an empty list for a cycle without any. */
export function unpackSpectra(source: VarintReader, count: number): readonly (readonly SpectrumSample[])[] {
  const cycles: SpectrumSample[][] = Array.from({ length: count }, () => []);
  const channels = JSON.parse(takeText(source)) as readonly string[];
  for (const channel of channels) {
    const width = source.take();
    const length = source.take();
    let last = 0;
    const places = Array.from({ length }, () => {
      last += source.take();
      return last;
    });
    const heads = places.map(() => takeHead(source));
    const lceqs = takeColumn(
      source,
      heads.map(({ hasC }) => hasC),
    );
    const known = heads.filter(({ hasBands }) => hasBands);
    const columns = Array.from({ length: width }, () =>
      takeColumn(
        source,
        known.map(() => true),
      ),
    );
    let row = 0;
    places.forEach((cycle, index) => {
      const head = heads[index];
      if (head === undefined) return;
      const bandsDb = head.hasBands ? columns.map((column) => column[row] ?? 0) : null;
      if (head.hasBands) row += 1;
      const { seconds, takenMs, quality } = head;
      cycles[cycle]?.push({ channel, bandsDb, lceqDb: lceqs[index] ?? null, seconds, takenMs, quality });
    });
  }
  return cycles;
}

function putHead(out: VarintWriter, { bandsDb, lceqDb, seconds, takenMs, quality }: SpectrumSample): void {
  out.put(4 * qualities.indexOf(quality) + (bandsDb === null ? 0 : 1) + (lceqDb === null ? 0 : 2));
  out.put(Math.round(seconds * 1000));
  out.put(Math.round(takenMs));
}

function takeHead(source: VarintReader) {
  const mark = source.take();
  const seconds = source.take() / 1000;
  const takenMs = source.take();
  const quality = qualities[Math.floor(mark / 4)] ?? 'stale';
  return { hasBands: mark % 2 === 1, hasC: mark % 4 >= 2, seconds, takenMs, quality };
}

function putColumn(out: VarintWriter, levelsDb: readonly (number | null)[]): void {
  let last = 0;
  for (const levelDb of levelsDb) {
    if (levelDb === null) continue;
    const tenths = Math.round(PER_DB * levelDb);
    out.put(tenths - last);
    last = tenths;
  }
}

function takeColumn(source: VarintReader, isKnown: readonly boolean[]): readonly (number | null)[] {
  let last = 0;
  return isKnown.map((known) => {
    if (!known) return null;
    last += source.take();
    return last / PER_DB;
  });
}
