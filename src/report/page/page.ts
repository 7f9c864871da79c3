/**
 * The report as one page that needs nothing else: no script, no request, readable by a resident, an inspector and an
 * engineer from top to bottom, and printable on A4. It is what the neighbours and the authority see.
 */

import type { Dictionary } from '../../language/dictionary.ts';
import { createLocalizer, type Localizer, offsetText } from '../../language/localizer.ts';
import { type PageText, pageText } from '../../language/page-text.ts';
import { DAY_MS } from '../../model/duration.ts';
import { curveSvg } from '../charts/curve-svg.ts';
import { phoneCurve } from '../charts/phone-curve.ts';
import type { NightReport, NightSpan, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup, trusted } from '../markup/markup.ts';
import { styleSheet } from '../markup/style.ts';
import { askHtml, loudestHtml } from './ask-html.ts';
import { figuresHtml } from './figures-html.ts';
import { failureLines, handBanner, placeName, stationName } from './front-html.ts';
import { inspectorHtml } from './inspector-html.ts';
import { exceedanceTable, hourTable, otherLevelTable } from './level-tables.ts';
import { actuationTables, eventTable } from './log-tables.ts';
import { contactHtml, operatorHtml, ticketsHtml } from './operator-html.ts';
import { evidenceHtml, instrumentTables, methodHtml } from './proof-html.ts';
import { spectrumHtml } from './spectrum-html.ts';
import { summaryHtml } from './summary-html.ts';
import { verdictHtml } from './verdict-html.ts';

/** The whole document, in the language of the dictionary. */
export function nightHtml(report: NightReport, dictionary: Dictionary): string {
  const localizer = createLocalizer(dictionary, report);
  const name = [localizer.label('title'), report.station, report.night.id].join(' · ');
  const page = html`<!doctype html>
<html lang="${dictionary.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${name}</title>
<style>${trusted(styleSheet(name))}</style>
</head>
<body>
${header(report, localizer)}
<main>
${report.receptors.map((receptor) => receptorHtml(report, receptor, localizer))}
${otherLevelTable(report.otherLevels, localizer)}
${actuationTables(report, localizer)}
${eventTable(report.events, localizer)}
${instrumentTables(report, localizer)}
${methodHtml(report, localizer)}
${evidenceHtml(report, localizer)}
</main>
<footer class="faint"><p>${localizer.label('not-certified')}</p></footer>
</body>
</html>
`;
  return page.markup;
}

function header(report: NightReport, localizer: Localizer): Markup {
  const { night, site, madeMs, madeBy } = report;
  const { say, label } = localizer;
  const last = new Date(Date.parse(`${night.id}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  const banner = bannerOf(report);
  const address = report.record?.address;
  return html`<header>
<p class="kicker"><span>${label('title')}</span><span>${say(pageText('station', { station: stationName(report, localizer), site }))}${address !== undefined && html`, ${address}`}</span></p>
<h1>${say(pageText('night', { first: night.id, last }))}</h1>
<p class="kicker"><span>${say(hoursMessage(night))}</span><span class="faint">${say(pageText('made', { at: localizer.moment(madeMs), by: madeBy }))}</span></p>
</header>
${banner !== undefined && html`<p class="banner">${say(banner)}</p>`}${handBanner(report.givenByHand, localizer)}`;
}

function hoursMessage({ startMs, endMs, zone, offsets }: NightSpan): PageText {
  const values = { from: startMs, to: endMs, zone, span: (endMs - startMs) / 1000 };
  return offsets.length > 1
    ? pageText('hours-changing', values)
    : pageText('hours', { ...values, offset: offsetText(offsets[0]?.utcOffsetMin ?? 0) });
}

function bannerOf({ night, evidence }: NightReport): PageText | undefined {
  if (night.state === 'ahead') return pageText('state-ahead');
  if (night.recordedToMs === null || evidence.rows === 0) return pageText('state-empty');
  return night.state === 'running' ? pageText('state-running', { until: night.recordedToMs }) : undefined;
}

function receptorHtml(report: NightReport, receptor: ReceptorNight, localizer: Localizer): Markup {
  const rules = report.ruleSets.find(({ id }) => id === receptor.assessment?.ruleSet);
  const source = localizer.label(`equipment-${receptor.figures.equipmentFrom}`);
  return html`<section class="receptor">
${verdictHtml(receptor, placeName(report, receptor.id, localizer), rules, localizer)}
${failureLines(report.failures, localizer)}
${summaryHtml(receptor, report.equipment, localizer)}
${askHtml(report, receptor, localizer)}
<h2>${localizer.label('curve')}</h2>
<figure class="desk">${curveSvg(report, receptor, localizer)}
<figcaption>${localizer.say(pageText('curve-caption', { source }))}</figcaption></figure>
<figure class="phone">${phoneCurve(report, receptor, localizer)}
<figcaption>${localizer.label('curve-phone')}</figcaption></figure>
${loudestHtml(report, receptor, localizer)}
${contactHtml(report, localizer)}
${operatorHtml(report, receptor, localizer)}
${ticketsHtml(report, localizer)}
${inspectorHtml(report, receptor, localizer)}
<h2>${localizer.label('figures')}</h2>
${figuresHtml(receptor, report.equipment, localizer)}
${spectrumHtml(report, receptor, localizer)}
${hourTable(receptor, localizer)}
${exceedanceTable(receptor, localizer)}
</section>
`;
}
