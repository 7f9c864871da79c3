/** The sound of the night in numbers: by hour, above the limit, and the levels of the meters that are not assessed. */

import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import type {
  Exceedance,
  LevelHour,
  MinutesAbove,
  OtherLevel,
  ReceptorNight,
} from '../data/shape/report-data.ts';
import { html, type Markup, type Piece } from '../markup/markup.ts';
import { table } from '../markup/table.ts';

/** A printed page needs no more; the data file has all. */
const EXCEEDANCES_MAX = 24;

/** One line an hour and one for the night. */
export function hourTable({ hours, figures }: ReceptorNight, localizer: Localizer): Markup {
  if (hours.length === 0) return html``;
  const { label } = localizer;
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
    ...levelCells({ ...figures, lafmaxDb: figures.highestPeak?.lafmaxDb ?? null }, localizer),
  ];
  return html`<h3>${label('by-hour')}</h3>
${table(
  columns,
  hours.map((hour) => [
    `${localizer.time(hour.startMs)} – ${localizer.time(hour.endMs)}`,
    ...levelCells(hour, localizer),
  ]),
  night,
)}<p class="note">${label('by-hour-note')}</p>
`;
}

type Levels = Omit<LevelHour, 'startMs' | 'endMs'>;

function levelCells(levels: Levels, localizer: Localizer): Piece[] {
  const { laeqDb, lafmaxDb, l10Db, l50Db, l90Db, validS, spanS, worstCaseDb, above } = levels;
  const hasData = laeqDb !== null;
  return [
    ...[laeqDb, lafmaxDb, l10Db, l50Db, l90Db].map((levelDb) => localizer.number(levelDb, 1)),
    localizer.share(spanS === 0 ? null : validS / spanS),
    localizer.number(worstCaseDb, 1),
    hasData ? above.all : localizer.number(null, 0),
    hasData ? above.equipment : localizer.number(null, 0),
  ];
}

/** Stretches of minutes above the limit, with what the equipment alone gave in them. */
export function exceedanceTable({ exceedances, outcome }: ReceptorNight, localizer: Localizer): Markup {
  const { label } = localizer;
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
  loudest(exceedances).map((exceedance) => exceedanceRow(exceedance, localizer)),
)}${more(exceedances.length - EXCEEDANCES_MAX, localizer)}`;
}

/** The loudest that fit on a page, in order of time. */
function loudest(exceedances: readonly Exceedance[]): Exceedance[] {
  return exceedances
    .toSorted((a, b) => (b.laeqDb ?? 0) - (a.laeqDb ?? 0))
    .slice(0, EXCEEDANCES_MAX)
    .sort((a, b) => a.startMs - b.startMs);
}

function exceedanceRow(exceedance: Exceedance, localizer: Localizer): Piece[] {
  const { startMs, endMs, laeqDb, lafmaxDb, equipmentDb, above } = exceedance;
  return [
    `${localizer.time(startMs)} – ${localizer.time(endMs)}`,
    above.all,
    localizer.number(laeqDb, 1),
    localizer.number(lafmaxDb, 1),
    localizer.number(equipmentDb, 1),
    localizer.label(`origin-${originOf(above)}`),
  ];
}

function originOf({ equipment, other }: MinutesAbove): 'equipment' | 'other' | 'both' | 'unknown' {
  if (equipment > 0) return other > 0 ? 'both' : 'equipment';
  return other > 0 ? 'other' : 'unknown';
}

/** Meters whose levels are not assessed. */
export function otherLevelTable(levels: readonly OtherLevel[], localizer: Localizer): Markup {
  if (levels.length === 0) return html``;
  const { label, number } = localizer;
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
    localizer.span(validS),
  ]),
)}`;
}

/** "and 12 more", where a list was cut. */
export function more(count: number, localizer: Localizer): Markup {
  return html`${count > 0 && html`<p class="note">${localizer.say(pageText('and-more', { more: count }))}</p>`}`;
}
