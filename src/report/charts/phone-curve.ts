/** The sound of the night on the width of a phone: heard, equipment with its band, limit, and who made what was above. */

import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import type { LevelMinute, NightReport, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { palette } from '../markup/palette.ts';
import { levelBounds, linearScale, type Scale, stepBand, stepPath } from './chart-scale.ts';
import { stepsOf } from './level-curves.ts';
import { hoursOf } from './night-marks.ts';

const box = { width: 360, height: 216, left: 26, right: 354, top: 20, bottom: 190, stripY: 8 } as const;
/** Every second hour has a name. */
const NAMED_HOURS = 2;
const TICK_DB = 10;

export function phoneCurve({ night }: NightReport, receptor: ReceptorNight, localizer: Localizer): Markup {
  const { minutes, limits, id } = receptor;
  const time = linearScale(night.startMs, night.endMs, box.left, box.right, HOUR_MS);
  const { lowDb, highDb } = levelBounds([
    ...minutes.flatMap(({ laeqDb, equipmentDb }) => [laeqDb, equipmentDb]),
    limits.laeqDb,
  ]);
  const level = linearScale(lowDb, highDb, box.bottom, box.top, TICK_DB);
  const limitY = level.at(limits.laeqDb);
  const hours = hoursOf(night, time, localizer).filter((_, index) => index % NAMED_HOURS === 0);
  return html`<svg viewBox="0 0 ${box.width} ${box.height}" role="img" aria-labelledby="phone-title-${id}" class="curve">
<title id="phone-title-${id}">${localizer.say(pageText('curve-title', { receptor: id }))}</title>
${level.ticks.map((tick) => gridLine(tick, level))}
${hours.map(({ x, text }) => html`<text x="${x}" y="${box.height - 8}" text-anchor="middle" class="tick">${text.slice(0, 2)}</text>`)}
${bandPath(minutes, time, level)}
<path d="${stepPath(stepsOf(minutes, ({ laeqDb }) => laeqDb, time, level))}" fill="none" stroke="${palette.blue}" stroke-width="1.2"/>
<path d="M${box.left} ${limitY}H${box.right}" fill="none" stroke="${palette.vermilion}" stroke-width="1.5" stroke-dasharray="7 4"/>
${causeStrip(minutes, time)}
</svg>`;
}

function gridLine(tick: number, level: Scale): Markup {
  const y = level.at(tick);
  return html`<line x1="${box.left}" x2="${box.right}" y1="${y}" y2="${y}" stroke="${palette.rule}" stroke-width="0.75"/><text x="${box.left - 4}" y="${y + 4}" text-anchor="end" class="tick">${tick}</text>`;
}

/** The equipment's level with its expanded uncertainty. */
function bandPath(minutes: readonly LevelMinute[], time: Scale, level: Scale): Markup {
  const edge = (sign: number) =>
    stepsOf(
      minutes,
      ({ equipmentDb, expandedDb }) => (equipmentDb === null ? null : equipmentDb + sign * (expandedDb ?? 0)),
      time,
      level,
    );
  return html`<path d="${stepBand(edge(1), edge(-1))}" fill="${palette.sky}" fill-opacity="0.45"/>`;
}

function causeStrip(minutes: readonly LevelMinute[], time: Scale): Markup {
  return html`${minutes.map(({ startMs, source }) => {
    if (source === null) return html``;
    const x = time.at(startMs);
    const width = Math.max(0.8, time.at(startMs + MINUTE_MS) - x);
    const fill = source === 'equipment' ? palette.ink : source === 'other' ? palette.orange : palette.faint;
    return html`<rect x="${x}" y="${box.stripY}" width="${width}" height="6" fill="${fill}"/>`;
  })}`;
}
