/** The key figures of a receptor, as a list of terms and values. */

import { type PageText, pageText } from '../../language/page-text.ts';
import type { Speaker } from '../../language/speaker.ts';
import type { EquipmentNight, ReceptorNight } from '../data/report-data.ts';
import { html, type Markup, type Piece } from '../markup/markup.ts';

/** Levels first, then how far they can be trusted, then what the station did. */
export function figuresHtml(receptor: ReceptorNight, equipment: EquipmentNight, speaker: Speaker): Markup {
  const { figures } = receptor;
  const { loudestMinute: loudest, above, worstCaseDb, assumedDb, validS, spanS } = figures;
  const { say, label, number } = speaker;
  const percentiles = [figures.l10Db, figures.l50Db, figures.l90Db].map((levelDb) => number(levelDb, 1));
  return html`<dl class="figures">
${figure(label('figure-laeq'), decibel(figures.laeqDb, speaker), say(limitNote(receptor)))}
${figure(label('figure-equipment'), decibel(figures.equipmentDb, speaker), label(`equipment-${figures.equipmentFrom}`))}
${figure(label('figure-above'), html`${figures.laeqDb === null ? number(null, 0) : above.all}`, above.all > 0 && say(pageText('figure-above-note', { equipment: above.equipment })))}
${figure(label('figure-loudest'), decibel(loudest?.laeqDb ?? null, speaker), loudest !== null && say(pageText('figure-loudest-note', { at: loudest.startMs })))}
${figure(label('figure-peak'), decibel(figures.highestPeak?.lafmaxDb ?? null, speaker), peakNote(receptor, speaker))}
${figure(label('figure-percentiles'), percentiles.join(' / '), label('figure-percentiles-note'))}
${figure(label('figure-valid'), speaker.share(spanS === 0 ? null : validS / spanS), say(pageText('figure-valid-note', { valid: validS, span: spanS })))}
${figure(label('figure-worst'), decibel(worstCaseDb, speaker), assumedDb !== null && say(pageText('figure-worst-note', { assumedDb })))}
${equipmentFigures(equipment, speaker)}
</dl>
`;
}

function limitNote({ limits, assessment }: ReceptorNight): PageText {
  const limitDb = limits.laeqDb;
  // The judged level of a minute or an hour says nothing beside the level of the night.
  const assessedDb = assessment?.basis?.of === 'period' ? assessment.assessedDb : null;
  return assessedDb === null
    ? pageText('figure-laeq-limit', { limitDb })
    : pageText('figure-laeq-judged', { assessedDb, limitDb });
}

function peakNote({ figures, limits }: ReceptorNight, speaker: Speaker): Piece {
  if (figures.highestPeak === null) return null;
  const at = figures.highestPeak.startMs;
  const limitDb = limits.lafmaxDb;
  if (limitDb === null) return speaker.say(pageText('figure-from', { at }));
  const key = limits.isPeakBinding ? 'figure-peak-limit' : 'figure-peak-comparison';
  return speaker.say(pageText(key, { at, limitDb }));
}

function equipmentFigures({ servedWh, limitedS, hottestC }: EquipmentNight, speaker: Speaker): Piece {
  const { say, label, number } = speaker;
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

function decibel(levelDb: number | null, speaker: Speaker): Markup {
  return html`${speaker.number(levelDb, 1)}${levelDb !== null && unit('dB(A)')}`;
}

function unit(text: string): Markup {
  return html` <small>${text}</small>`;
}
