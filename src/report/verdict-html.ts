/** The top of a receptor's part: the verdict in one sentence with its clause, the night in plain words, key figures. */

import { renderReason } from '../acoustics/reason.ts';
import type { RuleSet, Words } from '../acoustics/rule-set.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { type Message, message } from './message.ts';
import { palette } from './palette.ts';
import { reasonsZh } from './reasons.zh.ts';
import type { EquipmentNight, MinutesAbove, Outcome, ReceptorNight } from './report-data.ts';
import type { Speaker } from './speaker.ts';

/** The verdict box. */
export function verdictHtml(receptor: ReceptorNight, rules: RuleSet | undefined, speaker: Speaker): Markup {
  const { outcome, assessment, limits } = receptor;
  const area = rules?.limits.classes[limits.className]?.area;
  const place = [
    speaker.say(message('measuring-point', { receptor: receptor.id })),
    area &&
      speaker.say(message('class-of-area', { class: limits.className, area: inLanguage(area, speaker) })),
  ];
  return html`<div class="verdict ${outcome}">
${sign(outcome)}
<div><p class="place">${place.filter(Boolean).join(' · ')}</p>
<p class="outcome">${speaker.label(`outcome-${outcome}`)}</p>
<p class="why">${sentences(whySentences(receptor, rules, speaker), speaker)}</p>
${assessment?.isIndicative === true && html`<p class="indicative">${speaker.label('indicative')}</p>`}
${assessment !== null && html`<p class="clause faint">${speaker.say(message('judged-by', { clause: clauseText(assessment.clause, speaker) }))}</p>`}
</div></div>
`;
}

function whySentences(
  { outcome, assessment }: ReceptorNight,
  rules: RuleSet | undefined,
  speaker: Speaker,
): string[] {
  if (outcome === 'no-data' || assessment === null) return [speaker.label('plain-no-data')];
  const templates = speaker.language === 'zh' ? reasonsZh : undefined;
  const reason = `${capital(renderReason(assessment.reason, templates))}${speaker.label('stop')}`;
  const isOpen = outcome === 'undetermined' && assessment.totalDb !== null && assessment.limitDb !== null;
  const meaning = isOpen && assessment.totalDb > assessment.limitDb ? rules?.undetermined : undefined;
  return [reason, ...basisSentence(assessment, speaker), ...(meaning ? [inLanguage(meaning, speaker)] : [])];
}

function basisSentence({ basis }: NonNullable<ReceptorNight['assessment']>, speaker: Speaker): string[] {
  if (basis === null) return [];
  const at = basis.startWallMs;
  switch (basis.of) {
    case 'period':
      return [speaker.label('basis-period')];
    case 'minute':
      return [speaker.say(message('basis-minute', { at }))];
    case 'hour':
      return [speaker.say(message('basis-hour', { at }))];
    case 'window':
      return [speaker.say(message('basis-window', { at, length: basis.lengthS }))];
  }
}

/** The text in the language of the page, English where the standard's file has no other. */
export function inLanguage(words: Words, { language }: Speaker): string {
  return language === 'zh' ? (words.zh ?? words.en) : words.en;
}

/** A shape of its own for each outcome, so that it is understood without colour and without words. */
function sign(outcome: Outcome): Markup {
  const stroke = html`fill="none" stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round"`;
  const shapes: Readonly<Record<Outcome, Markup>> = {
    compliant: html`<circle cx="24" cy="24" r="22" fill="${palette.green}"/><path d="M14 25l7 7 13-15" stroke="${palette.paper}" ${stroke}/>`,
    exceeded: html`<path d="M15 2h18l13 13v18L33 46H15L2 33V15z" fill="${palette.vermilion}"/><path d="M16 16l16 16M32 16L16 32" stroke="${palette.paper}" ${stroke}/>`,
    undetermined: html`<path d="M24 2l22 22-22 22L2 24z" fill="${palette.orange}"/><path d="M18.5 20a5.5 5.5 0 1 1 8 4.8c-1.800 1-2.500 2-2.500 4.200M24 35v.1" stroke="${palette.ink}" ${stroke}/>`,
    'no-data': html`<circle cx="24" cy="24" r="21" fill="none" stroke="${palette.faint}" stroke-width="3" stroke-dasharray="5 4"/><path d="M15 24h18" stroke="${palette.faint}" ${stroke}/>`,
  };
  return html`<svg class="sign" viewBox="0 0 48 48" aria-hidden="true">${shapes[outcome]}</svg>`;
}

