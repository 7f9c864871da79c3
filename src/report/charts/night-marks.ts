/** Marks on the time axis of the night's curve: what does not count, what has not come yet, the hours. */

import type { Localizer } from '../../language/localizer.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import type { InvalidStretch, NightSpan, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { palette } from '../markup/palette.ts';
import { frame, type HourMark, type Panel } from './chart-frame.ts';
import type { Scale } from './chart-scale.ts';

const LETTER_WIDTH = 7.5;
const LETTER_HEIGHT = 18;

/** The hatching of this receptor's picture. */
export function hatchPattern({ id }: ReceptorNight): Markup {
  return html`<defs><pattern id="hatch-${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="${palette.shade}"/><line x1="0" y1="0" x2="0" y2="6" stroke="${palette.faint}" stroke-width="1.400"/></pattern></defs>`;
}

/** Stretches that do not count, with the reason where there is room for it, upright where that fits better. */
export function hatched(
  { id, invalid }: ReceptorNight,
  time: Scale,
  panel: Panel,
  localizer: Localizer,
): Markup {
  const { top, bottom } = panel;
  return html`${invalid.map((stretch) => {
    const x = time.at(stretch.startMs);
    const width = Math.max(1, time.at(stretch.endMs) - x);
    return html`<rect x="${x}" y="${top}" width="${width}" height="${bottom - top}" fill="url(#hatch-${id})"/>${reasonText(stretch, x, width, panel, localizer)}`;
  })}`;
}

function reasonText(
  { reason }: InvalidStretch,
  x: number,
  width: number,
  { top }: Panel,
  localizer: Localizer,
): Markup {
  const text = localizer.label(`invalid-${reason}`);
  const wideLetters = text.replace(/[ -~]/g, '').length;
  const length = LETTER_WIDTH * (text.length + wideLetters) + 6;
  const middle = x + width / 2;
  const y = top + 6;
  if (width > length) {
    return html`<rect x="${middle - length / 2}" y="${y}" width="${length}" height="${LETTER_HEIGHT}" fill="${palette.paper}"/><text x="${middle}" y="${y + 13}" text-anchor="middle" class="tick">${text}</text>`;
  }
  if (width < LETTER_HEIGHT) return html``;
  return html`<rect x="${middle - LETTER_HEIGHT / 2}" y="${y}" width="${LETTER_HEIGHT}" height="${length}" fill="${palette.paper}"/><text transform="translate(${middle + 4.5} ${y + length - 3}) rotate(-90)" class="tick">${text}</text>`;
}

/** The part of a night that has not come yet. */
export function later(night: NightSpan, time: Scale, panels: readonly Panel[], localizer: Localizer): Markup {
  if (night.pastToMs >= night.endMs) return html``;
  const x = time.at(night.pastToMs);
  const boxes = panels.map(
    ({ top, bottom }) =>
      html`<rect x="${x}" y="${top}" width="${frame.right - x}" height="${bottom - top}" fill="${palette.shade}"/>`,
  );
  const textY = (panels[0]?.top ?? 0) + 19;
  return html`${boxes}<text x="${(x + frame.right) / 2}" y="${textY}" text-anchor="middle" class="tick">${localizer.label('curve-later')}</text>`;
}

/** Whole hours of local time; zones with half-hour offsets have them at half past UTC. */
export function hoursOf(night: NightSpan, time: Scale, localizer: Localizer): HourMark[] {
  const marks: HourMark[] = [];
  for (let atMs = night.startMs; atMs <= night.endMs; atMs += MINUTE_MS) {
    const text = localizer.time(atMs);
    if (text.slice(3, 5) === '00') marks.push({ x: time.at(atMs), text: text.slice(0, 5) });
  }
  return marks;
}
