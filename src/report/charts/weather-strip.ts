/** The weather below the hours of the night's curve: temperature and highest wind of each hour, and how long it rained. */

import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { HOUR_MS } from '../../model/duration.ts';
import type { WeatherHour, WeatherNight } from '../data/shape/equipment-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { palette } from '../markup/palette.ts';
import { frame } from './chart-frame.ts';
import type { Scale } from './chart-scale.ts';

const LINE_HEIGHT = 15;

/** Height of the strip in page units; 0 without a weather sensor. */
export function weatherHeight({ hours }: WeatherNight): number {
  return hours.length === 0 ? 0 : 3 * LINE_HEIGHT + 4;
}

/** Three lines of figures in the middle of each hour, wet hours shaded; `topY` is the upper edge. */
export function weatherStrip(
  { hours }: WeatherNight,
  time: Scale,
  topY: number,
  localizer: Localizer,
): Markup {
  if (hours.length === 0) return html``;
  const height = weatherHeight({ hours });
  const names = ['curve-temperature', 'curve-wind', 'curve-rain'] as const;
  return html`<g class="weather">${hours.map((hour) => hourCells(hour, time, topY, height, localizer))}
${names.map(
  (name, line) =>
    html`<text x="${frame.labelX + 26}" y="${topY + LINE_HEIGHT * (line + 1)}" class="name">${localizer.label(name)}</text>`,
)}</g>`;
}

function hourCells(
  { startMs, temperatureC, windMaxMPerS, rainS }: WeatherHour,
  time: Scale,
  topY: number,
  height: number,
  localizer: Localizer,
): Markup {
  const [fromX, toX] = [time.at(startMs), Math.min(frame.right, time.at(startMs + HOUR_MS))];
  const isWet = rainS !== null && rainS > 0;
  const texts = [
    temperatureC === null ? '' : temperatureC.toFixed(0),
    windMaxMPerS === null ? '' : windMaxMPerS.toFixed(1),
    isWet ? localizer.say(pageText('curve-rain-minutes', { minutes: Math.ceil(rainS / 60) })) : '',
  ];
  const lines = texts.map((text, line) =>
    text === ''
      ? html``
      : html`<text x="${(fromX + toX) / 2}" y="${topY + LINE_HEIGHT * (line + 1)}" text-anchor="middle" class="tick">${text}</text>`,
  );
  return html`${isWet && html`<rect x="${fromX}" y="${topY + 2}" width="${toX - fromX}" height="${height - 4}" fill="${palette.sky}" fill-opacity="0.25"/>`}${lines}`;
}
