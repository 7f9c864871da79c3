/** Why each output stands as it does, and what happened on a day. */

import { useEffect, useState } from 'preact/hooks';
import { DAY_MS } from '../../model/duration.ts';
import type { NowView } from '../../web/view/now-view.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';
import { get } from '../base/net.ts';

interface ReasonsProps {
  readonly labels: Labels;
  readonly view: NowView;
}

interface EventLine {
  readonly at: string;
  readonly kind: string;
  readonly severity: string;
  readonly subject: string;
  readonly state: string;
  readonly text: string;
}

const kinds = {
  all: '',
  actuation: 'actuation',
  fault: 'fault,interlock',
  audit: 'audit',
  other: 'config,clock,gap,lifecycle,exceedance',
};
type Kind = keyof typeof kinds;
const EVERY_MS = 5000;

export function ReasonsPage({ labels, view }: ReasonsProps): Piece {
  const { say, language } = labels;
  const [kind, setKind] = useState<Kind>('all');
  const [day, setDay] = useState(view.head.date);
  const [events, setEvents] = useState<readonly EventLine[]>([]);
  useEffect(() => {
    const ask = async (): Promise<void> => {
      const answer = await get<{ events: EventLine[] }>(
        `/api/events?${new URLSearchParams({ ...daySpan(day), class: kinds[kind], lang: language })}`,
      );
      if (answer.ok) setEvents(answer.value.events.filter(({ at }) => at.startsWith(day)));
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => clearInterval(timer);
  }, [kind, day, language]);
  return html`<main id="main">
    <section class="card wide" aria-labelledby="standing">
      <h2 id="standing">${say('ui-now-standing')}</h2>
      <ul class="list">
        ${view.outputs.map(
          ({ id, value, reason }) =>
            html`<li><b>${id}</b><span>${value === null ? '–' : value} %</span><p>${reason}</p></li>`,
        )}
      </ul>
    </section>
    <section class="card wide" aria-labelledby="events">
      <h2 id="events">${say('ui-what-happened')}</h2>
      <div class="bar-of-buttons">
        <label>
          ${say('ui-day')}
          <input type="date" value=${day} onChange=${(event: Event) => setDay((event.target as HTMLInputElement).value)} />
        </label>
        <label>
          ${say('ui-what-kind')}
          <select value=${kind} onChange=${(event: Event) => setKind((event.target as HTMLSelectElement).value as Kind)}>
            ${(Object.keys(kinds) as Kind[]).map(
              (one) =>
                html`<option value=${one}>${say(one === 'all' ? 'ui-all-classes' : `ui-class-${one}`)}</option>`,
            )}
          </select>
        </label>
      </div>
      ${events.length === 0 ? html`<p class="answer">${say('ui-none-found')}</p>` : null}
      <ol class="log">
        ${events.map(({ at, text }) => html`<li><time>${at.slice(11, 16)}</time><span>${text}</span></li>`)}
      </ol>
    </section>
  </main>`;
}

/** The local day and a day around it, because only the station knows its offset; what is too much is left out after. */
function daySpan(day: string): { from: string; to: string } {
  const startMs = Date.parse(`${day}T00:00:00Z`) || Date.now();
  return { from: String(startMs - DAY_MS), to: String(startMs + 2 * DAY_MS) };
}
