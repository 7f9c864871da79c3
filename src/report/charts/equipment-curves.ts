/** What the station did, below the sound: fans, and the power that was delivered and allowed. */

import type { Localizer } from '../../language/localizer.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import type { EquipmentMinute } from '../data/shape/equipment-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { palette } from '../markup/palette.ts';
import { type Panel, type Stroke, sideLabels, strokePath } from './chart-frame.ts';
import { type Scale, stepArea, stepPath } from './chart-scale.ts';
import { endLabel, stepsOf } from './level-curves.ts';

/** Fans that run less than this apart, percent, run alike. */
const ALIKE_PCT = 1;

const strokes = {
  fan: { color: palette.green, width: 1.6 },
  served: { color: palette.ink, width: 1.4 },
  allowed: { color: palette.vermilion, width: 1.6, dash: '6 3' },
} as const satisfies Readonly<Record<string, Stroke>>;

/** Mean of all fans, shaded from the slowest to the fastest. */
export function fanCurves(
  minutes: readonly EquipmentMinute[],
  time: Scale,
  panel: Panel,
  localizer: Localizer,
): Markup {
  const mean = stepsOf(minutes, ({ fanMeanPct }) => fanMeanPct, time, panel.scale);
  const range = minutes.map(({ startMs, fanLowPct, fanHighPct }) => {
    if (fanLowPct === null || fanHighPct === null || fanHighPct - fanLowPct < ALIKE_PCT) return null;
    const x = time.at(startMs);
    const y = panel.scale.at(fanHighPct);
    return html`<rect x="${x}" y="${y}" width="${time.at(startMs + MINUTE_MS) - x}" height="${panel.scale.at(fanLowPct) - y}"/>`;
  });
  return html`<g fill="${palette.green}" fill-opacity="0.25">${range}</g>
${strokePath(stepPath(mean), strokes.fan)}
${sideLabels(endLabel(mean, localizer.label('curve-fans'), strokes.fan), panel)}`;
}

/** Power to the cars, and what the limits allowed. */
export function powerCurves(
  minutes: readonly EquipmentMinute[],
  time: Scale,
  panel: Panel,
  localizer: Localizer,
): Markup {
  const kw = (valueW: number | null): number | null => (valueW === null ? null : valueW / 1000);
  const served = stepsOf(minutes, ({ servedW }) => kw(servedW), time, panel.scale);
  const allowed = stepsOf(minutes, ({ allowedW }) => kw(allowedW), time, panel.scale);
  const labels = [
    ...endLabel(served, localizer.label('curve-served'), strokes.served),
    ...endLabel(allowed, localizer.label('curve-allowed'), strokes.allowed),
  ];
  return html`<path d="${stepArea(served, panel.bottom)}" fill="${palette.ink}" fill-opacity="0.12"/>
${strokePath(stepPath(served), strokes.served)}
${strokePath(stepPath(allowed), strokes.allowed)}
${sideLabels(labels, panel)}`;
}
