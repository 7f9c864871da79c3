/** The first view: how it is now, what is limited and why, what wants a look. */

import type { CabinetView } from '../../web/view/cabinet-view.ts';
import type { NowView } from '../../web/view/now-view.ts';
import { icon } from '../base/icons.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';
import { forecastCard } from './forecast.ts';
import { soundCard } from './gauge.ts';
import { yardCard } from './yard.ts';

/**
 * The view as it is now, and what its buttons do. `lostText`: the stream is lost, in words; null while it
 * lives.
 */
export interface NowProps {
  readonly view: NowView;
  readonly labels: Labels;
  /** Date of the evening of the last night. */
  readonly lastNight: string;
  readonly lostText: string | null;
  readonly takeByHand: () => void;
  readonly giveBack: (output: string) => void;
}

/** The whole first view; without a stream the verdict gives way to the loss. */
export function NowPage({ view, labels, lastNight, lostText, takeByHand, giveBack }: NowProps): Piece {
  const { say, language } = labels;
  const { verdict } = view;
  const tone = lostText === null ? verdict.tone : 'unknown';
  return html`<main id="main" tabindex="-1">
    <section class=${`card verdict o1 ${tone}`} aria-live="polite">
      ${icon(tone)}
      <div>
        <strong>${lostText ?? verdict.title}</strong>
        <p>${lostText === null ? verdict.text : ''}</p>
      </div>
    </section>
    <div class="col">
      ${view.sounds.map((sound) => soundCard(sound, view.head.isNight, labels))} ${yardCard(view, labels)}
    </div>
    <div class="col">
      ${limitedCard(view, labels)} ${heldCard(view, labels, giveBack)}
      <section class="card o4" aria-labelledby="cabinets">
        <h2 id="cabinets">${say('ui-cabinets')}</h2>
        <div class="cabs">${view.cabinets.map((cabinet) => cabinetRow(cabinet, labels))}</div>
      </section>
      ${forecastCard(view.forecast, labels)}
    </div>
    <div class="col">
      ${lookCard(view, labels)} ${logCard(view, labels)} ${boxCard(view, labels)}
      <section class="o3b act" aria-label=${say('ui-take')}>
        <button class="btn" type="button" onClick=${takeByHand}>${icon('lock')}${say('ui-take')}</button>
        <a class="btn main" href=${`/report/${lastNight}/${language}?lang=${language}`}>${say('ui-report')}</a>
        <a class="btn wide" href=${`#/neighbour`}>${say('ui-neighbour')}</a>
      </section>
    </div>
  </main>`;
}

function limitedCard({ limited }: NowView, { say }: Labels): Piece {
  if (limited.length === 0)
    return html`<section class="card o3 calm" aria-labelledby="limited">
      <h2 id="limited">${say('ui-limited')}</h2>
      <p>${say('ui-nothing-limited')}</p>
    </section>`;
  return html`<section class="card why o3" aria-labelledby="limited">
    <h2 id="limited">${say('ui-limited')}</h2>
    ${limited.map(
      ({ title, why, cost }) => html`<div class="one">
        <p class="big">${title}</p>
        <ol class="cause">
          ${why.map((text, index) => html`<li><span>${index + 1}</span><span>${text}</span></li>`)}
        </ol>
        ${cost === null ? null : html`<p class="cost">${cost}</p>`}
      </div>`,
    )}
  </section>`;
}

function heldCard({ held }: NowView, { say }: Labels, giveBack: (output: string) => void): Piece {
  if (held.length === 0) return null;
  return html`<section class="card o3" aria-labelledby="held">
    <h2 id="held">${say('ui-held')}</h2>
    <ul class="list">
      ${held.map(
        ({ output, value, until, issuer, reason }) => html`<li>
          <p>${say('ui-held-text', { output, value, until, issuer, reason })}</p>
          <button class="btn wide" type="button" onClick=${() => giveBack(output)}>
            ${say('ui-give-back')}<span class="vh"> ${output}</span>
          </button>
        </li>`,
      )}
    </ul>
  </section>`;
}

function cabinetRow(cabinet: CabinetView, { say }: Labels): Piece {
  const { id, tempC, limitC, limitPct, fullPct, powerKw, charging, guns, unservedKw, outlook, isBlind } =
    cabinet;
  const isLimited = limitPct !== null && limitPct < fullPct;
  const isHot = tempC !== null && tempC > limitC - 3;
  const share = tempC === null ? 0 : Math.min(100, Math.max(0, (100 * (tempC - 15)) / (limitC - 15)));
  const facts = [
    say('ui-guns', { kw: powerKw, charging, guns: guns.length }),
    ...(unservedKw !== null && unservedKw > 0 ? [say('ui-unserved', { kw: unservedKw })] : []),
    ...(isBlind ? [say('ui-blind')] : []),
    ...(outlook === null ? [] : [outlook]),
  ];
  return html`<div class="cab">
    <div class="name">${id.toUpperCase().slice(0, 2)}</div>
    <div>
      <div class="row">
        <b>${tempC === null ? '–' : tempC.toFixed(1)} °C</b>
        <span>
          ${say('ui-of-temp', { limitC })}
          <span class=${`tag ${isLimited ? 'w' : 'g'}`}>${say('ui-power-pct', { pct: limitPct })}</span>
        </span>
      </div>
      <div class="bar"><i class=${isHot ? 'w' : ''} style=${{ width: `${share}%` }}></i></div>
      <p>${facts.join(' ')}</p>
    </div>
  </div>`;
}

function lookCard({ looks }: NowView, { say }: Labels): Piece {
  return html`<section class="card o6" aria-labelledby="looks">
    <h2 id="looks">${say('ui-looks')}</h2>
    ${
      looks.length === 0
        ? html`<p class="answer">${say('ui-nothing-to-look')}</p>`
        : html`<ul class="list">
            ${looks.slice(0, 6).map(
              ({ subject, tone, since, text }) => html`<li>
                <b>${subject}</b>
                <span class=${`tag ${tone === 'bad' ? 'b' : 'w'}`}>${say('ui-since', { at: since })}</span>
                <p>${text}</p>
              </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function logCard({ log }: NowView, { say }: Labels): Piece {
  return html`<section class="card o8" aria-labelledby="log">
    <h2 id="log">${say('ui-log')}</h2>
    ${log.length === 0 ? html`<p class="answer">${say('ui-no-log')}</p>` : null}
    <ol class="log">
      ${log.map(({ at, text }) => html`<li><time>${at}</time><span>${text}</span></li>`)}
    </ol>
  </section>`;
}

function boxCard({ box }: NowView, { say }: Labels): Piece {
  const facts: readonly (readonly [string, string])[] = [
    [say('ui-lines'), say('ui-up-of', { up: box.linesUp, all: box.lines })],
    [say('ui-box-devices'), say('ui-good-of', { good: box.devicesGood, all: box.devices })],
    [say('ui-back-office'), say(box.isBrokerConnected ? 'ui-connected' : 'ui-disconnected')],
    [say('ui-records'), say(`ui-history-${box.history}`)],
    [say('ui-clock'), say(box.isClockSynced ? 'ui-clock-good' : 'ui-clock-bad')],
    [say('ui-settings-read'), box.settingsAt],
  ];
  return html`<section class="card o7" aria-labelledby="box">
    <h2 id="box">${say('ui-box')}</h2>
    <dl class="facts">${facts.map(([term, fact]) => html`<div><dt>${term}</dt><dd>${fact}</dd></div>`)}</dl>
  </section>`;
}
