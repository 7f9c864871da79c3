/** The key figures of a receptor, as a list of terms and values. */

import type { Localizer } from '../../language/localizer.ts';
import { type PageText, pageText } from '../../language/page-text.ts';
import type { EquipmentNight } from '../data/shape/equipment-data.ts';
import type { ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup, type Piece } from '../markup/markup.ts';

/** Levels first, then how far they can be trusted, then what the station did. */
export function figuresHtml(
  receptor: ReceptorNight,
  equipment: EquipmentNight,
  localizer: Localizer,
): Markup {
  const { figures } = receptor;
  const { loudestMinute: loudest, above, worstCaseDb, assumedDb, validS, spanS } = figures;
  const { say, label, number } = localizer;
  const percentiles = [figures.l10Db, figures.l50Db, figures.l90Db].map((levelDb) => number(levelDb, 1));
  return html`<dl class="figures">
${figure(label('figure-laeq'), decibel(figures.laeqDb, localizer), say(limitNote(receptor)))}
${figure(label('figure-equipment'), decibel(figures.equipmentDb, localizer), label(`equipment-${figures.equipmentFrom}`))}
${figure(label('figure-above'), html`${figures.laeqDb === null ? number(null, 0) : above.all}`, above.all > 0 && say(pageText('figure-above-note', { equipment: above.equipment })))}
${figure(label('figure-loudest'), decibel(loudest?.laeqDb ?? null, localizer), loudest !== null && say(pageText('figure-loudest-note', { at: loudest.startMs })))}
${figure(label('figure-peak'), decibel(figures.highestPeak?.lafmaxDb ?? null, localizer), peakNote(receptor, localizer))}
${figure(label('figure-percentiles'), percentiles.join(' / '), label('figure-percentiles-note'))}
${figure(label('figure-valid'), localizer.share(spanS === 0 ? null : validS / spanS), say(pageText('figure-valid-note', { valid: validS, span: spanS })))}
${figure(label('figure-worst'), decibel(worstCaseDb, localizer), assumedDb !== null && say(pageText('figure-worst-note', { assumedDb })))}
${equipmentFigures(equipment, localizer)}
</dl>
`;
}

function limitNote({ limits, assessment }: ReceptorNight): PageText {
  const limitDb = limits.laeqDb;
  // The assessed level of a minute or an hour does not belong beside the level of the night.
  const assessedDb = assessment?.basis?.of === 'period' ? assessment.assessedDb : null;
  return assessedDb === null
    ? pageText('figure-laeq-limit', { limitDb })
    : pageText('figure-laeq-judged', { assessedDb: Math.round(10 * assessedDb) / 10, limitDb });
}

function peakNote({ figures, limits }: ReceptorNight, localizer: Localizer): Piece {
  if (figures.highestPeak === null) return null;
  const at = figures.highestPeak.startMs;
  const limitDb = limits.lafmaxDb;
  if (limitDb === null) return localizer.say(pageText('figure-from', { at }));
  const key = limits.isPeakBinding ? 'figure-peak-limit' : 'figure-peak-comparison';
  return localizer.say(pageText(key, { at, limitDb }));
}

function equipmentFigures({ servedWh, limitedS, hottestC }: EquipmentNight, localizer: Localizer): Piece {
  const { say, label, number } = localizer;
  return [
    servedWh !== null &&
      figure(
        label('figure-served'),
        html`${number(servedWh / 1000, 0)}${unit('kWh')}`,
        limitedS !== null && say(pageText('figure-limited', { limited: limitedS })),
      ),
    hottestC !== null && figure(label('figure-hottest'), html`${number(hottestC, 1)}${unit('°C')}`, null),
  ];
}

function figure(term: string, value: Piece, note: Piece): Markup {
  return html`<div><dt>${term}</dt><dd class="value">${value}</dd>${note !== null && note !== false && html`<dd class="faint">${note}</dd>`}</div>`;
}

function decibel(levelDb: number | null, localizer: Localizer): Markup {
  return html`${localizer.number(levelDb, 1)}${levelDb !== null && unit('dB(A)')}`;
}

function unit(text: string): Markup {
  return html` <small>${text}</small>`;
}
