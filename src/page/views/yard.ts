/** The station as a drawing: neighbours, boundary with its meters, cabinets with fans and guns, the rest area with its lamp. */

import type { CabinetView } from '../../web/view/cabinet-view.ts';
import type { NowView } from '../../web/view/now-view.ts';
import type { SoundView } from '../../web/view/sound-view.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';
import { db } from './gauge.ts';

const WIDTH = 360;
const CABINET_TOP = 122;
const CABINET_HEIGHT = 96;
const GUNS_A_ROW = 7;

export function yardCard({ cabinets, sounds, yard }: NowView, { say }: Labels): Piece {
  const facts = say('ui-station-facts', { kw: yard.totalKw, cars: yard.cars, outdoor: yard.outdoorC });
  const rows = rowsOf(cabinets.length);
  const gunRows = Math.max(1, ...cabinets.map(({ guns }) => Math.ceil(guns.length / GUNS_A_ROW)));
  const pitch = CABINET_HEIGHT + 24 + 20 * gunRows;
  const foot = CABINET_TOP + rows.length * pitch;
  const hasRest = yard.lamp !== null || yard.restDb !== null;
  return html`<section class="card plan o5" aria-labelledby="yard">
    <h2 id="yard">${say('ui-station')} <small>${facts}</small></h2>
    <svg
      viewBox=${`0 0 ${WIDTH} ${foot + (hasRest ? 46 : 4)}`}
      role="img"
      aria-label=${say('ui-plan', { cabinets: cabinets.length })}
    >
      ${houses} ${boundary(sounds, say)}
      ${rows.flatMap((row, line) =>
        row.map((index) => {
          const cabinet = cabinets[index];
          const place = { x: placeX(row, index), y: CABINET_TOP + line * pitch, width: widthIn(row) };
          return cabinet === undefined ? null : cabinetDrawing(cabinet, place);
        }),
      )}
      ${hasRest ? restArea(yard, foot, say) : null}
    </svg>
  </section>`;
}

/** Two cabinets side by side, nine in rows of three. */
function rowsOf(count: number): number[][] {
  const each = count > 4 ? 3 : Math.min(2, Math.max(1, count));
  return Array.from({ length: Math.ceil(count / each) }, (_, row) =>
    Array.from({ length: Math.min(each, count - row * each) }, (__, column) => row * each + column),
  );
}

function widthIn(row: readonly number[]): number {
  return row.length === 1 ? 162 : (WIDTH - 20 - 16 * (row.length - 1)) / row.length;
}

function placeX(row: readonly number[], index: number): number {
  if (row.length === 1) return (WIDTH - 162) / 2;
  return 10 + row.indexOf(index) * (widthIn(row) + 16);
}

const houses = html`<g>
  <g fill="var(--faint)" stroke="var(--glass)" stroke-width="1.2">
    <path d="M22 44V18l22-12 22 12v26z" /><path d="M74 44V14h54v30z" /><path d="M136 44V18l22-12 22 12v26z" />
    <path d="M188 44V10h62v34z" /><path d="M258 44V18l22-12 22 12v26z" /><path d="M310 44V20h34v24z" />
  </g>
  <g fill="var(--glass)">
    <rect x="84" y="22" width="6" height="7" /><rect x="98" y="22" width="6" height="7" />
    <rect x="112" y="22" width="6" height="7" /><rect x="200" y="18" width="6" height="7" />
    <rect x="213" y="18" width="6" height="7" /><rect x="226" y="18" width="6" height="7" />
    <rect x="238" y="31" width="6" height="7" /><rect x="40" y="24" width="7" height="7" />
    <rect x="154" y="24" width="7" height="7" /><rect x="276" y="24" width="7" height="7" />
  </g>
</g>`;

