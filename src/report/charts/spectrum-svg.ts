/**
 * Spectra as pictures: the assessed stretch by bands, and the night by bands and time. Lightness alone carries the level, so
 * grey paper and colour-blind eyes read the same; a tone is a ring.
 */

import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import type { NightSpan } from '../data/shape/report-data.ts';
import type { NightSpectrum } from '../data/shape/spectrum-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { palette } from '../markup/palette.ts';
import { frame, hourMarks, panelFrame } from './chart-frame.ts';
import { linearScale } from './chart-scale.ts';
import { hoursOf } from './night-marks.ts';

const BARS = { top: 30, bottom: 170, titleY: 14 } as const;
const FIELD = { top: 30, bottom: 350 } as const;
/** Wider than a minute, or a night would be a megabyte. */
const COLUMN_MS = 15 * MINUTE_MS;

/** Bars of the assessed stretch, dB without weighting. */
export function spectrumSvg(
  { bandsHz, bandsDb }: NightSpectrum,
  receptor: string,
  localizer: Localizer,
): Markup {
  if (bandsDb.length === 0) return html``;
  const lowDb = 10 * Math.floor((Math.min(...bandsDb) - 1) / 10);
  const highDb = 10 * Math.ceil((Math.max(...bandsDb) + 1) / 10);
  const scale = linearScale(lowDb, highDb, BARS.bottom, BARS.top, 10);
  const step = (frame.right - frame.left) / bandsHz.length;
  const title = localizer.label('spectrum-axis');
  return html`<svg viewBox="0 0 ${frame.width} 195" role="img" aria-label="${localizer.say(pageText('spectrum-title', { receptor }))}" class="curve">
${panelFrame({ ...BARS, title, scale })}
${bandsHz.map((hz, band) => {
  const y = scale.at(bandsDb[band] ?? lowDb);
  const x = frame.left + band * step;
  return html`<rect x="${x + 1}" y="${y}" width="${step - 2}" height="${BARS.bottom - y}" fill="${palette.blue}"/>
${band % 3 === 1 && html`<text x="${x + step / 2}" y="186" text-anchor="middle" class="tick">${hzText(hz)}</text>`}`;
})}
</svg>`;
}

/** The night: time to the right, frequency upwards, the louder the darker; rings are minutes with a tone. */
export function spectrogramSvg(
  spectrum: NightSpectrum,
  night: NightSpan,
  receptor: string,
  localizer: Localizer,
): Markup {
  const { bandsHz, minutes } = spectrum;
  const time = linearScale(night.startMs, night.endMs, frame.left, frame.right, HOUR_MS);
  const height = (FIELD.bottom - FIELD.top) / bandsHz.length;
  const columns = columnsOf(spectrum, night);
  const levels = columns.flatMap(({ meanDb }) => meanDb);
  const [lowDb, highDb] = [Math.min(...levels), Math.max(...levels)];
  const yOf = (band: number) => FIELD.bottom - (band + 1) * height;
  const panel = { ...FIELD, title: '', titleY: 0, scale: linearScale(0, 1, FIELD.bottom, FIELD.top, 1) };
  return html`<svg viewBox="0 0 ${frame.width} 380" role="img" aria-label="${localizer.say(pageText('spectrogram-title', { receptor }))}" class="curve">
<text x="${frame.left}" y="14" class="panel">${localizer.label('spectrogram-axis')}</text>
${columns.map(({ startMs, meanDb }) =>
  meanDb.map((levelDb, band) => {
    const share = highDb > lowDb ? (levelDb - lowDb) / (highDb - lowDb) : 0;
    const x = time.at(startMs);
    return html`<rect x="${x}" y="${yOf(band)}" width="${time.at(startMs + COLUMN_MS) - x + 0.3}" height="${height + 0.3}" fill="${shadeOf(share)}"/>`;
  }),
)}
${hourMarks(hoursOf(night, time, localizer), [panel], 366)}
${bandsHz.map(
  (hz, band) =>
    band % 3 === 1 &&
    html`<text x="${frame.left - 6}" y="${yOf(band) + height / 2 + 4}" text-anchor="end" class="tick">${hzText(hz)}</text>`,
)}
${ringsOf(minutes, bandsHz).map(
  ({ startMs, band }) =>
    html`<circle cx="${time.at(startMs + MINUTE_MS / 2)}" cy="${yOf(band) + height / 2}" r="3" fill="none" stroke="${palette.vermilion}" stroke-width="1.5"/>`,
)}
</svg>`;
}

/** Every fifth of consecutive minutes with the same tone. */
function ringsOf(minutes: NightSpectrum['minutes'], bandsHz: readonly number[]) {
  return minutes
    .filter(({ startMs }) => (startMs / MINUTE_MS) % 5 === 0)
    .flatMap(({ startMs, tonesHz }) => tonesHz.map((hz) => ({ startMs, band: bandsHz.indexOf(hz) })));
}

function columnsOf({ bandsHz, minutes }: NightSpectrum, night: NightSpan) {
  const byColumn = new Map<number, NightSpectrum['minutes'][number][]>();
  for (const minute of minutes) {
    const column = Math.floor((minute.startMs - night.startMs) / COLUMN_MS);
    byColumn.set(column, [...(byColumn.get(column) ?? []), minute]);
  }
  return [...byColumn].map(([column, own]) => ({
    startMs: night.startMs + column * COLUMN_MS,
    meanDb: bandsHz.map((_, band) => {
      const energy = own.reduce((sum, { bandsDb }) => sum + 10 ** ((bandsDb[band] ?? 0) / 10), 0);
      return 10 * Math.log10(energy / own.length);
    }),
  }));
}

/** White to dark blue, by lightness in even steps. */
function shadeOf(share: number): string {
  const mix = (from: number, to: number) => Math.round(from + (to - from) * share);
  return `rgb(${mix(248, 8)},${mix(250, 29)},${mix(252, 78)})`;
}

function hzText(hz: number): string {
  return hz >= 1000 ? `${hz / 1000}k` : String(hz);
}
