/** Spectrum and tones of a receptor; nothing where its meter gives none. */

import { LOW_FREQUENCY_DB } from '../../acoustics/spectra/low-frequency.ts';
import type { ToneCause } from '../../acoustics/spectra/tone-cause.ts';
import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { spectrogramSvg, spectrumSvg } from '../charts/spectrum-svg.ts';
import type { NightReport, ReceptorNight } from '../data/shape/report-data.ts';
import type { NightTone } from '../data/shape/spectrum-data.ts';
import { html, type Markup } from '../markup/markup.ts';

/** The list names so many tones. */
const TONES_MAX = 6;

export function spectrumHtml({ night }: NightReport, receptor: ReceptorNight, localizer: Localizer): Markup {
  const { spectrum } = receptor;
  if (spectrum == null || spectrum.minutes.length === 0) return html``;
  const { label, say } = localizer;
  const { lowFrequencyDb, tones, minutes } = spectrum;
  const low = lowFrequencyDb === null ? [] : [say(pageText('low-frequency', { excessDb: lowFrequencyDb }))];
  const loud = (lowFrequencyDb ?? 0) > LOW_FREQUENCY_DB ? [label('low-frequency-look')] : [];
  const tonal = tones.slice(0, TONES_MAX).map((tone) => toneText(tone, minutes.length, localizer));
  const lines = [...(tonal.length === 0 ? [label('tone-none')] : tonal), ...low, ...loud];
  return html`<h2>${label('spectrum')}</h2>
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>
<figure><div class="scroll">${spectrumSvg(spectrum, receptor.id, localizer)}</div>
<div class="scroll">${spectrogramSvg(spectrum, night, receptor.id, localizer)}</div>
<figcaption>${label('spectrum-caption')}</figcaption></figure>`;
}

function toneText({ bandHz, minutes, mostDb, cause }: NightTone, all: number, localizer: Localizer): string {
  const found = localizer.say(pageText('tone-line', { bandHz, minutes, all, mostDb }));
  return `${found} ${causeText(cause, localizer)}`;
}

function causeText(cause: ToneCause, { say, label }: Localizer): string {
  switch (cause.kind) {
    case 'sources':
      return say(
        pageText('tone-of-sources', { sources: cause.sources.join(', '), share: 100 * cause.confidence }),
      );
    case 'one-of':
      return say(
        pageText('tone-of-one', { sources: cause.sources.join(', '), share: 100 * cause.confidence }),
      );
    case 'not-ours':
      return label('tone-not-ours');
    case 'unknown':
      return label('tone-unknown');
  }
}
