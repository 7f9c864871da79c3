/** The summary for residents: the level, where it came from, what is missing. */

import { type PageText, pageText } from '../../language/page-text.ts';
import type { Speaker } from '../../language/speaker.ts';
import { sentences } from '../../language/standard-terms.ts';
import type { EquipmentNight, MinutesAbove, ReceptorNight } from '../data/report-data.ts';
import { html, type Markup } from '../markup/markup.ts';

/** A paragraph; nothing where nothing is known. */
export function summaryHtml(receptor: ReceptorNight, equipment: EquipmentNight, speaker: Speaker): Markup {
  const { figures, limits } = receptor;
  const { above, laeqDb } = figures;
  const all: (PageText | false)[] = [
    laeqDb !== null && pageText('plain-average', { laeqDb, limitDb: limits.laeqDb }),
    laeqDb !== null && above.all === 0 && pageText('plain-above-none'),
    above.all > 0 && pageText('plain-above', { all: above.all, limitDb: limits.laeqDb }),
    ...originSentences(above),
    laeqDb !== null && validSentence(receptor, speaker),
    equipment.limitedS !== null &&
      (equipment.limitedS > 0
        ? pageText('plain-limited', { limited: equipment.limitedS })
        : pageText('plain-unlimited')),
  ];
  const messages = all.filter((one) => one !== false);
  if (messages.length === 0) return html``;
  return html`<div class="plain"><h3>${speaker.label('plain-words')}</h3>
<p>${sentences(messages.map(speaker.say), speaker)}</p></div>
`;
}

function originSentences({ all, equipment, other, unknown }: MinutesAbove): (PageText | false)[] {
  if (all === 0) return [];
  if (other === all) return [pageText('plain-above-all-other')];
  if (equipment === all) return [pageText('plain-above-all-equipment')];
  return [
    equipment > 0 && pageText('plain-above-equipment', { equipment }),
    other > 0 && pageText('plain-above-other', { other }),
    unknown > 0 && pageText('plain-above-unknown', { unknown }),
  ];
}

function validSentence({ invalid, minutes }: ReceptorNight, speaker: Speaker): PageText {
  const lost = minutes.filter((minute) => minute.invalid !== null).length;
  if (lost === 0) return pageText('plain-valid-all');
  const reasons = [...new Set(invalid.map(({ reason }) => speaker.label(`invalid-${reason}`)))];
  return pageText('plain-valid', { missing: 60 * lost, reasons: reasons.join(speaker.label('comma')) });
}
