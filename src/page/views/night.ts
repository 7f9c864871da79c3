/** A stretch of the records on one time axis, from a year down to a second. */

import { useEffect, useState } from 'preact/hooks';
import { HOUR_MS, MINUTE_MS } from '../../model/duration.ts';
import type { NightTable } from '../../web/http/night-table.ts';
import type { HeadView } from '../../web/view/now-view.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';
import { get } from '../base/net.ts';
import { Charts } from './charts.ts';
import { OPENING_MS, openingSpan } from './opening-span.ts';

interface NightProps {
  readonly labels: Labels;
  readonly head: HeadView;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** Nobody has chosen it. */
  readonly isOpening?: true;
}

const SHORTEST_MS = MINUTE_MS;
const LONGEST_MS = 366 * 24 * HOUR_MS;

export function NightPage({ labels, head }: NightProps): Piece {
  const { say, language } = labels;
  const [span, setSpan] = useState<Span>(() => opening(head));
  const [table, setTable] = useState<NightTable>();
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let isOver = false;
    const steps = Math.round(Math.min(1600, Math.max(300, innerWidth * 1.2)));
    const query = new URLSearchParams({
      from: String(span.fromMs),
      to: String(span.toMs),
      steps: String(steps),
      lang: language,
    });
    void get<NightTable>(`/api/night?${query}`).then((answer) => {
      if (isOver) return;
      const recorded = answer.ok && span.isOpening === true ? openingSpan(answer.value) : span;
      if (recorded.fromMs > span.fromMs) {
        setSpan(recorded);
        return;
      }
      if (answer.ok) setTable(answer.value);
      setProblem(answer.ok ? '' : answer.why === 'history' ? say('ui-no-history') : answer.why);
    });
    return () => {
      isOver = true;
    };
  }, [span, language]);
  const lengthMs = span.toMs - span.fromMs;
  const move = (share: number): void =>
    setSpan({ fromMs: span.fromMs + share * lengthMs, toMs: span.toMs + share * lengthMs });
  const zoom = (factor: number): void => {
    const half = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, lengthMs * factor)) / 2;
    const middle = (span.fromMs + span.toMs) / 2;
    setSpan({ fromMs: middle - half, toMs: middle + half });
  };
  return html`<main id="main">
    <section class="card wide" aria-labelledby="night">
      <h2 id="night">
        ${say('ui-night')} <small>${table === undefined ? '' : spanText(span, table.utcOffsetMin)}</small>
      </h2>
      <div class="bar-of-buttons">
        <button class="btn" type="button" onClick=${() => move(-0.5)}>${say('ui-earlier')}</button>
        <button class="btn" type="button" onClick=${() => move(0.5)}>${say('ui-later')}</button>
        <button class="btn" type="button" onClick=${() => zoom(0.5)}>${say('ui-closer')}</button>
        <button class="btn" type="button" onClick=${() => zoom(2)}>${say('ui-wider')}</button>
        <button class="btn" type="button" onClick=${() => setSpan(lastNight(head))}>${say('ui-last-night')}</button>
      </div>
      ${problem === '' ? null : html`<p class="banner" role="status">${problem}</p>`}
      ${
        table === undefined
          ? html`<p class="answer">${problem === '' ? say('ui-loading') : ''}</p>`
          : html`<${Charts} labels=${labels} table=${table} chosen=${(fromMs: number, toMs: number) => setSpan({ fromMs, toMs })} wider=${() => zoom(4)} />`
      }
      <p class="answer">${say('ui-night-hint')}</p>
    </section>
  </main>`;
}

function opening(head: HeadView): Span {
  return { fromMs: nowMs(head) - OPENING_MS, toMs: nowMs(head), isOpening: true };
}

/** The station's clock counts, not that of the phone. */
function nowMs({ date, clock, utcOffsetMin }: HeadView): number {
  return Date.parse(`${date}T${clock}Z`) - utcOffsetMin * MINUTE_MS;
}

/** From ten in the evening to six in the morning, with an hour around it. */
function lastNight(head: HeadView): Span {
  const local = Date.parse(`${head.date}T00:00:00Z`) - head.utcOffsetMin * MINUTE_MS;
  const isLate = Number(head.clock.slice(0, 2)) >= 22;
  const evening = local + (isLate ? 0 : -24 * HOUR_MS) + 21 * HOUR_MS;
  return { fromMs: evening, toMs: evening + 10 * HOUR_MS };
}

function spanText({ fromMs, toMs }: Span, utcOffsetMin: number): string {
  const text = (ms: number): string =>
    new Date(ms + utcOffsetMin * MINUTE_MS).toISOString().slice(0, 16).replace('T', ' ');
  return `${text(fromMs)} – ${text(toMs)}`;
}
