/** The sound at one receptor on one scale. */

import type { SoundView } from '../../web/view/sound-view.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';

/** The card of one receptor, with the limit of day or night. */
export function soundCard(sound: SoundView, isNight: boolean, { say }: Labels): Piece {
  const limitText = isNight
    ? say('ui-limit-night', { limitDb: sound.limitDb })
    : say('ui-limit-day', { limitDb: sound.limitDb });
  return html`<section class="card o2" aria-labelledby=${`sound-${sound.id}`}>
    <h2 id=${`sound-${sound.id}`}>
      ${say('ui-sound-at', { receptor: sound.id })} <small>${limitText}</small>
    </h2>
    ${scale(sound, say)}
    <ul class="ladder">
      ${sound.budgets.map(
        ({ of, oursDb, allowedDb }) => html`<li>
          <span>${say(`ui-of-${of}`)}</span>
          <span class="bar"><i style=${{ width: `${share(oursDb, allowedDb)}%` }}></i></span>
          <span><b>${db(oursDb)}</b> ${say('ui-of', { db: db(allowedDb) })}</span>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** The bar is empty 15 dB below what is allowed, and full at what is allowed. */
function share(oursDb: number | null, allowedDb: number): number {
  return oursDb === null ? 0 : Math.min(100, Math.max(2, (100 * (oursDb - allowedDb + 15)) / 15));
}

function scale(sound: SoundView, say: Labels['say']): Piece {
  const { oursDb, highDb, allowedDb, limitDb, measuredDb, other } = sound;
  const known = [oursDb, highDb, allowedDb, limitDb, measuredDb].filter((one) => one !== null);
  const low = 5 * Math.floor((Math.min(...known) - 6) / 5);
  const high = 5 * Math.ceil((Math.max(...known) + 4) / 5);
  const at = (levelDb: number): number => Math.min(100, Math.max(0, (100 * (levelDb - low)) / (high - low)));
  const text = say('ui-gauge', {
    ...{
      ours: db(oursDb),
      high: db(highDb),
      allowed: db(allowedDb),
      limit: limitDb,
      measured: db(measuredDb),
    },
    other: other ?? '',
  });
  return html`<div class="gauge" role="img" aria-label=${text}>
    <div class="lab top">
      ${say('ui-ours')}<br /><b
        >${db(oursDb)}
        <i class="sure">${highDb === null ? say('ui-not-known') : say('ui-surely-below', { highDb: db(highDb) })}</i></b
      >
    </div>
    <div class="lab top all">
      ${say('ui-everything')}<br /><b style="color:var(--soft)">${db(measuredDb)} <i>dB</i></b>
    </div>
    <div class="scale">
      ${oursDb === null ? null : html`<div class="fill" style=${{ width: `${at(oursDb)}%` }}></div>`}
      ${
        oursDb === null || highDb === null
          ? null
          : html`<div class="fuzz" style=${{ left: `${at(oursDb)}%`, width: `${at(highDb) - at(oursDb)}%` }}></div>`
      }
    </div>
    ${allowedDb === null ? null : html`<div class="tick may" style=${{ left: `${at(allowedDb)}%` }}></div>`}
    <div class="tick" style=${{ left: `${at(limitDb)}%` }}></div>
    ${measuredDb === null ? null : html`<div class="heard" style=${{ left: `${at(measuredDb)}%` }}></div>`}
    ${labelsBelow(sound, at, say)}
    <div class="lab low" style="left:0;top:86px">${low} dB</div>
  </div>`;
}

/** Allowed to the left of its mark, the limit to the right; what stands too near the other end changes sides. */
function labelsBelow(
  { allowedDb, limitDb, measuredDb, other }: SoundView,
  at: (levelDb: number) => number,
  say: Labels['say'],
): Piece {
  const limitAt = at(limitDb);
  const whoAt = measuredDb === null ? 0 : at(measuredDb);
  const isFree = whoAt > limitAt + 12 && whoAt < 75;
  return html`<div>
    ${
      allowedDb === null
        ? null
        : html`<div class="lab" style=${{ right: `${100 - Math.min(at(allowedDb), limitAt - 1)}%`, top: '86px', textAlign: 'right' }}>
            ${say('ui-allowed')}<br />${db(allowedDb)}
          </div>`
    }
    <div class="lab" style=${{ left: `${Math.min(limitAt + 0.5, 84)}%`, top: '86px', color: 'var(--ink)' }}>
      ${say('ui-limit')}<br />${limitDb}
    </div>
    ${
      other === null || !isFree
        ? null
        : html`<div class="lab who" style=${{ left: `${whoAt + 1}%`, top: '86px' }}>${other}</div>`
    }
  </div>`;
}

/** "41.4", a dash for what is not known. */
export function db(levelDb: number | null): string {
  return levelDb === null ? '–' : levelDb.toFixed(1);
}
