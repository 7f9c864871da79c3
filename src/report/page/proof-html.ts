/** What the levels rest on: instruments and their checks, the standard clause by clause, limitations, and the chain of records. */

import type { Cited, Confidence, PeakRule, RuleSet } from '../../acoustics/rule-set.ts';
import { limitOf, periodRule } from '../../acoustics/rule-set.ts';
import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import { inLanguage } from '../../language/standard-terms.ts';
import type { NightReport, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup, type Piece } from '../markup/markup.ts';
import { table } from '../markup/table.ts';
import { backgroundTexts } from './inspector-html.ts';
import { toldHtml } from './told-html.ts';

/** Instruments and acoustic checks. */
export function instrumentTables({ instruments, calibrations }: NightReport, localizer: Localizer): Markup {
  const { label, number } = localizer;
  const checks = table(
    [
      { head: label('time') },
      { head: label('instrument') },
      { head: label('calibrator') },
      { head: `${label('reference-level')}, dB`, numeric: true },
      { head: `${label('as-found')}, dB`, numeric: true },
      { head: `${label('as-left')}, dB`, numeric: true },
      { head: `${label('drift')}, dB`, numeric: true },
      { head: label('valid') },
    ],
    calibrations.map((check) => [
      localizer.moment(check.atMs),
      check.meter,
      check.calibratorSerial ?? label('no-value'),
      number(check.levelDb, 1),
      number(check.beforeDb, 1),
      number(check.afterDb, 1),
      number(check.driftDb, 1),
      label(check.isValid ? 'calibration-valid' : 'calibration-invalid'),
    ]),
  );
  return html`<h2>${label('instruments')}</h2>
${table(
  [
    { head: label('instrument') },
    { head: label('level') },
    { head: label('type'), wide: true },
    { head: label('serial') },
  ],
  instruments.map(({ id, level, title, serial }) => [id, level, title, serial ?? label('no-value')]),
)}
${calibrations.length === 0 ? html`<p class="note">${label('calibration-none')}</p>` : html`<div class="gap"></div>${checks}`}`;
}

/** How the night was assessed: each part of the standard with its clause, and how sure the program is of it. */
export function methodHtml(report: NightReport, localizer: Localizer): Markup {
  const { label } = localizer;
  const { ruleSets, receptors, limitations } = report;
  const notes = ruleSets.flatMap((rules) => rules.notes.map((note) => inLanguage(note, localizer)));
  return html`<h2>${label('method')}</h2>
${ruleSets.map((rules) =>
  ruleTable(
    rules,
    receptors.filter(({ assessment }) => assessment?.ruleSet === rules.id),
    localizer,
  ),
)}
<h3>${label('limitations')}</h3>
<ul>${[...limitations.map(localizer.say), ...notes].map((text) => html`<li>${text}</li>\n`)}</ul>`;
}

type Line = readonly [about: string, text: Piece, cited: Cited | null];

function ruleTable(rules: RuleSet, receptors: readonly ReceptorNight[], localizer: Localizer): Markup {
  const { label } = localizer;
  const lines: Line[] = [
    [label('method-standard'), inLanguage(rules.title, localizer), null],
    [label('method-limit'), limitTexts(rules, receptors, localizer), rules.limits],
    ...periodLines(rules, localizer),
    ...rules.peaks.filter(({ period }) => period === 'night').map((peak) => peakLine(peak, localizer)),
    ...(rules.totalWithin ? [[label('method-total'), label('total-text'), rules.totalWithin] as const] : []),
    [label('method-background'), backgroundText(rules, receptors, localizer), rules.background],
    [label('method-rounding'), roundingText(rules, localizer), rules.rounding],
    [label('method-valid'), validText(rules, localizer), null],
    [label('method-quantities'), label('quantities-text'), null],
  ];
  return table(
    [
      { head: label('about') },
      { head: label('how'), wide: true },
      { head: label('clause-head'), wide: true },
    ],
    lines.map(([about, text, cited]) => [
      about,
      text,
      cited && html`${inLanguage(cited.clause, localizer)} · ${surety(cited.confidence, localizer)}`,
    ]),
  );
}

function surety(confidence: Confidence, localizer: Localizer): Piece {
  const text = localizer.label(`sure-${confidence}`);
  return confidence === 'unconfirmed' ? html`<b>${text}</b>` : html`<span class="faint">${text}</span>`;
}

function limitTexts(rules: RuleSet, receptors: readonly ReceptorNight[], localizer: Localizer): string {
  const classes = [...new Set(receptors.map(({ limits }) => limits.className))];
  return classes
    .map((name) =>
      localizer.say(pageText('limit-text', { class: name, limitDb: limitOf(rules, name, 'night') })),
    )
    .join(localizer.label('comma'));
}

