/** "How loud was it at 23:40, was it the station, was it allowed, what was done?": each minute, and the loudest stretches. */

import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import type { NoiseKind } from '../../model/sound/gate.ts';
import type {
  Actuation,
  Exceedance,
  LevelMinute,
  NightReport,
  ReceptorNight,
} from '../data/shape/report-data.ts';
import { html, type Markup, type Piece } from '../markup/markup.ts';
import { type Column, table } from '../markup/table.ts';

/** What was done within this time after a moment is taken for an answer to it. */
const ANSWER_MS = 5 * MINUTE_MS;
const LOUDEST_MAX = 5;

/** The minutes of each hour, folded. */
export function askHtml(report: NightReport, { minutes }: ReceptorNight, localizer: Localizer): Markup {
  if (minutes.length === 0) return html``;
  const { label } = localizer;
  const hours = new Map<string, LevelMinute[]>();
  for (const minute of minutes) {
    const hour = `${localizer.time(minute.startMs).slice(0, 2)}:00`;
    hours.set(hour, [...(hours.get(hour) ?? []), minute]);
  }
  const columns: Column[] = [
    { head: label('time') },
    { head: label('ask-heard'), numeric: true },
    { head: label('ask-equipment'), numeric: true },
    { head: label('ask-cause') },
    { head: label('ask-allowed') },
    { head: label('ask-done') },
  ];
  return html`<h2>${label('ask')}</h2>
<p class="note">${label('ask-note')}</p>
<div class="hours">${[...hours].map(
    ([hour, own]) =>
      html`<details><summary>${hour}</summary>${table(
        columns,
        own.map((minute) => minuteRow(report.actuations, minute, localizer)),
      )}</details>\n`,
  )}</div>`;
}

function minuteRow(actuations: readonly Actuation[], minute: LevelMinute, localizer: Localizer): Piece[] {
  const { startMs, laeqDb, source, noiseKind, invalid } = minute;
  return [
    localizer.time(startMs),
    localizer.number(laeqDb, 1),
    bandText(minute, localizer),
    source === null ? localizer.label('no-value') : causeText(source, noiseKind, localizer),
    allowedText(minute, localizer),
    invalid === null && source !== null
      ? answerText(actuations, startMs, startMs + MINUTE_MS, localizer)
      : '',
  ];
}

function bandText({ equipmentDb, expandedDb }: LevelMinute, { number }: Localizer): string {
  if (equipmentDb === null) return number(null, 1);
  return expandedDb === null
    ? number(equipmentDb, 1)
    : `${number(equipmentDb, 1)} ± ${number(expandedDb, 1)}`;
}

type Source = NonNullable<LevelMinute['source']>;

function causeText(source: Source, noiseKind: NoiseKind | null, { label, say }: Localizer): string {
  if (source !== 'other') return label(`origin-${source}`);
  return noiseKind === null
    ? label('origin-other')
    : say(pageText('cause-likely', { kind: label(`heard-${noiseKind}`) }));
}

function allowedText({ laeqDb, source, invalid }: LevelMinute, { label }: Localizer): string {
  if (invalid !== null) return label(`invalid-${invalid}`);
  if (laeqDb === null) return label('no-value');
  return source === null ? label('allowed-yes') : label(`allowed-${source}`);
}

/** The first thing that was moved for noise or people. */
function answerText(
  actuations: readonly Actuation[],
  fromMs: number,
  toMs: number,
  localizer: Localizer,
): string {
  const found = actuations.find(
    ({ atMs, by }) =>
      atMs >= fromMs && atMs < toMs + ANSWER_MS && (by === 'quiet-lamp' || by === 'night-noise'),
  );
  if (found === undefined) return '';
  const rule = found.by === 'quiet-lamp' ? 'rule-quiet-lamp' : 'rule-night-noise';
  return `${localizer.time(found.atMs)} ${localizer.label(rule)} (${found.outputs.join(', ')})`;
}

/** The five loudest stretches above the limit. */
export function loudestHtml(report: NightReport, receptor: ReceptorNight, localizer: Localizer): Markup {
  const { label } = localizer;
  if (receptor.outcome === 'no-data') return html``;
  const loudest = receptor.exceedances
    .toSorted((a, b) => (b.laeqDb ?? 0) - (a.laeqDb ?? 0))
    .slice(0, LOUDEST_MAX)
    .sort((a, b) => a.startMs - b.startMs);
  const head = html`<h2>${label('loudest-five')}</h2>`;
  if (loudest.length === 0) return html`${head}<p>${label('loudest-none')}</p>`;
  return html`${head}${table(
    [
      { head: label('from-to') },
      { head: 'LAeq', numeric: true },
      { head: label('ask-cause') },
      { head: label('ask-done') },
    ],
    loudest.map((own) => loudestRow(report, own, localizer)),
  )}`;
}

function loudestRow({ actuations }: NightReport, own: Exceedance, localizer: Localizer): Piece[] {
  const { startMs, endMs, laeqDb, noiseKind, above } = own;
  const sources = (['equipment', 'other', 'unknown'] as const).filter((source) => above[source] > 0);
  return [
    `${localizer.time(startMs)} – ${localizer.time(endMs)}`,
    localizer.number(laeqDb, 1),
    sources.map((source) => causeText(source, noiseKind, localizer)).join(localizer.label('comma')),
    answerText(actuations, startMs, endMs, localizer),
  ];
}
