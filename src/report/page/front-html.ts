/** The three lines under a verdict: the equipment with its certainty, all sound, and what the measurement is worth. */

import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { sentences } from '../../language/standard-terms.ts';
import type { Named } from '../../plan/station-record.ts';
import type { DeviceFailure } from '../data/shape/equipment-data.ts';
import type { GivenByHand, NightReport, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup } from '../markup/markup.ts';

/** From this certainty on something is said, below it is open. */
const SURE = 0.95;

/** The lines as a list; one that has nothing to say is left out. */
export function frontLines(receptor: ReceptorNight, localizer: Localizer): Markup {
  const lines = [
    equipmentLine(receptor, localizer),
    totalLine(receptor, localizer),
    excludedLine(receptor, localizer),
    standingLine(receptor, localizer),
  ];
  return html`<ul class="front">${lines.filter((line) => line !== '').map((line) => html`<li>${line}</li>\n`)}</ul>`;
}

function equipmentLine(
  { figures, limits, minutes, assessment }: ReceptorNight,
  localizer: Localizer,
): string {
  const { equipmentDb, equipmentExpandedDb: expandedDb, equipmentWithin: chance } = figures;
  const { say, label } = localizer;
  if (equipmentDb === null || chance === null) return label('front-equipment-none');
  const { trustedMinutes: trusted, withinMinutes: within } = figures;
  const source = label(`equipment-${figures.equipmentFrom}`);
  const limitDb = limits.laeqDb;
  const correctedDb = assessment?.equipmentDb ?? null;
  const isApart = correctedDb !== null && Math.abs(correctedDb - equipmentDb) > (expandedDb ?? 0);
  return sentences(
    [
      say(pageText('front-equipment', { equipmentDb, expandedDb, source })),
      trusted === 0 ? '' : certaintySentence(chance, limitDb, localizer),
      trusted === 0
        ? label('front-untrusted')
        : say(pageText('front-minutes', { within, trusted, all: minutes.length })),
      isApart ? say(pageText('front-two-truths', { correctedDb })) : '',
    ].filter((text) => text !== ''),
    localizer,
  );
}

/** Never a whole certainty: the errors are only thought to be normal. */
const MOST_SURE = 0.9999;

function certaintySentence(within: number, limitDb: number, { say }: Localizer): string {
  const chance = Math.min(MOST_SURE, within);
  if (within >= SURE) return say(pageText('front-within', { chance, limitDb }));
  if (within > 1 - SURE) return say(pageText('front-open', { chance, limitDb }));
  return say(pageText('front-above', { chance: Math.min(MOST_SURE, 1 - within), limitDb }));
}

function totalLine({ figures, limits }: ReceptorNight, { say }: Localizer): string {
  const { laeqDb } = figures;
  return laeqDb === null ? '' : say(pageText('front-total', { laeqDb, limitDb: limits.laeqDb }));
}

/** Who left out what, and the level with it: nobody shall win a night by leaving out the loud part of it unseen. */
function excludedLine({ excluded, figures }: ReceptorNight, localizer: Localizer): string {
  if (excluded == null) return '';
  const { say, time, tell, dictionary } = localizer;
  const { minutes, withThemDb, stretches } = excluded;
  const what = stretches.map(
    ({ startMs, endMs, reason }) => `${time(startMs)} – ${time(endMs)} ${tell(reason)}`,
  );
  return say(
    pageText('front-excluded', {
      minutes,
      what: what.join(dictionary.between.clauses),
      withThemDb,
      withoutDb: figures.laeqDb,
    }),
  );
}

function standingLine({ caveats }: ReceptorNight, { say, label }: Localizer): string {
  if (caveats.length === 0) return label('front-standing-clear');
  const reasons = caveats.map((reason) => label(`because-${reason}`)).join(label('comma'));
  return say(pageText('front-standing-indicative', { reasons }));
}

/** What was given by hand; nothing where nothing was. */
export function handBanner(given: readonly GivenByHand[], { say, label }: Localizer): Markup {
  if (given.length === 0) return html``;
  const what = given.map((one) => label(`hand-${one}`)).join(label('comma'));
  return html`<p class="banner">${say(pageText('given-by-hand', { what }))}</p>`;
}

/** One line a lost device, and what that changes. */
export function failureLines(failures: readonly DeviceFailure[], localizer: Localizer): Markup {
  const { say, label } = localizer;
  return html`${failures.map(({ subject, fromMs, toMs, changes }) => {
    const lost =
      toMs === null
        ? say(pageText('failure-open', { subject, from: fromMs }))
        : say(pageText('failure-over', { subject, from: fromMs, to: toMs }));
    return html`<p class="failure">${sentences([lost, label(`failure-changes-${changes}`)], localizer)}</p>\n`;
  })}`;
}

/** What people call a measuring point, in the language of the page or else in English; its id where nobody wrote a name. */
export function placeName({ record }: Pick<NightReport, 'record'>, id: string, localizer: Localizer): string {
  return nameIn(record?.places[id]?.names, localizer) ?? id;
}

/** The same of the station. */
export function stationName(
  { record, station }: Pick<NightReport, 'record' | 'station'>,
  localizer: Localizer,
): string {
  return nameIn(record?.names, localizer) ?? station;
}

function nameIn(names: Named | undefined, { language }: Localizer): string | undefined {
  return names?.[language] ?? names?.['en'];
}