/** For people who live beside it: what was heard, where it came from, what is missing. */
export function plainWords(receptor: ReceptorNight, equipment: EquipmentNight, speaker: Speaker): Markup {
  const { figures, limits } = receptor;
  const { above, laeqDb } = figures;
  const all: (Message | false)[] = [
    laeqDb !== null && message('plain-average', { laeqDb, limitDb: limits.laeqDb }),
    laeqDb !== null && above.all === 0 && message('plain-above-none'),
    above.all > 0 && message('plain-above', { all: above.all, limitDb: limits.laeqDb }),
    ...originSentences(above),
    laeqDb !== null && validSentence(receptor, speaker),
    equipment.limitedS !== null &&
      (equipment.limitedS > 0
        ? message('plain-limited', { limited: equipment.limitedS })
        : message('plain-unlimited')),
  ];
  const said = all.filter((own) => own !== false);
  if (said.length === 0) return html``;
  return html`<div class="plain"><h3>${speaker.label('plain-words')}</h3>
<p>${sentences(said.map(speaker.say), speaker)}</p></div>
`;
}

function originSentences({ all, equipment, other, unknown }: MinutesAbove): (Message | false)[] {
  if (all === 0) return [];
  if (other === all) return [message('plain-above-all-other')];
  if (equipment === all) return [message('plain-above-all-equipment')];
  return [
    equipment > 0 && message('plain-above-equipment', { equipment }),
    other > 0 && message('plain-above-other', { other }),
    unknown > 0 && message('plain-above-unknown', { unknown }),
  ];
}

function validSentence({ invalid, minutes }: ReceptorNight, speaker: Speaker): Message {
  const lost = minutes.filter((minute) => minute.invalid !== null).length;
  if (lost === 0) return message('plain-valid-all');
  const reasons = [...new Set(invalid.map(({ reason }) => speaker.label(`invalid-${reason}`)))];
  return message('plain-valid', { missing: 60 * lost, reasons: reasons.join(speaker.label('comma')) });
}

/** Key figures as a list of terms and values. */
export function figuresHtml(receptor: ReceptorNight, equipment: EquipmentNight, speaker: Speaker): Markup {
  const { figures, limits, assessment } = receptor;
  const { loudestMinute: loudest, highestPeak: peak, above } = figures;
  const { say, label, number } = speaker;
  const assessedDb = assessment?.assessedDb ?? null;
  const peakNote = limits.isPeakBinding ? 'figure-peak-limit' : 'figure-peak-comparison';
  return html`<dl class="figures">
${figure(label('figure-laeq'), decibel(figures.laeqDb, speaker), say(message('figure-laeq-note', { limitDb: limits.laeqDb })))}
${assessedDb !== null && figure(label('figure-assessed'), html`${assessedDb}${unit('dB(A)')}`, label('figure-assessed-note'))}
${figure(label('figure-equipment'), decibel(figures.equipmentDb, speaker), label(`equipment-${figures.equipmentFrom}`))}
${figure(label('figure-above'), html`${above.all}`, above.all > 0 && say(message('figure-above-note', { equipment: above.equipment, other: above.other, unknown: above.unknown })))}
${figure(label('figure-loudest'), decibel(loudest?.laeqDb ?? null, speaker), loudest !== null && say(message('figure-from', { at: loudest.startMs })))}
${figure(
  label('figure-peak'),
  decibel(peak?.lafmaxDb ?? null, speaker),
  peak !== null &&
    say(
      limits.lafmaxDb === null
        ? message('figure-from', { at: peak.startMs })
        : message(peakNote, { at: peak.startMs, limitDb: limits.lafmaxDb }),
    ),
)}
${figure(label('figure-percentiles'), html`${number(figures.l10Db, 1)} / ${number(figures.l50Db, 1)} / ${number(figures.l90Db, 1)}`, label('figure-percentiles-note'))}
${figure(label('figure-valid'), speaker.share(figures.spanS === 0 ? null : figures.validS / figures.spanS), say(message('figure-valid-note', { valid: figures.validS, span: figures.spanS })))}
${figure(label('figure-worst'), decibel(figures.worstCaseDb, speaker), figures.assumedDb !== null && say(message('figure-worst-note', { assumedDb: figures.assumedDb })))}
${equipment.servedWh !== null && figure(label('figure-served'), html`${number(equipment.servedWh / 1000, 0)}${unit('kWh')}`, equipment.limitedS !== null && say(message('figure-limited', { limited: equipment.limitedS })))}
${equipment.hottestC !== null && figure(label('figure-hottest'), html`${number(equipment.hottestC, 1)}${unit('°C')}`, null)}
</dl>
`;
}

function figure(term: string, value: Piece, note: Piece): Markup {
  return html`<div><dt>${term}</dt><dd class="value">${value}</dd>${note !== null && note !== false && html`<dd class="faint">${note}</dd>`}</div>`;
}

function decibel(levelDb: number | null, speaker: Speaker): Markup {
  return html`${speaker.number(levelDb, 1)}${levelDb !== null && unit('dB(A)')}`;
}

function unit(text: string): Markup {
  return html` <small>${text}</small>`;
}

function sentences(texts: readonly string[], speaker: Speaker): string {
  return texts.join(speaker.label('sentence-gap'));
}

/** Clauses are written in English in the files of the standards; the few words in them are not names. */
export function clauseText(clause: string, { language }: Speaker): string {
  return language === 'zh'
    ? clause.replace(/\btable (\d)/g, '表 $1').replace('for comparison', '仅作参照')
    : clause;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
