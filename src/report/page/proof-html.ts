/** What the levels rest on: instruments and their checks, the standard clause by clause, doubts, and the chain of records. */

import type { Cited, Confidence, PeakRule, RuleSet } from '../../acoustics/rule-set.ts';
import { limitOf, periodRule } from '../../acoustics/rule-set.ts';
import { pageText } from '../../language/page-text.ts';
import type { Speaker } from '../../language/speaker.ts';
import { clauseText, inLanguage } from '../../language/standard-terms.ts';
import { hasCalculatedBackground } from '../data/limitations.ts';
import type { NightReport, ReceptorNight } from '../data/report-data.ts';
import { html, type Markup, type Piece } from '../markup/markup.ts';
import { table } from './table.ts';
import { toldHtml } from './told-html.ts';

/** Instruments and acoustic checks. */
export function instrumentTables({ instruments, calibrations }: NightReport, speaker: Speaker): Markup {
  const { label, number } = speaker;
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
      speaker.moment(check.atMs),
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
export function methodHtml(report: NightReport, speaker: Speaker): Markup {
  const { label } = speaker;
  const { ruleSets, receptors, limitations: reservations } = report;
  const notes = ruleSets.flatMap((rules) => rules.notes.map((note) => inLanguage(note, speaker)));
  return html`<h2>${label('method')}</h2>
${ruleSets.map((rules) =>
  ruleTable(
    rules,
    receptors.filter(({ assessment }) => assessment?.ruleSet === rules.id),
    speaker,
  ),
)}
<h3>${label('reservations')}</h3>
<ul>${[...reservations.map(speaker.say), ...notes].map((text) => html`<li>${text}</li>\n`)}</ul>`;
}

type Line = readonly [about: string, text: Piece, cited: Cited | null];

function ruleTable(rules: RuleSet, receptors: readonly ReceptorNight[], speaker: Speaker): Markup {
  const { label } = speaker;
  const lines: Line[] = [
    [label('method-standard'), inLanguage(rules.title, speaker), null],
    [label('method-limit'), limitTexts(rules, receptors, speaker), rules.limits],
    ...periodLines(rules, speaker),
    ...rules.peaks.filter(({ period }) => period === 'night').map((peak) => peakLine(peak, speaker)),
    ...(rules.totalWithin ? [[label('method-total'), label('total-text'), rules.totalWithin] as const] : []),
    [label('method-background'), backgroundText(rules, receptors, speaker), rules.background],
    [label('method-rounding'), roundingText(rules, speaker), rules.rounding],
    [label('method-valid'), validText(rules, speaker), null],
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
      cited && html`${clauseText(cited.clause, speaker)} · ${surety(cited.confidence, speaker)}`,
    ]),
  );
}

function surety(confidence: Confidence, speaker: Speaker): Piece {
  const text = speaker.label(`sure-${confidence}`);
  return confidence === 'unconfirmed' ? html`<b>${text}</b>` : html`<span class="faint">${text}</span>`;
}

function limitTexts(rules: RuleSet, receptors: readonly ReceptorNight[], speaker: Speaker): string {
  const classes = [...new Set(receptors.map(({ limits }) => limits.className))];
  return classes
    .map((name) =>
      speaker.say(pageText('limit-text', { class: name, limitDb: limitOf(rules, name, 'night') })),
    )
    .join(speaker.label('comma'));
}

function periodLines(rules: RuleSet, speaker: Speaker): Line[] {
  const night = periodRule(rules, 'night');
  if (night === undefined) return [];
  const about = speaker.label('method-time-base');
  const { timeBase } = night;
  switch (timeBase.kind) {
    case 'period':
    case 'loudest-hour':
      return [[about, speaker.label(`time-base-${timeBase.kind}`), night]];
    case 'steady-minute': {
      const text = pageText('time-base-steady-minute', { fluctuationDb: timeBase.fluctuationMaxDb });
      return [[about, speaker.say(text), night]];
    }
    case 'rolling':
      return [[about, speaker.say(pageText('time-base-rolling', { window: timeBase.windowS })), night]];
  }
}

function peakLine(peak: PeakRule, speaker: Speaker): Line {
  const text = speaker.say(pageText(`peak-${peak.cause}`, { overDb: peak.overLimitDb }));
  return [speaker.label('method-peak'), peak.binding ? text : text + speaker.label('peak-comparison'), peak];
}

function backgroundText(
  { background }: RuleSet,
  receptors: readonly ReceptorNight[],
  speaker: Speaker,
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
    .filter(hasCalculatedBackground)
    .map(({ assessment }) =>
      speaker.say(pageText('background-from', { backgroundDb: assessment?.background?.levelDb ?? null })),
    );
  return [speaker.say(rule), ...taken].join(speaker.label('stop') + speaker.label('sentence-gap'));
}

function roundingText({ rounding }: RuleSet, speaker: Speaker): string {
  if (rounding.kind === 'half-even' && rounding.decimals === 0)
    return speaker.label('rounding-half-even-whole');
  return rounding.kind === 'half-even'
    ? speaker.say(pageText('rounding-half-even', { decimals: rounding.decimals }))
    : speaker.label(`rounding-${rounding.kind}`);
}

function validText({ leastValid }: RuleSet, speaker: Speaker): string {
  const { minute: minuteS, hour, night } = leastValid;
  return speaker.say(pageText('valid-text', { minuteS, hour, night }));
}

/** The records, their chain, how to check it, and the configuration in force. */
export function evidenceHtml({ evidence, configurations, night }: NightReport, speaker: Speaker): Markup {
  const { label, say } = speaker;
  const { rows, firstSeq, lastSeq, hash, intact, gaps, file } = evidence;
  return html`<h2>${label('evidence')}</h2>
${
  rows === 0
    ? html`<p>${label('evidence-none')}</p>`
    : html`<p>${say(pageText('evidence-rows', { rows, first: firstSeq, last: lastSeq }))} ${label(intact ? 'evidence-intact' : 'evidence-broken')}</p>
<h3>${label('evidence-hash')}</h3>
<p><code>${hash}</code></p>
<p>${label('evidence-verify')}</p>
<code class="command">npx quietpost verify --history ${file}<br>npx quietpost report --night ${night.id} --history ${file} --out again.html</code>`
}
${
  gaps.length > 0 &&
  html`<h3>${label('evidence-gaps')}</h3>
<ul>${gaps.map(({ fromMs, toMs, reason }) => html`<li>${speaker.moment(fromMs)} – ${speaker.moment(toMs)}: ${toldHtml(reason, speaker)}</li>`)}</ul>`
}
${
  configurations.length > 0 &&
  html`<h3>${label('configurations')}</h3>
<ul>${configurations.map(({ fromMs, hash }) => html`<li><code>${hash}</code> ${say(pageText('since', { at: speaker.moment(fromMs) }))}</li>`)}</ul>`
}`;
}
