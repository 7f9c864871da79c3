/** The sound of the night in numbers: by hour, above the limit, and the levels of the meters that are not assessed. */

import { pageText } from '../../language/page-text.ts';
import type { Speaker } from '../../language/speaker.ts';
import type { Exceedance, LevelHour, MinutesAbove, OtherLevel, ReceptorNight } from '../data/report-data.ts';
import { html, type Markup, type Piece } from '../markup/markup.ts';
import { table } from './table.ts';

/** A printed page needs no more; the data file has all. */
const EXCEEDANCES_MAX = 24;

/** One line an hour and one for the night. */
export function hourTable({ hours, figures }: ReceptorNight, speaker: Speaker): Markup {
  if (hours.length === 0) return html``;
  const { label } = speaker;
  const columns = [
    { head: label('hour') },
    ...['LAeq', 'LAFmax', 'L10', 'L50', 'L90'].map((head) => ({ head, numeric: true as const })),
    { head: label('valid'), numeric: true as const },
    { head: label('worst-case'), numeric: true as const },
    { head: label('minutes-above'), numeric: true as const },
    { head: label('minutes-equipment'), numeric: true as const },
  ];
  const night = [
    label('whole-night'),
    ...levelCells({ ...figures, lafmaxDb: figures.highestPeak?.lafmaxDb ?? null }, speaker),
  ];
  return html`<h3>${label('by-hour')}</h3>
${table(
  columns,
  hours.map((hour) => [
    `${speaker.time(hour.startMs)} – ${speaker.time(hour.endMs)}`,
    ...levelCells(hour, speaker),
  ]),
  night,
)}<p class="note">${label('by-hour-note')}</p>
`;
}

type Levels = Omit<LevelHour, 'startMs' | 'endMs'>;

function levelCells(levels: Levels, speaker: Speaker): Piece[] {
  const { laeqDb, lafmaxDb, l10Db, l50Db, l90Db, validS, spanS, worstCaseDb, above } = levels;
  const hasData = laeqDb !== null;
  return [
    ...[laeqDb, lafmaxDb, l10Db, l50Db, l90Db].map((levelDb) => speaker.number(levelDb, 1)),
    speaker.share(spanS === 0 ? null : validS / spanS),
    speaker.number(worstCaseDb, 1),
    hasData ? above.all : speaker.number(null, 0),
    hasData ? above.equipment : speaker.number(null, 0),
  ];
}

/** Stretches of minutes above the limit, with what the equipment alone gave in them. */
export function exceedanceTable({ exceedances, outcome }: ReceptorNight, speaker: Speaker): Markup {
  const { label } = speaker;
  if (outcome === 'no-data') return html``;
  const head = html`<h3>${label('exceedances')}</h3>`;
  if (exceedances.length === 0) return html`${head}<p>${label('exceedances-none')}</p>`;
  const columns = [
    { head: label('from-to') },
    { head: label('minutes'), numeric: true as const },
    { head: 'LAeq', numeric: true as const },
    { head: 'LAFmax', numeric: true as const },
    { head: label('equipment-level'), numeric: true as const },
    { head: label('origin') },
  ];
  return html`${head}
${table(
  columns,
  loudest(exceedances).map((exceedance) => exceedanceRow(exceedance, speaker)),
)}${more(exceedances.length - EXCEEDANCES_MAX, speaker)}`;
}

/** The loudest that fit on a page, in order of time. */
function loudest(exceedances: readonly Exceedance[]): Exceedance[] {
  return exceedances
    .toSorted((a, b) => (b.laeqDb ?? 0) - (a.laeqDb ?? 0))
    .slice(0, EXCEEDANCES_MAX)
    .sort((a, b) => a.startMs - b.startMs);
}

function exceedanceRow(exceedance: Exceedance, speaker: Speaker): Piece[] {
  const { startMs, endMs, laeqDb, lafmaxDb, equipmentDb, above } = exceedance;
  return [
    `${speaker.time(startMs)} – ${speaker.time(endMs)}`,
    above.all,
    speaker.number(laeqDb, 1),
    speaker.number(lafmaxDb, 1),
    speaker.number(equipmentDb, 1),
    speaker.label(`origin-${originOf(above)}`),
  ];
}

function originOf({ equipment, other }: MinutesAbove): 'equipment' | 'other' | 'both' | 'unknown' {
  if (equipment > 0) return other > 0 ? 'both' : 'equipment';
  return other > 0 ? 'other' : 'unknown';
}

/** Meters whose levels are not assessed. */
export function otherLevelTable(levels: readonly OtherLevel[], speaker: Speaker): Markup {
  if (levels.length === 0) return html``;
  const { label, number } = speaker;
  return html`<h3>${label('other-levels')}</h3>
${table(
  [
    { head: label('level') },
    { head: label('place') },
    { head: 'LAeq, dB(A)', numeric: true },
    { head: 'LAFmax, dB(A)', numeric: true },
    { head: label('figure-valid'), numeric: true },
  ],
  levels.map(({ id, place, laeqDb, lafmaxDb, validS }) => [
    id,
    label(`place-${place}`),
    number(laeqDb, 1),
    number(lafmaxDb, 1),
    speaker.span(validS),
  ]),
)}`;
}

/** "and 12 more", where a list was cut. */
export function more(count: number, speaker: Speaker): Markup {
  return html`${count > 0 && html`<p class="note">${speaker.say(pageText('and-more', { more: count }))}</p>`}`;
}
