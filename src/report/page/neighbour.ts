/**
 * The answer to a neighbour: one night on one sheet without jargon. It is made from the night report and says no more
 * than that proves: what was calculated is called so, and what is not known is said to be unknown.
 */

import type { Dictionary } from '../../language/dictionary.ts';
import { createLocalizer, type Localizer } from '../../language/localizer.ts';
import { type PageText, pageText } from '../../language/page-text.ts';
import { sentences } from '../../language/standard-terms.ts';
import { DAY_MS, MINUTE_MS } from '../../model/duration.ts';
import { curveSvg } from '../charts/curve-svg.ts';
import type { LevelMinute, NightReport, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup, trusted } from '../markup/markup.ts';
import { styleSheet } from '../markup/style.ts';

/** `atMs`: the moment that was asked about; null for none. */
export function neighbourHtml(report: NightReport, dictionary: Dictionary, atMs: number | null): string {
  const localizer = createLocalizer(dictionary, report);
  const { say, label } = localizer;
  const last = new Date(Date.parse(`${report.night.id}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  const name = [report.station, report.night.id].join(' · ');
  return html`<!doctype html>
<html lang="${dictionary.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<style>${trusted(styleSheet(name))}</style>
</head>
<body>
<header>
<p class="kicker"><span>${say(pageText('station', { station: report.station, site: report.site }))}</span><span>${say(pageText('night', { first: report.night.id, last }))}</span></p>
</header>
<main>
${report.receptors.map((receptor) => receptorHtml(report, receptor, localizer, atMs))}
</main>
<footer class="faint"><p>${label('neighbour-method')}</p><p>${label('not-certified')}</p></footer>
</body>
</html>
`.markup;
}

function receptorHtml(
  report: NightReport,
  receptor: ReceptorNight,
  localizer: Localizer,
  atMs: number | null,
): Markup {
  const { say } = localizer;
  const { id, outcome, limits } = receptor;
  const isRunning = report.night.state !== 'over';
  const head = pageText(`neighbour-${outcome}`, { receptor: id, limitDb: limits.laeqDb });
  return html`<section class="receptor">
<h1>${say(head)}</h1>
${isRunning && html`<p class="banner">${localizer.label('neighbour-running')}</p>`}
${
  atMs !== null &&
  html`<h2>${say(pageText('neighbour-at', { at: atMs }))}</h2>
<p>${sentences(momentTexts(receptor, atMs).map(say), localizer)}</p>`
}
<h2>${localizer.label('neighbour-night')}</h2>
<p>${sentences(nightTexts(receptor).map(say), localizer)}</p>
<figure><div class="scroll">${curveSvg(report, receptor, localizer)}</div></figure>
</section>
`;
}

/** What was measured in that minute, what the station gave of it, and whether it counts. */
function momentTexts({ minutes, limits }: ReceptorNight, atMs: number): PageText[] {
  const minute = minutes.find(({ startMs }) => startMs === Math.floor(atMs / MINUTE_MS) * MINUTE_MS);
  if (minute === undefined || minute.laeqDb === null) return [pageText('neighbour-unknown')];
  const { laeqDb, equipmentDb, invalid } = minute;
  return [
    pageText('neighbour-measured', { laeqDb, limitDb: limits.laeqDb }),
    equipmentDb === null ? pageText('neighbour-ours-unknown') : pageText('neighbour-ours', { equipmentDb }),
    ...originText(minute, limits.laeqDb),
    ...(invalid === null ? [] : [pageText('neighbour-does-not-count')]),
  ];
}

/** Whose sound it was is said only where the total was above the limit, as in the report. */
function originText({ laeqDb, equipmentDb }: LevelMinute, limitDb: number): PageText[] {
  if (laeqDb === null || equipmentDb === null || laeqDb <= limitDb) return [];
  return [pageText(equipmentDb > limitDb ? 'neighbour-from-us' : 'neighbour-from-elsewhere')];
}

function nightTexts({ figures, limits, minutes }: ReceptorNight): PageText[] {
  const { laeqDb, above, equipmentDb } = figures;
  if (laeqDb === null) return [pageText('plain-no-data')];
  const lost = minutes.filter(({ invalid }) => invalid !== null).length;
  return [
    pageText('neighbour-mean', { laeqDb, limitDb: limits.laeqDb }),
    ...(equipmentDb === null ? [] : [pageText('neighbour-ours-mean', { equipmentDb })]),
    above.all === 0
      ? pageText('plain-above-none')
      : pageText('plain-above', { all: above.all, limitDb: limits.laeqDb }),
    ...(above.equipment > 0 ? [pageText('plain-above-equipment', { equipment: above.equipment })] : []),
    ...(above.other > 0 ? [pageText('plain-above-other', { other: above.other })] : []),
    ...(above.unknown > 0 ? [pageText('plain-above-unknown', { unknown: above.unknown })] : []),
    ...(lost === 0 ? [] : [pageText('neighbour-lost', { minutes: lost })]),
  ];
}
