/** The question of a neighbour, "what was it at 23:40?", leads to a page that can be printed. */

import { useState } from 'preact/hooks';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';

interface NeighbourProps {
  readonly labels: Labels;
  readonly lastNight: string;
}

export function NeighbourPage({ labels, lastNight }: NeighbourProps): Piece {
  const { say, language } = labels;
  const [night, setNight] = useState(lastNight);
  const [at, setAt] = useState('23:40');
  const query = new URLSearchParams({ at, lang: language });
  return html`<main id="main">
    <section class="card wide" aria-labelledby="neighbour">
      <h2 id="neighbour">${say('ui-neighbour')}</h2>
      <form action=${`/neighbour/${night}`} method="get">
        <div class="fields">
          <label>
            ${say('ui-evening')}
            <input type="date" value=${night} required onChange=${(event: Event) => setNight((event.target as HTMLInputElement).value)} />
          </label>
          <label>
            ${say('ui-at-time')}
            <input type="time" value=${at} required onChange=${(event: Event) => setAt((event.target as HTMLInputElement).value)} />
          </label>
        </div>
        <a class="btn main" href=${`/neighbour/${night}?${query}`}>${say('ui-show')}</a>
      </form>
    </section>
  </main>`;
}
