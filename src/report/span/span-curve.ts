/** Night by night as a picture: all sound, the equipment alone with its uncertainty, and the limit. It fits any width. */

import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { levelBounds, linearScale } from '../charts/chart-scale.ts';
import { html, type Markup } from '../markup/markup.ts';
import { palette } from '../markup/palette.ts';
import type { SpanNight, SpanReceptor } from './span-data.ts';

const VIEW = { width: 640, height: 274, left: 40, right: 632, top: 14, bottom: 222 } as const;
const RADIUS = { most: 4.5, least: 1.4 } as const;
/** No more dates than this below the axis. */
const DATES_MAX = 6;
/** Half of the width of a date. */
const DATE_HALF = 28;

/** The picture of one receptor. */
export function spanCurve({ id, nights }: SpanReceptor, localizer: Localizer): Markup {
  const { lowDb, highDb } = levelBounds(
    nights.flatMap(({ laeqDb, equipmentDb, limitDb }) => [laeqDb, equipmentDb, limitDb]),
  );
  const scale = linearScale(lowDb, highDb, VIEW.bottom, VIEW.top, 10);
  const stepX = (VIEW.right - VIEW.left) / Math.max(1, nights.length);
  const xAt = (index: number): number => VIEW.left + (index + 0.5) * stepX;
  const radius = Math.min(RADIUS.most, Math.max(RADIUS.least, stepX / 3));
  const every = Math.max(1, Math.ceil(nights.length / DATES_MAX));
  const grid = scale.ticks.map(
    (
      value,
    ) => html`<line x1="${VIEW.left}" x2="${VIEW.right}" y1="${scale.at(value)}" y2="${scale.at(value)}" stroke="${palette.rule}" stroke-width="0.75"/>
<text x="${VIEW.left - 6}" y="${scale.at(value) + 4.5}" text-anchor="end" class="tick">${value}</text>`,
  );
  const drawn = nights.map((night, index) => {
    const x = xAt(index);
    return html`${bar(night, x, scale.at)}${night.laeqDb !== null && html`<circle cx="${x}" cy="${scale.at(night.laeqDb)}" r="${radius}" fill="${palette.blue}"/>`}${
      index % every === 0 &&
      html`<text x="${Math.min(Math.max(x, VIEW.left), VIEW.width - DATE_HALF)}" y="${VIEW.bottom + 21}" text-anchor="middle" class="tick">${night.id.slice(5)}</text>`
    }`;
  });
  return html`<svg viewBox="0 0 ${VIEW.width} ${VIEW.height}" role="img" aria-labelledby="span-title-${id}" class="curve nights">
<title id="span-title-${id}">${localizer.say(pageText('span-curve-title', { receptor: id }))}</title>
${grid}
<path d="${limitPath(nights, xAt, stepX, scale.at)}" fill="none" stroke="${palette.vermilion}" stroke-width="2" stroke-dasharray="9 4"/>
${drawn}
<line x1="${VIEW.left}" x2="${VIEW.right}" y1="${VIEW.bottom}" y2="${VIEW.bottom}" stroke="${palette.ink}"/>
<text x="${VIEW.left}" y="${VIEW.height - 4}" class="name">${localizer.label('curve-axis-level')}</text>
</svg>`;
}

/** The equipment alone: a tick with the range in which it surely lies. */
function bar(
  { equipmentDb, equipmentExpandedDb }: SpanNight,
  x: number,
  at: (levelDb: number) => number,
): Markup {
  if (equipmentDb === null) return html``;
  const spreadDb = equipmentExpandedDb ?? 0;
  return html`<path d="M${short(x)} ${short(at(equipmentDb - spreadDb))}V${short(at(equipmentDb + spreadDb))}M${short(x - 3)} ${short(at(equipmentDb))}h6" stroke="${palette.ink}" stroke-width="1.200" fill="none"/>`;
}

function limitPath(
  nights: readonly SpanNight[],
  xAt: (index: number) => number,
  stepX: number,
  at: (levelDb: number) => number,
): string {
  return nights
    .map(({ limitDb }, index) => {
      const [fromX, y] = [xAt(index) - stepX / 2, at(limitDb)];
      return `${index === 0 ? 'M' : 'L'}${short(fromX)} ${short(y)}H${short(fromX + stepX)}`;
    })
    .join('');
}

function short(value: number): string {
  return String(Math.round(10 * value) / 10);
}
