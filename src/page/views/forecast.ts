/** The card of the coming night: one sentence, a small table by the hour. */

import type { ForecastRow, ForecastView } from '../../web/view/forecast-view.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';

/** Without hours the sentence stands alone. */
export function forecastCard({ text, note, rows }: ForecastView, labels: Labels): Piece {
  const { say } = labels;
  return html`<section class="card o6" aria-labelledby="forecast">
    <h2 id="forecast">${say('ui-forecast')}</h2>
    <p class=${rows.length === 0 ? 'answer' : ''}>${text}</p>
    ${rows.length === 0 ? null : hourTable(rows, labels)}
    ${note === '' ? null : html`<p class="answer">${note}</p>`}
  </section>`;
}

function hourTable(rows: readonly ForecastRow[], { say }: Labels): Piece {
  return html`<table class="hours">
    <caption class="vh">${say('ui-forecast-hours')}</caption>
    <thead>
      <tr>
        <th scope="col">${say('ui-forecast-hour')}</th>
        <th class="n" scope="col">${say('ui-forecast-over')}</th>
        <th class="n" scope="col">${say('ui-forecast-risk')}</th>
        <th class="n" scope="col">${say('ui-forecast-withheld')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ from, isMeasured, overDb, riskMinutes, withheldKwh }) => html`<tr>
          <th scope="row">${from}${isMeasured ? html`<span class="tag g">${say('ui-forecast-measured')}</span>` : null}</th>
          <td class="n">${overDb}</td>
          <td class="n">${riskMinutes}</td>
          <td class="n">${withheldKwh}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