function periodLines(rules: RuleSet, localizer: Localizer): Line[] {
  const night = periodRule(rules, 'night');
  if (night === undefined) return [];
  const about = localizer.label('method-time-base');
  const { timeBase } = night;
  switch (timeBase.kind) {
    case 'period':
    case 'loudest-hour':
      return [[about, localizer.label(`time-base-${timeBase.kind}`), night]];
    case 'steady-minute': {
      const text = pageText('time-base-steady-minute', { fluctuationDb: timeBase.fluctuationMaxDb });
      return [[about, localizer.say(text), night]];
    }
    case 'rolling':
    case 'fixed':
      return [[about, localizer.say(pageText('time-base-rolling', { window: timeBase.windowS })), night]];
  }
}

function peakLine(peak: PeakRule, localizer: Localizer): Line {
  const text = localizer.say(pageText(`peak-${peak.cause}`, { overDb: peak.overLimitDb }));
  return [
    localizer.label('method-peak'),
    peak.binding ? text : text + localizer.label('peak-comparison'),
    peak,
  ];
}

function backgroundText(
  { background }: RuleSet,
  receptors: readonly ReceptorNight[],
  localizer: Localizer,
): string {
  const rule = {
    none: pageText('background-none'),
    'gb-table': pageText('background-gb-table'),
    exact: pageText('background-exact', {
      marginDb: background.kind === 'exact' ? background.leastMarginDb : null,
    }),
    'iso-1996-2': pageText('background-iso-1996-2', {
      coverage: background.kind === 'iso-1996-2' ? background.coverage : null,
    }),
  }[background.kind];
  const taken = receptors
    .filter(({ assessment }) => assessment !== null && 'backgroundDb' in assessment.reason.values)
    .flatMap((receptor) => backgroundTexts(receptor).map(localizer.say));
  return [localizer.say(rule), ...taken].join(localizer.label('stop') + localizer.label('sentence-gap'));
}

function roundingText({ rounding }: RuleSet, localizer: Localizer): string {
  if (rounding.kind === 'half-even' && rounding.decimals === 0)
    return localizer.label('rounding-half-even-whole');
  return rounding.kind === 'half-even'
    ? localizer.say(pageText('rounding-half-even', { decimals: rounding.decimals }))
    : localizer.label(`rounding-${rounding.kind}`);
}

function validText({ leastValid }: RuleSet, localizer: Localizer): string {
  const { minute: minuteS, hour, night } = leastValid;
  return localizer.say(pageText('valid-text', { minuteS, hour, night }));
}

/** The records, their chain, how to check it, and the configuration in force. */
export function evidenceHtml(
  { evidence, configurations, night, givenByHand }: NightReport,
  localizer: Localizer,
): Markup {
  const { label, say } = localizer;
  const { rows, firstSeq, lastSeq, hash, intact, gaps, file } = evidence;
  return html`<h2>${label('evidence')}</h2>
${
  rows === 0
    ? html`<p>${label('evidence-none')}</p>`
    : html`<p>${say(pageText('evidence-rows', { rows, first: firstSeq, last: lastSeq }))} ${label(intact ? 'evidence-intact' : 'evidence-broken')}</p>
<h3>${label('evidence-hash')}</h3>
<p><code>${hash}</code></p>
${headHtml(evidence, localizer)}<p>${label('evidence-verify')}</p>
<code class="command">npx quietpost verify --history ${file}<br>npx quietpost report --night ${night.id} --history ${file} --out again.html</code>`
}
${
  gaps.length > 0 &&
  html`<h3>${label('evidence-gaps')}</h3>
<ul>${gaps.map(({ fromMs, toMs, reason }) => html`<li>${localizer.moment(fromMs)} – ${localizer.moment(toMs)}: ${toldHtml(reason, localizer)}</li>`)}</ul>`
}
${
  configurations.length > 0 &&
  !givenByHand.includes('site') &&
  html`<h3>${label('configurations')}</h3>
<ul>${configurations.map(({ fromMs, hash }) => html`<li><code>${hash}</code> ${say(pageText('since', { at: localizer.moment(fromMs) }))}</li>`)}</ul>`
}`;
}

/** The signed head: with it anybody can prove these records later, also against the owner of the file. */
function headHtml({ signedHead }: NightReport['evidence'], { label, say }: Localizer): Markup {
  if (signedHead === null || signedHead === undefined) return html`<p>${label('head-none')}</p>`;
  const { head, signature } = signedHead;
  return html`<h3>${label('head')}</h3>
<p>${say(pageText('head-text', { size: head.size, key: head.key }))}</p>
<p><code>${head.root}</code></p>
<p><code>${signature}</code></p>`;
}
