/** The verdict of one receptor: in one sentence, with its clause and what it rests on. */

import { renderReason } from '../../acoustics/assessment/reason.ts';
import type { RuleSet } from '../../acoustics/rule-set.ts';
import type { Localizer } from '../../language/localizer.ts';
import { type Label, pageText } from '../../language/page-text.ts';
import { inLanguage, sentences } from '../../language/standard-terms.ts';
import { hasCalculatedBackground } from '../data/limitations.ts';
import type { Outcome } from '../data/shape/comparison-data.ts';
import type { ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { palette } from '../markup/palette.ts';
import { frontLines } from './front-html.ts';

/** The verdict box. */
export function verdictHtml(
  receptor: ReceptorNight,
  name: string,
  rules: RuleSet | undefined,
  localizer: Localizer,
): Markup {
  const { outcome, assessment, limits } = receptor;
  const { say, label } = localizer;
  const area = rules?.limits.classes[limits.className]?.area;
  const place = [
    say(pageText('measuring-point', { receptor: name })),
    area && say(pageText('class-of-area', { class: limits.className, area: inLanguage(area, localizer) })),
  ];
  const isOfficial = outcome !== 'compliant' || !receptor.caveats.includes('calibration');
  const shown = isOfficial ? outcome : 'hollow';
  return html`<div class="verdict ${shown}">
${sign(shown)}
<div><p class="place">${place.filter(Boolean).join(' · ')}</p>
<p class="outcome">${label(outcomeKey(receptor))}${!isOfficial && html` <small>(${label('outcome-not-official')})</small>`}</p>
<p class="why">${sentences(reasonSentences(receptor, localizer), localizer)}</p>
${frontLines(receptor, localizer)}
${meaning(receptor, rules, localizer)}
${assessment !== null && html`<p class="clause faint">${say(pageText('judged-by', { clause: inLanguage(assessment.clause, localizer) }))}</p>`}
</div></div>
`;
}

/** What was proved is said of the hours that were measured, no more. */
function outcomeKey({ outcome, assessment }: ReceptorNight): Label {
  return assessment?.reason.key === 'within-where-measured'
    ? 'outcome-within-measured'
    : `outcome-${outcome}`;
}

function reasonSentences({ outcome, assessment }: ReceptorNight, localizer: Localizer): string[] {
  if (outcome === 'no-data' || assessment === null) return [localizer.label('plain-no-data')];
  const reason = renderReason(assessment.reason, localizer.dictionary.verdicts) + localizer.label('stop');
  return [reason.slice(0, 1).toUpperCase() + reason.slice(1), ...basisSentence(assessment, localizer)];
}

function basisSentence({ basis }: NonNullable<ReceptorNight['assessment']>, localizer: Localizer): string[] {
  if (basis === null) return [];
  const at = basis.startWallMs;
  switch (basis.of) {
    case 'period':
      return [localizer.label('basis-period')];
    case 'minute':
      return [localizer.say(pageText('basis-minute', { at }))];
    case 'hour':
      return [localizer.say(pageText('basis-hour', { at }))];
    case 'window':
      return [localizer.say(pageText('basis-window', { at, length: basis.lengthS }))];
  }
}

/** What an open verdict means under the standard, and what a background that was not measured is worth. */
function meaning(receptor: ReceptorNight, rules: RuleSet | undefined, localizer: Localizer): Markup {
  const { outcome, assessment } = receptor;
  const isAbove = (assessment?.totalDb ?? 0) > receptor.limits.laeqDb;
  const open =
    outcome === 'undetermined' && isAbove && rules ? inLanguage(rules.undetermined, localizer) : '';
  const background = hasCalculatedBackground(receptor) ? localizer.label('indicative') : '';
  const spotCheck = spotCheckSentence(receptor, localizer);
  return html`${spotCheck !== '' && html`<p class="indicative">${spotCheck}</p>`}${background !== '' && html`<p class="indicative">${background}</p>`}${open !== '' && html`<p class="meaning">${open}</p>`}`;
}

/** GB 12348-2008 and GB 22337-2008, 5.4: a steady sound is measured for one minute, and that minute may be any. */
function spotCheckSentence({ outcome, figures }: ReceptorNight, localizer: Localizer): string {
  const { equipment } = figures.above;
  if (equipment === 0 || outcome === 'exceeded') return '';
  return localizer.say(pageText('spot-check', { equipment }));
}

/** `hollow`: within the limit, by what is no measurement in the sense of the standard. */
type Sign = Outcome | 'hollow';

/** A shape of its own for each outcome, so that it is understood without colour and without words. */
function sign(outcome: Sign): Markup {
  const stroke = html`fill="none" stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round"`;
  const shapes: Readonly<Record<Sign, Markup>> = {
    hollow: html`<circle cx="24" cy="24" r="20" fill="none" stroke="${palette.blue}" stroke-width="3" stroke-dasharray="6 4"/><path d="M14 25l7 7 13-15" stroke="${palette.blue}" ${stroke}/>`,
    compliant: html`<circle cx="24" cy="24" r="22" fill="${palette.green}"/><path d="M14 25l7 7 13-15" stroke="${palette.paper}" ${stroke}/>`,
    exceeded: html`<path d="M15 2h18l13 13v18L33 46H15L2 33V15z" fill="${palette.vermilion}"/><path d="M16 16l16 16M32 16L16 32" stroke="${palette.paper}" ${stroke}/>`,
    undetermined: html`<path d="M24 2l22 22-22 22L2 24z" fill="${palette.orange}"/><path d="M18.5 20a5.5 5.5 0 1 1 8 4.8c-1.800 1-2.500 2-2.500 4.200M24 35v.1" stroke="${palette.ink}" ${stroke}/>`,
    'no-data': html`<circle cx="24" cy="24" r="21" fill="none" stroke="${palette.faint}" stroke-width="3" stroke-dasharray="5 4"/><path d="M15 24h18" stroke="${palette.faint}" ${stroke}/>`,
  };
  return html`<svg class="sign" viewBox="0 0 48 48" aria-hidden="true">${shapes[outcome]}</svg>`;
}
