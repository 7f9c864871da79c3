/** A calendar of nights, month by month: the outcome as a sign and a tone, the level as a number. Seven columns fit a phone. */

import type { Localizer } from '../../language/localizer.ts';
import { DAY_MS } from '../../model/duration.ts';
import type { Outcome } from '../data/shape/comparison-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { palette } from '../markup/palette.ts';
import type { SpanNight } from './span-data.ts';

/** No meaning rests on colour alone. */
const signs: Readonly<Record<Outcome | 'hollow', string>> = {
  compliant: '✓',
  hollow: '(✓)',
  exceeded: '✕',
  undetermined: '?',
  'no-data': '–',
};

/** Style sheet of the calendar. */
export const calendarStyle = `
.months { display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: 1rem 1.6rem; }
.month { break-inside: avoid; }
.month h4 { margin: 0 0 .25rem; font-size: .95rem; }
.days { display: grid; grid-template-columns: repeat(7, 1fr); gap: 2px; list-style: none; margin: 0; padding: 0; font-size: .8rem; line-height: 1.25; }
.days li { min-width: 0; padding: .15rem .2rem; border: 1px solid ${palette.rule}; border-top: 4px solid var(--tone); font-variant-numeric: tabular-nums; }
.days .head, .days .empty { border: none; padding-bottom: 0; color: ${palette.faint}; }
.days b { display: block; font-weight: 650; }
.days .out { float: right; }
@media screen and (max-width: 40rem) { .nights .tick, .nights .name { font-size: 20px; } }
`;

/** A block a month, a cell a night. */
export function calendarHtml(nights: readonly SpanNight[], localizer: Localizer): Markup {
  const months = new Map<string, SpanNight[]>();
  for (const night of nights) {
    const month = night.id.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), night]);
  }
  const { label } = localizer;
  const shown = Object.entries(signs) as [Outcome | 'hollow', string][];
  const legend = shown.map(
    ([one, sign]) => `${sign} ${label(one === 'hollow' ? 'outcome-not-official' : `outcome-${one}`)}`,
  );
  return html`<div class="months">${[...months].map(([month, own]) => monthHtml(month, own, localizer))}</div>
<p class="note">${legend.join(' · ')}${label('stop')} ${label('span-calendar-note')}</p>`;
}

function monthHtml(month: string, nights: readonly SpanNight[], localizer: Localizer): Markup {
  const [first] = nights;
  if (first === undefined) return html``;
  const heads = localizer.label('span-weekdays').split(' ');
  const empty = Array.from(
    { length: weekday(first.id) },
    () => html`<li class="empty" aria-hidden="true"></li>`,
  );
  return html`<div class="month"><h4>${month}</h4>
<ul class="days">${heads.map((head) => html`<li class="head" aria-hidden="true">${head}</li>`)}${empty}
${nights.map((night) => dayHtml(night, localizer))}</ul></div>
`;
}

function dayHtml({ id, outcome, isIndicative, laeqDb }: SpanNight, { label, number }: Localizer): Markup {
  const shown = isIndicative ? 'hollow' : outcome;
  return html`<li class="${shown}" title="${id}: ${label(`outcome-${outcome}`)}"><span>${Number(id.slice(8))}</span> <span class="out">${signs[shown]}</span><b>${number(laeqDb, 1)}</b></li>
`;
}

/** 0 for a Monday. */
function weekday(date: string): number {
  return (Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS) + 3) % 7;
}
