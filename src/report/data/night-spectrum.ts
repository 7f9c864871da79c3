/** The spectra of a night at one receptor: the mean of the stretch that is assessed, the tones of each minute, and whose they are. */

import type { MeasuredStretch } from '../../acoustics/periods/measured-period.ts';
import { weightedSum } from '../../acoustics/spectra/band-sums.ts';
import { meanSpectrum } from '../../acoustics/spectra/spectrum-ledger.ts';
import { type ToneCause, type ToneSource, toneCause } from '../../acoustics/spectra/tone-cause.ts';
import { type BandTone, prominenceAt, tonesOf } from '../../acoustics/spectra/tones.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { SecondsTable } from '../../ports/history.ts';
import type { Slot } from './level-minutes.ts';
import type { NightSpectrum, NightTone, SpectrumMinute } from './shape/spectrum-data.ts';

/** Causes are sought for so many tones. */
const CAUSES_MAX = 6;

/** Null where no minute of the night has bands. */
export function nightSpectrum(
  slots: readonly Slot[],
  basis: MeasuredStretch | null,
  sources: (startMs: number, minutes: number) => readonly ToneSource[],
): NightSpectrum | null {
  const bandsHz = slots.find(({ record }) => (record?.spectrum?.bandsHz.length ?? 0) > 0)?.record?.spectrum
    ?.bandsHz;
  const first = slots[0];
  if (bandsHz === undefined || first === undefined) return null;
  const counting = slots.map(({ record, invalid }) => {
    const spectrum = record?.spectrum;
    return invalid === null && spectrum?.bandsDb.length === bandsHz.length ? spectrum : null;
  });
  const ofBasis = slots.flatMap(({ startMs }, at) => {
    const spectrum = counting[at];
    const isInside =
      basis === null || (startMs >= basis.startWallMs && startMs < basis.startWallMs + basis.lengthS * 1000);
    return spectrum != null && isInside ? [spectrum] : [];
  });
  const mean = meanSpectrum(ofBasis);
  const found = counting.map((spectrum) => (spectrum === null ? [] : tonesOf(bandsHz, spectrum.bandsDb)));
  const minutes = slots.flatMap(({ startMs }, at): SpectrumMinute[] => {
    const spectrum = counting[at];
    if (spectrum == null) return [];
    return [{ startMs, bandsDb: spectrum.bandsDb, tonesHz: (found[at] ?? []).map(({ bandHz }) => bandHz) }];
  });
  const byBand = new Map<number, BandTone[]>();
  for (const tone of found.flat()) byBand.set(tone.bandHz, [...(byBand.get(tone.bandHz) ?? []), tone]);
  const own = byBand.size === 0 ? [] : sources(first.startMs, slots.length);
  const tones = [...byBand]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([bandHz, all], rank): NightTone => {
      const band = bandsHz.indexOf(bandHz);
      const track = counting.map((spectrum) =>
        spectrum === null ? null : prominenceAt(spectrum.bandsDb, band),
      );
      const cause: ToneCause = rank < CAUSES_MAX ? toneCause(track, own) : { kind: 'unknown' };
      const mostDb = Math.max(...all.map(({ prominenceDb }) => prominenceDb));
      return { bandHz, minutes: all.length, mostDb, cause };
    });
  const c = mean === null ? null : weightedSum(bandsHz, mean.bandsDb, 'C');
  const a = mean === null ? null : weightedSum(bandsHz, mean.bandsDb, 'A');
  return {
    bandsHz,
    bandsDb: mean?.bandsDb ?? [],
    lowFrequencyDb: c === null || a === null ? null : c - a,
    minutes,
    tones,
  };
}

/** What fans and converters did minute by minute, as shares of full speed and of rated power. */
export function toneSources(
  { cabinets }: Pick<ControlPlan, 'cabinets'>,
  seconds: SecondsTable,
  startMs: number,
  minutes: number,
): readonly ToneSource[] {
  const means = (channel: string) => minuteMeans(seconds, channel, startMs, minutes);
  return cabinets.flatMap((cabinet) => [
    ...cabinet.fans.map(({ output, speed, fullRpm }): ToneSource => {
      const shares = means(speed).map((rpm) => (rpm === null ? null : rpm / fullRpm));
      return { id: output, kind: 'fan', shares };
    }),
    {
      id: cabinet.id,
      kind: 'converter' as const,
      shares: means(cabinet.powerIn).map((powerW) => (powerW === null ? null : powerW / cabinet.ratedW)),
    },
  ]);
}

function minuteMeans(
  { wallMs, columns }: SecondsTable,
  channel: string,
  startMs: number,
  minutes: number,
): readonly (number | null)[] {
  const sums = new Float64Array(minutes);
  const counts = new Uint32Array(minutes);
  wallMs.forEach((atMs, row) => {
    const value = columns[channel]?.values[row];
    const minute = Math.floor((atMs - startMs) / MINUTE_MS);
    if (value == null || minute < 0 || minute >= minutes) return;
    sums[minute] = (sums[minute] ?? 0) + value;
    counts[minute] = (counts[minute] ?? 0) + 1;
  });
  return Array.from(sums, (sum, minute) =>
    (counts[minute] ?? 0) === 0 ? null : sum / (counts[minute] ?? 1),
  );
}
