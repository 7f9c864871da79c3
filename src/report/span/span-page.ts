/** The report of many nights as one page: what they are together first, then a calendar, a curve and the table. */

import type { Dictionary } from '../../language/dictionary.ts';
import { createLocalizer, type Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { sentences } from '../../language/standard-terms.ts';
import { html, type Markup, trusted } from '../markup/markup.ts';
import { styleSheet } from '../markup/style.ts';
import { table } from '../markup/table.ts';
import { handBanner, placeName, stationName } from '../page/front-html.ts';
import { calendarHtml, calendarStyle } from './calendar-html.ts';
import { spanCurve } from './span-curve.ts';
import type { DayEveningNight, SpanEnergy, SpanNight, SpanReceptor, SpanReport, Trend } from './span-data.ts';

/** The whole document, in the language of the dictionary. */
export function spanHtml(report: SpanReport, dictionary: Dictionary): string {
  const clock = [{ fromMs: 0, utcOffsetMin: report.utcOffsetMin }];
  const localizer = createLocalizer(dictionary, { night: { offsets: clock }, momentOffsets: clock });
  const { say, label } = localizer;
  const { from, to, site } = report;
  const name = [label('span-report'), report.station, from, to].join(' · ');
  const station = stationName(report, localizer);
  return html`<!doctype html>
<html lang="${dictionary.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${name}</title>
<style>${trusted(styleSheet(name) + calendarStyle)}</style>
</head>
<body>
<header>
<p class="kicker"><span>${label('span-report')}</span><span>${say(pageText('station', { station, site }))}</span></p>
<h1>${say(pageText('span-nights', { first: from, last: to }))}</h1>
<p class="kicker"><span>${report.zone}</span><span class="faint">${say(pageText('made', { at: localizer.moment(report.madeMs), by: report.madeBy }))}</span></p>
</header>
${handBanner(report.givenByHand, localizer)}
<main>
${report.receptors.map((receptor) => receptorHtml(report, receptor, localizer))}
</main>
<footer class="faint"><p>${label('span-source')}</p><p>${label('not-certified')}</p></footer>
</body>
</html>
`.markup;
}

function receptorHtml(report: SpanReport, receptor: SpanReceptor, localizer: Localizer): Markup {
  const { say, label } = localizer;
  const place = placeName(report, receptor.id, localizer);
  return html`<section class="receptor">
<h2>${say(pageText('measuring-point', { receptor: place }))}</h2>
<p class="why">${countSentence(receptor, localizer)}</p>
<ul class="front">${summary(receptor, report.energy, localizer).map((line) => html`<li>${line}</li>\n`)}</ul>
<h3>${label('span-calendar')}</h3>
${calendarHtml(receptor.nights, localizer)}
<h3>${label('span-curve')}</h3>
<figure>${spanCurve(receptor, localizer)}
<figcaption>${label('span-curve-caption')}</figcaption></figure>
<h3>${label('span-table')}</h3>
${nightTable(receptor.nights, localizer)}
</section>
`;
}

function countSentence({ nights, counts }: SpanReceptor, { say }: Localizer): string {
  return say(
    pageText('span-count', {
      all: nights.length,
      compliant: counts.compliant,
      exceeded: counts.exceeded,
      undetermined: counts.undetermined,
      none: counts['no-data'],
    }),
  );
}

function summary(
  { laeqDb, equipmentDb, loudest, trend, lden, excluded }: SpanReceptor,
  energy: SpanEnergy,
  localizer: Localizer,
): string[] {
  const { say } = localizer;
  const lines = [
    laeqDb === null ? '' : say(pageText('span-levels', { laeqDb, equipmentDb })),
    loudest === null ? '' : say(pageText('span-loudest', { date: loudest.id, laeqDb: loudest.laeqDb })),
    trendSentence(trend, localizer),
    ldenSentence(lden, localizer),
    sentences(energySentences(energy, localizer), localizer),
    excluded.minutes === 0 ? '' : say(pageText('span-excluded', excluded)),
  ];
  return lines.filter((line) => line !== '');
}

function trendSentence({ slopeDb, isSure, nights }: Trend, { say }: Localizer): string {
  if (slopeDb === null) return say(pageText('span-trend-few', { nights }));
  if (!isSure) return say(pageText('span-trend-none', { nights }));
  const key = slopeDb > 0 ? 'span-trend-louder' : 'span-trend-quieter';
  return say(pageText(key, { slopeDb: Math.abs(slopeDb) }));
}

function ldenSentence(
  { ldenDb, dayDb, eveningDb, nightDb, share }: DayEveningNight,
  { say }: Localizer,
): string {
  return ldenDb === null
    ? say(pageText('span-lden-none', { share }))
    : say(pageText('span-lden', { ldenDb, dayDb, eveningDb, nightDb, share }));
}

function energySentences(
  { limitedS, nights, knownNights, relayWh, heatWh, servedWh }: SpanEnergy,
  { say, label }: Localizer,
): string[] {
  const limited = say(pageText('span-limited', { limited: limitedS, nights }));
  if (knownNights === 0) return [limited, label('span-energy-none')];
  const [relayKwh, heatKwh, servedKwh] = [relayWh / 1000, heatWh / 1000, servedWh / 1000];
  return [limited, say(pageText('span-energy', { relayKwh, heatKwh, servedKwh, nights: knownNights }))];
}

function nightTable(nights: readonly SpanNight[], localizer: Localizer): Markup {
  const { label, number, share } = localizer;
  return table(
    [
      { head: label('span-night') },
      { head: label('outcome') },
      { head: 'LAeq', numeric: true },
      { head: label('equipment-level'), numeric: true },
      { head: label('minutes-above'), numeric: true },
      { head: label('valid'), numeric: true },
    ],
    nights.map(
      ({
        id,
        outcome,
        isOfMeasured,
        isIndicative,
        laeqDb,
        equipmentDb,
        equipmentExpandedDb,
        above,
        validS,
        spanS,
      }) => [
        id,
        [
          label(isOfMeasured ? 'outcome-within-measured' : `outcome-${outcome}`),
          isIndicative ? ` (${label('outcome-not-official')})` : '',
        ].join(''),
        number(laeqDb, 1),
        equipmentDb === null
          ? number(null, 1)
          : `${number(equipmentDb, 1)} ± ${number(equipmentExpandedDb, 1)}`,
        laeqDb === null ? number(null, 0) : above.all,
        share(spanS === 0 ? null : validS / spanS),
      ],
    ),
  );
}
