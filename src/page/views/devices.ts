/** Lines and devices: counters, values, the last error and what it most likely comes from. */

import { useEffect, useState } from 'preact/hooks';
import type { DeviceView, FieldView } from '../../web/view/device-view.ts';
import type { Labels } from '../base/labels.ts';
import { html, type Piece } from '../base/markup.ts';
import { get } from '../base/net.ts';

const EVERY_MS = 2000;

export function DevicesPage({ labels }: { readonly labels: Labels }): Piece {
  const { say, language } = labels;
  const [field, setField] = useState<FieldView | null>(null);
  useEffect(() => {
    const ask = async (): Promise<void> => {
      const answer = await get<FieldView>(`/api/field?lang=${language}`);
      setField(answer.ok ? answer.value : null);
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => clearInterval(timer);
  }, [language]);
  if (field === null) return html`<main id="main"><p class="card">${say('ui-connecting')}</p></main>`;
  return html`<main id="main">
    <section class="card wide" aria-labelledby="lines">
      <h2 id="lines">${say('ui-lines')}</h2>
      <ul class="list">
        ${field.lines.map(
          (line) => html`<li>
            <b>${line.id}</b>
            <span class=${`tag ${line.isUp ? 'g' : 'b'}`}>${say(line.isUp ? 'ui-up' : 'ui-down')}</span>
            <p>
              ${say('ui-line-use', { pct: line.utilisationPct })};
              ${' '}${say('ui-line-counters', { ok: line.ok, timeouts: line.timeouts, crc: line.crcErrors, late: line.lateBytes, missed: line.missed })}
            </p>
          </li>`,
        )}
      </ul>
    </section>
    <section class="card wide" aria-labelledby="all-devices">
      <h2 id="all-devices">${say('ui-devices')}</h2>
      ${field.devices.map((device) => deviceRow(device, labels))}
    </section>
  </main>`;
}

function deviceRow(device: DeviceView, { say }: Labels): Piece {
  const tone = { good: 'g', partly: 'w', silent: 'b' }[device.state];
  return html`<details class="device" key=${device.id}>
    <summary>
      <b>${device.id}</b>
      <span class=${`tag ${tone}`}>${say(`ui-${device.state}`)}</span>
      <span>${say('ui-on-line', { line: device.line })}</span>
    </summary>
    <p>${device.model}: ${device.title}</p>
    ${device.error === null ? null : html`<p>${device.error}</p>`}
    ${device.cause === null ? null : html`<p><b>${device.cause}</b></p>`}
    <table>
      <caption class="vh">${say('ui-values')} ${device.id}</caption>
      <tbody>
        ${device.values.map(
          ({ id, value, unit, quality, ageS }) => html`<tr>
            <th scope="row">${id}</th>
            <td class="n">${value === null ? '–' : value} ${unit}</td>
            <td>${quality === 'good' ? '' : quality}</td>
            <td class="n">${ageS === null ? '' : say('ui-age', { s: ageS })}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
