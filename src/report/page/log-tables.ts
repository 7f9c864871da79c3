/** What the controller did with its reasons, and what happened. */

import { type Localizer, wordFor } from '../../language/localizer.ts';
import { isRuleName } from '../../plan/rule-params.ts';
import type { NightEvent, NightReport } from '../data/shape/report-data.ts';
import { html, type Markup } from '../markup/markup.ts';
import { table } from '../markup/table.ts';
import { more } from './level-tables.ts';
import { toldHtml } from './told-html.ts';

const LINES_MAX = 60;

/** Use of each output, then the actuations. */
export function actuationTables({ outputs, actuations }: NightReport, localizer: Localizer): Markup {
  const { label, number } = localizer;
  const head = html`<h2>${label('actuations')}</h2>`;
  if (actuations.length === 0 && outputs.every(({ changes }) => changes === 0)) {
    return html`${head}<p>${label('actuations-none')}</p>`;
  }
  const use = table(
    [
      { head: label('output') },
      { head: label('kind') },
      { head: label('changes'), numeric: true },
      { head: label('range'), numeric: true },
    ],
    outputs.map(({ output, kind, changes, lowestPct, highestPct }) => [
      output,
      label(`kind-${kind}`),
      changes,
      lowestPct === highestPct ? number(lowestPct, 0) : `${number(lowestPct, 0)} – ${number(highestPct, 0)}`,
    ]),
  );
  const lines = table(
    [
      { head: label('time') },
      { head: label('output') },
      { head: label('change'), numeric: true },
      { head: label('why'), wide: true },
    ],
    actuations
      .slice(0, LINES_MAX)
      .map(({ atMs, outputs: moved, fromPct, toPct, by, reason }) => [
        localizer.time(atMs),
        moved.join(', '),
        changeText(number(fromPct, 0), number(toPct, 0)),
        html`<b>${authorText(by, localizer)}</b>: ${toldHtml(reason, localizer)}`,
      ]),
  );
  return html`${head}
${use}<p class="note">${label('actuations-note')}</p>
${actuations.length > 0 && html`<div class="gap"></div>${lines}`}${more(actuations.length - LINES_MAX, localizer)}`;
}

/** What rounds to the same has not moved: another rule holds it. */
function changeText(from: string, to: string): string {
  return from === to ? to : `${from} → ${to}`;
}

/** Who set a value. A rule without a label does not compile; what is no rule of today stands as it was recorded. */
function authorText(by: string, localizer: Localizer): string {
  return isRuleName(by) ? localizer.label(`rule-${by}`) : wordFor(localizer, 'rule', by);
}

/** Faults, requests, changes of configuration, gaps. */
export function eventTable(events: readonly NightEvent[], localizer: Localizer): Markup {
  const { label } = localizer;
  const head = html`<h2>${label('events')}</h2>`;
  if (events.length === 0) return html`${head}<p>${label('events-none')}</p>`;
  return html`${head}
${table(
  [{ head: label('time') }, { head: label('kind') }, { head: label('event'), wide: true }],
  events
    .slice(0, LINES_MAX)
    .map(({ atMs, class: kind, state, message }) => [
      localizer.time(atMs),
      `${wordFor(localizer, 'class', kind)} ${label(`edge-${state}`)}`.trim(),
      toldHtml(message, localizer),
    ]),
)}${more(events.length - LINES_MAX, localizer)}`;
}