function boundary(sounds: readonly SoundView[], say: Labels['say']): Piece {
  const step = WIDTH / (sounds.length + 1);
  return html`<g>
    <path d="M8 62H352" stroke="var(--soft)" stroke-width="1.4" stroke-dasharray="3 5" />
    <text x="8" y="80" font-size="11" class="s">${say('ui-boundary')}</text>
    ${sounds.map((sound, index) => {
      const x = step * (index + 1);
      return html`<g>
        <circle cx=${x} cy="62" r="9" fill="var(--card)" stroke="var(--ours)" stroke-width="2.4" />
        <circle cx=${x} cy="62" r="3.4" fill="var(--ours)" />
        <text x=${x} y="88" font-size="12" font-weight="650" text-anchor="middle">
          ${`${sound.id} ${db(sound.oursDb)}`}
        </text>
      </g>`;
    })}
  </g>`;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function cabinetDrawing(cabinet: CabinetView, { x, y, width }: Place): Piece {
  const isLimited = cabinet.limitPct !== null && cabinet.limitPct < cabinet.fullPct;
  const ink = isLimited ? 'var(--heat)' : 'var(--ink)';
  const right = x + width - 12;
  const fanStep = Math.min(40, (width - 66) / Math.max(1, cabinet.fans.length));
  return html`<g>
    <rect
      x=${x}
      y=${y}
      width=${width}
      height=${CABINET_HEIGHT}
      rx="12"
      fill="var(--card)"
      stroke=${isLimited ? 'var(--heat)' : 'var(--glass)'}
      stroke-width="2"
    />
    <text x=${x + 12} y=${y + 24} font-size="17" font-weight="700">${cabinet.id.toUpperCase()}</text>
    <text x=${right} y=${y + 24} font-size="15" font-weight="650" text-anchor="end" style=${{ fill: ink }}>
      ${cabinet.limitPct === null ? '–' : `${cabinet.limitPct} %`}
    </text>
    ${cabinet.fans.map((fan, index) => {
      const fanX = x + 26 + index * fanStep;
      const isDead = fan.speedPct === null;
      return html`<g>
        <circle cx=${fanX} cy=${y + 52} r=${Math.min(15, fanStep / 2 - 1)} fill="none" stroke="var(--glass)" stroke-width="2" />
        <path
          transform=${`translate(${fanX} ${y + 52}) scale(${Math.min(1, fanStep / 40)})`}
          fill=${isDead ? 'var(--heard)' : 'var(--ours)'}
          d="M0 0C2-8 9-11 11-8S6-1 0 0C8 2 11 9 8 11S1 6 0 0C-2 8-9 11-11 8S-6 1 0 0C-8-2-11-9-8-11S-1-6 0 0Z"
        />
        <text x=${fanX} y=${y + 84} font-size="11.5" class="s" text-anchor="middle">
          ${fan.speedPct === null ? '–' : `${fan.speedPct}${fanStep < 34 ? '' : ' %'}`}
        </text>
      </g>`;
    })}
    <text x=${right} y=${y + 57} font-size="16" font-weight="650" text-anchor="end">${db(cabinet.tempC)}</text>
    <text x=${right} y=${y + 72} font-size="11.5" class="s" text-anchor="end">°C</text>
    ${guns(cabinet, { x, y: y + CABINET_HEIGHT + 18, width })}
  </g>`;
}

/** Filled: a car charges; a cross: its meter is silent. */
function guns({ guns: states }: CabinetView, { x, y, width }: Place): Piece {
  const step = (width - 24) / (GUNS_A_ROW - 1);
  return html`<g>
    ${states.map((state, index) => {
      const gunX = x + 12 + (index % GUNS_A_ROW) * step;
      const gunY = y + 20 * Math.floor(index / GUNS_A_ROW);
      if (state === 'silent')
        return html`<path
          d=${`m${gunX - 4} ${gunY - 4} 8 8m0-8-8 8`}
          stroke="var(--bad)"
          stroke-width="2.4"
          stroke-linecap="round"
        />`;
      return state === 'charging'
        ? html`<rect x=${gunX - 5} y=${gunY - 5} width="10" height="10" rx="3" fill="var(--ours)" />`
        : html`<rect x=${gunX - 4.5} y=${gunY - 4.5} width="9" height="9" rx="2.5" fill="var(--card)" stroke="var(--glass)" stroke-width="1.600" />`;
    })}
  </g>`;
}

function restArea({ lamp, restDb, restNoise }: NowView['yard'], y: number, say: Labels['say']): Piece {
  const isLit = lamp === 'lit';
  return html`<g>
    <rect x="10" y=${y} width="340" height="42" rx="12" fill="var(--faint)" />
    ${
      lamp === null
        ? null
        : html`<circle cx="32" cy=${y + 19} r="6.5" fill=${isLit ? 'var(--warn)' : 'none'} stroke=${isLit ? 'none' : 'var(--heard)'} stroke-width="2" />`
    }
    <text x="52" y=${y + 23} font-size="12">${lamp === null ? '' : say(isLit ? 'ui-lamp-lit' : 'ui-lamp-dark')}</text>
    <text x="338" y=${y + (restNoise === null ? 23 : 18)} font-size="11.5" class="s" text-anchor="end">
      ${say('ui-rest-area', { db: db(restDb) })}
    </text>
    <text x="338" y=${y + 33} font-size="11.5" class="s" text-anchor="end">${restNoise}</text>
  </g>`;
}
