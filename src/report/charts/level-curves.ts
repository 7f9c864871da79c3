/** The sound in the night's curve: each minute, its maximum, the equipment alone, and the limits. */

import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import type { LevelMinute, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { palette } from '../markup/palette.ts';
import { frame, type Panel, type SideLabel, type Stroke, sideLabels, strokePath } from './chart-frame.ts';
import { dots, type Scale, type Step, stepArea, stepPath } from './chart-scale.ts';

/** Heights of the marks, and their distance from the panel. */
const MARK = { tall: 9, low: 3, above: 4 } as const;

const strokes = {
  laeq: { color: palette.blue, width: 1.7 },
  lafmax: { color: palette.orange, width: 2.6, dots: true },
  limit: { color: palette.vermilion, width: 2, dash: '9 4' },
  peakLimit: { color: palette.vermilion, width: 1.2, dash: '2 3' },
  equipment: { color: palette.sky, width: 1.2 },
} as const satisfies Readonly<Record<string, Stroke>>;

/** Lines, dots and area, with their names. */
export function levelCurves(
  receptor: ReceptorNight,
  time: Scale,
  panel: Panel,
  localizer: Localizer,
): Markup {
  const { minutes } = receptor;
  const steps = (pick: (minute: LevelMinute) => number | null): Step[] =>
    stepsOf(minutes, pick, time, panel.scale);
  const equipment = steps(({ equipmentDb }) => equipmentDb);
  const laeq = steps(({ laeqDb }) => laeqDb);
  const lafmax = steps(({ lafmaxDb }) => lafmaxDb);
  const limits = limitLabels(receptor, panel.scale, localizer);
  const labels = [
    ...endLabel(equipment, localizer.label('curve-equipment'), strokes.equipment),
    ...endLabel(laeq, localizer.label('curve-laeq'), strokes.laeq),
    ...endLabel(lafmax, localizer.label('curve-lafmax'), strokes.lafmax),
    ...limits,
  ];
  return html`<path d="${stepArea(equipment, panel.bottom)}" fill="${palette.sky}" fill-opacity="0.3"/>
${strokePath(stepPath(equipment), strokes.equipment)}
${strokePath(dots(lafmax), strokes.lafmax)}
${strokePath(stepPath(laeq), strokes.laeq)}
${limits.map(({ y, stroke }) => strokePath(`M${frame.left} ${Math.round(y * 10) / 10}H${frame.right}`, stroke))}
${sideLabels(labels, panel)}`;
}

function limitLabels({ limits }: ReceptorNight, scale: Scale, localizer: Localizer): SideLabel[] {
  const { laeqDb, lafmaxDb, isPeakBinding } = limits;
  const limit = localizer.say(pageText('curve-limit', { limitDb: laeqDb }));
  const limitLine = { y: scale.at(laeqDb), text: limit, stroke: strokes.limit };
  if (lafmaxDb === null) return [limitLine];
  const peak = localizer.say(
    pageText(isPeakBinding ? 'curve-peak-limit' : 'curve-peak-comparison', { limitDb: lafmaxDb }),
  );
  return [limitLine, { y: scale.at(lafmaxDb), text: peak, stroke: strokes.peakLimit }];
}

/** Minutes above the limit in a strip over the curve, tall where the equipment alone surely is above it. */
export function aboveMarks(
  { minutes }: ReceptorNight,
  time: Scale,
  { top }: Panel,
  localizer: Localizer,
): Markup {
  const base = top - MARK.above;
  const marks = minutes.flatMap(({ startMs, source }) => {
    if (source === null) return [];
    const isEquipment = source === 'equipment';
    const x = time.at(startMs);
    const width = time.at(startMs + MINUTE_MS) - x;
    const height = isEquipment ? MARK.tall : MARK.low;
    return [html`<rect x="${x}" y="${base - height}" width="${width}" height="${height}"/>`];
  });
  if (marks.length === 0) return html``;
  return html`<g fill="${palette.vermilion}">${marks}</g>
<text x="${frame.labelX + 26}" y="${base + 2}" class="name">${localizer.label('curve-above')}</text>`;
}

/** Minutes as steps on the page. */
export function stepsOf<Minute extends { readonly startMs: number }>(
  minutes: readonly Minute[],
  pick: (minute: Minute) => number | null,
  time: Scale,
  scale: Scale,
): Step[] {
  return minutes.map((minute) => {
    const value = pick(minute);
    const { startMs } = minute;
    return {
      fromX: time.at(startMs),
      toX: time.at(startMs + MINUTE_MS),
      y: value === null ? null : scale.at(value),
    };
  });
}

/** A name at the height where the series ends; none for a series without values. */
export function endLabel(steps: readonly Step[], text: string, stroke: Stroke): SideLabel[] {
  const y = steps.findLast((step) => step.y !== null)?.y ?? null;
  return y === null ? [] : [{ y, text, stroke }];
}
