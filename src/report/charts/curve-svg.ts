/**
 * The night as a picture: sound against its limit on top, below on the same time axis what the station did. Drawn so
 * that it can be read in grey: dash and weight differ, gaps are hatched, names stand beside their lines.
 */

import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { HOUR_MS } from '../../model/duration.ts';
import type { NightReport, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { frame, hourMarks, type Panel, panelFrame } from './chart-frame.ts';
import { levelBounds, linearScale, roundUp, type Scale } from './chart-scale.ts';
import { fanCurves, powerCurves } from './equipment-curves.ts';
import { aboveMarks, levelCurves } from './level-curves.ts';
import { hatched, hatchPattern, hoursOf, later } from './night-marks.ts';
import { weatherHeight, weatherStrip } from './weather-strip.ts';

const HEIGHT = 506;
const HOURS_Y = 487;
/** Over the first is room for the marks of the minutes above the limit. */
const rows = {
  level: { titleY: 14, top: 40, bottom: 280 },
  fan: { titleY: 303, top: 312, bottom: 374 },
  power: { titleY: 397, top: 406, bottom: 468 },
} as const;

/** The picture of one receptor. */
export function curveSvg(report: NightReport, receptor: ReceptorNight, localizer: Localizer): Markup {
  const { night, equipment, weather } = report;
  const height = HEIGHT + weatherHeight(weather);
  const time = linearScale(night.startMs, night.endMs, frame.left, frame.right, HOUR_MS);
  const level = levelPanel(receptor, localizer);
  const fan = panel('fan', localizer.label('curve-axis-fan'), 0, 100, 50);
  const power = powerPanel(report, localizer);
  const panels = [level, fan, power];
  return html`<svg viewBox="0 0 ${frame.width} ${height}" role="img" aria-labelledby="title-${receptor.id} text-${receptor.id}" class="curve">
<title id="title-${receptor.id}">${localizer.say(pageText('curve-title', { receptor: receptor.id }))}</title>
<desc id="text-${receptor.id}">${localizer.say(pageText('curve-description', { limitDb: receptor.limits.laeqDb }))}</desc>
${hatchPattern(receptor)}
${hatched(receptor, time, level, localizer)}
${later(night, time, panels, localizer)}
${panels.map(panelFrame)}
${hourMarks(hoursOf(night, time, localizer), panels, HOURS_Y)}
<text x="${frame.labelX + 26}" y="${HOURS_Y}" class="name">${localizer.label('curve-axis-time')}</text>
${weatherStrip(weather, time, HEIGHT - 10, localizer)}
${levelCurves(receptor, time, level, localizer)}
${aboveMarks(receptor, time, level, localizer)}
${fanCurves(equipment.minutes, time, fan, localizer)}
${powerCurves(equipment.minutes, time, power, localizer)}
</svg>`;
}

function levelPanel({ minutes, limits }: ReceptorNight, localizer: Localizer): Panel {
  const { lowDb, highDb } = levelBounds([
    ...minutes.flatMap(({ laeqDb, lafmaxDb }) => [laeqDb, lafmaxDb]),
    limits.laeqDb,
    limits.lafmaxDb,
  ]);
  return panel('level', localizer.label('curve-axis-level'), lowDb, highDb, 10);
}

function powerPanel({ equipment }: NightReport, localizer: Localizer): Panel {
  let mostW = 0;
  for (const { servedW, allowedW } of equipment.minutes) mostW = Math.max(mostW, servedW ?? 0, allowedW ?? 0);
  const highKw = roundUp(mostW / 1000);
  return panel('power', localizer.label('curve-axis-power'), 0, highKw, highKw / 2);
}

function panel(row: keyof typeof rows, title: string, low: number, high: number, step: number): Panel {
  const scale: Scale = linearScale(low, high, rows[row].bottom, rows[row].top, step);
  return { ...rows[row], title, scale };
}
