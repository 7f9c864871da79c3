/** The summary for residents: the level, where it came from, what is missing. */

import type { Localizer } from '../../language/localizer.ts';
import { type PageText, pageText } from '../../language/page-text.ts';
import { sentences } from '../../language/standard-terms.ts';
import type { EquipmentNight } from '../data/shape/equipment-data.ts';
import type { MinutesAbove, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup } from '../markup/markup.ts';

/** A paragraph; nothing where nothing is known. */
export function summaryHtml(
  receptor: ReceptorNight,
  equipment: EquipmentNight,
  localizer: Localizer,
): Markup {
  const { figures, limits } = receptor;
  const { above, laeqDb } = figures;
  const all: (PageText | false)[] = [
    laeqDb !== null && pageText('plain-average', { laeqDb, limitDb: limits.laeqDb }),
    laeqDb !== null && above.all === 0 && pageText('plain-above-none'),
    above.all > 0 && pageText('plain-above', { all: above.all, limitDb: limits.laeqDb }),
    ...originSentences(above),
    laeqDb !== null && validSentence(receptor, localizer),
    limitedSentence(equipment),
  ];
  const messages = all.filter((one) => one !== false);
  if (messages.length === 0) return html``;
  return html`<div class="plain"><h3>${localizer.label('plain-words')}</h3>
<p>${sentences(messages.map(localizer.say), localizer)}</p></div>
`;
}

/** Warm modules give less without any limit: then nothing is said to have been unlimited. */
function limitedSentence({ limitedS, withheld }: EquipmentNight): PageText | false {
  if (limitedS === null) return false;
  if (limitedS > 0) return pageText('plain-limited', { limited: limitedS });
  return withheld !== null && withheld.warmS === 0 && pageText('plain-unlimited');
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

function validSentence({ invalid, minutes }: ReceptorNight, localizer: Localizer): PageText {
  const lost = minutes.filter((minute) => minute.invalid !== null).length;
  if (lost === 0) return pageText('plain-valid-all');
  const reasons = [...new Set(invalid.map(({ reason }) => localizer.label(`invalid-${reason}`)))];
  return pageText('plain-valid', { missing: 60 * lost, reasons: reasons.join(localizer.label('comma')) });
}
