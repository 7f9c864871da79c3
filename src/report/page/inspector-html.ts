/** What the record of a measurement names (GB 22337-2008 5.6, ISO 1996-2:2017 12), and what of it nobody has given. */

import type { Localizer } from '../../language/localizer.ts';
import { type Label, type PageText, pageText } from '../../language/page-text.ts';
import { inLanguage } from '../../language/standard-terms.ts';
import type { CalibratorRecord, InstrumentRecord, PlaceRecord } from '../../plan/station-record.ts';
import { METER_UNCERTAINTY_DB } from '../data/receptor-night.ts';
import type { NightReport, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { table } from '../markup/table.ts';

const COVERAGE = 2;

interface Field {
  readonly name: Label;
  /** Null: nobody has given it. */
  readonly value: string | null;
}

/** Fields that are given, the names of those that are not, then what was compared and the weather. */
export function inspectorHtml(report: NightReport, receptor: ReceptorNight, localizer: Localizer): Markup {
  const { label, say } = localizer;
  const fields = fieldsOf(report, receptor, localizer);
  const given = fields.filter(({ value }) => value !== null);
  const missing = fields.filter(({ value }) => value === null).map(({ name }) => label(name));
  return html`<h2>${label('inspector')}</h2>
${table(
  [{ head: label('field') }, { head: label('value'), wide: true }],
  given.map(({ name, value }) => [label(name), value]),
)}
${missing.length > 0 && html`<p class="note">${say(pageText('missing-fields', { fields: missing.join(label('comma')) }))}</p>`}
${comparedTable(report, receptor, localizer)}
${weatherTable(report, localizer)}`;
}

function fieldsOf(
  { record, instruments }: NightReport,
  receptor: ReceptorNight,
  localizer: Localizer,
): Field[] {
  const { say, label } = localizer;
  const place = record?.places[receptor.id];
  const meter = instruments.find(({ level }) => level === receptor.id)?.id;
  const papers = record?.instruments.find(({ device }) => device === meter);
  return [
    { name: 'field-address', value: record?.address ?? null },
    { name: 'field-position', value: positionText(place, localizer) },
    { name: 'field-picture', value: place?.picture ?? null },
    { name: 'field-instrument', value: papersText(papers) },
    { name: 'field-calibrator', value: papersText(record?.calibrator) },
    { name: 'field-operating', value: record?.operatingState ?? null },
    { name: 'field-measured', value: record?.persons?.measured ?? null },
    { name: 'field-checked', value: record?.persons?.checked ?? null },
    { name: 'field-approved', value: record?.persons?.approved ?? null },
    { name: 'field-background', value: backgroundTexts(receptor).map(say).join(label('sentence-gap')) },
    { name: 'field-uncertainty', value: uncertaintyText(receptor, localizer) },
  ];
}

function positionText(place: PlaceRecord | undefined, { say, label }: Localizer): string | null {
  const { heightM = null, distanceM = null, facade } = place ?? {};
  if (heightM === null && distanceM === null && facade === undefined) return null;
  const reflections = label(facade === undefined ? 'facade-unknown' : `facade-${facade}`);
  return say(pageText('position-text', { height: heightM, distance: distanceM, facade: reflections }));
}

function papersText(papers: (InstrumentRecord | CalibratorRecord) | undefined): string | null {
  if (papers === undefined) return null;
  const { model, serial, certificate, certificateDate } = papers;
  const maker = 'maker' in papers ? papers.maker : undefined;
  const parts = [maker, model, serial, certificate, certificateDate].filter((part) => part !== undefined);
  return parts.length === 0 ? null : parts.join(', ');
}

/** Which background counts, and which was heard and does not. */
export function backgroundTexts({ assessment, unusedWindow }: ReceptorNight): PageText[] {
  const background = assessment?.background ?? null;
  if (background === null) return [pageText('background-unknown-here')];
  const backgroundDb = background.levelDb;
  const at = unusedWindow?.measuredIn?.atMs;
  const unused =
    unusedWindow === null || at === undefined
      ? []
      : [pageText('background-not-used', { at, backgroundDb: unusedWindow.levelDb })];
  const { measuredIn } = background;
  if (background.source === 'quiet-window' && measuredIn !== undefined) {
    const { atMs, seconds } = measuredIn;
    return [pageText('background-window-with', { backgroundDb, at: atMs, seconds }), ...unused];
  }
  const key = background.source === 'measured' ? 'background-measured-with' : 'background-calculated-with';
  return [pageText(key, { backgroundDb }), ...unused];
}

function uncertaintyText({ figures }: ReceptorNight, { say }: Localizer): string {
  const meterDb = COVERAGE * METER_UNCERTAINTY_DB;
  return say(pageText('uncertainty-text', { meterDb, equipmentDb: figures.equipmentExpandedDb }));
}

/** The same sound by other standards, each in its own hours. */
function comparedTable(
  { ruleSets }: NightReport,
  { comparisons }: ReceptorNight,
  localizer: Localizer,
): Markup {
  if (comparisons.length === 0) return html``;
  const { label, number } = localizer;
  return html`<h3>${label('compared')}</h3>
${table(
  [
    { head: label('method-standard'), wide: true },
    { head: label('compared-hours') },
    { head: label('method-limit'), numeric: true },
    { head: 'LAeq', numeric: true },
    { head: label('compared-assessed'), numeric: true },
    { head: label('outcome') },
  ],
  comparisons.map(({ ruleSet, startMs, endMs, limitDb, laeqDb, assessment, outcome }) => {
    const rules = ruleSets.find(({ id }) => id === ruleSet);
    return [
      rules === undefined ? ruleSet : inLanguage(rules.title, localizer),
      `${localizer.time(startMs)} – ${localizer.time(endMs)}`,
      number(limitDb, 0),
      number(laeqDb, 1),
      number(assessment?.assessedDb ?? null, 1),
      label(`outcome-${outcome}`),
    ];
  }),
)}`;
}

function weatherTable({ weather }: NightReport, localizer: Localizer): Markup {
  if (weather.hours.length === 0) return html``;
  const { label, number, time } = localizer;
  return html`<h3>${label('weather')}</h3>
${table(
  [
    { head: label('hour') },
    { head: label('weather-temperature'), numeric: true },
    { head: label('weather-wind'), numeric: true },
    { head: label('weather-rain'), numeric: true },
  ],
  weather.hours.map(({ startMs, temperatureC, windMaxMPerS, rainS }) => [
    time(startMs),
    number(temperatureC, 1),
    number(windMaxMPerS, 1),
    number(rainS, 0),
  ]),
)}`;
}
