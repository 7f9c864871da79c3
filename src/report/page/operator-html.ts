/** What the operator and the technician ask of a night: what quiet cost, how safe it is, what is broken, what to do. */

import type { Localizer } from '../../language/localizer.ts';
import { pageText } from '../../language/page-text.ts';
import type { DeviceFailure, EquipmentNight, Withheld } from '../data/shape/equipment-data.ts';
import type { NightReport, ReceptorNight } from '../data/shape/report-data.ts';
import { html, type Markup, type Piece } from '../markup/markup.ts';
import { table } from '../markup/table.ts';
import { toldHtml } from './told-html.ts';

/** Whom to call. */
export function contactHtml({ record, night }: NightReport, { say, label }: Localizer): Markup {
  const contact = record?.contact;
  const ways = [contact?.name, contact?.phone, contact?.email].filter((way) => way !== undefined);
  const head = html`<h2>${label('contact')}</h2>`;
  if (ways.length === 0) return html`${head}<p>${label('contact-none')}</p>`;
  const reference = contact?.reference ?? night.id;
  return html`${head}<p><b>${ways.join(' · ')}</b>. ${say(pageText('contact-say', { reference }))}</p>`;
}

/** Four figures, health, and what is worth doing. */
export function operatorHtml(report: NightReport, receptor: ReceptorNight, localizer: Localizer): Markup {
  const { label } = localizer;
  const { equipment, failures, forecast } = report;
  const { withheld } = equipment;
  return html`<h2>${label('operator')}</h2>
<dl class="figures">
${figure(label('withheld-relay'), withheldText(withheld?.relayWh, withheld?.relayS, localizer))}
${figure(label('withheld-heat'), withheldText(withheld?.heatWh, withheld?.heatS, localizer), warmNote(withheld, localizer))}
${figure(label('fan-energy'), fanText(equipment, localizer), label(equipment.fanWh === null ? 'fan-energy-unknown' : 'fan-energy-note'))}
${figure(label('margin'), marginText(receptor, localizer), marginNote(equipment, localizer))}
</dl>
<p><b>${label('health')}</b>: ${healthText(failures, localizer)}</p>
<p><b>${label('worth')}</b>: ${label(worthKey(withheld))}</p>${
    forecast !== null &&
    html`
<p><b>${label('forecast-was')}</b>: ${toldHtml(forecast, localizer)}</p>`
  }`;
}

/** One row a lost device. */
export function ticketsHtml({ failures }: NightReport, localizer: Localizer): Markup {
  const { label } = localizer;
  const head = html`<h2>${label('tickets')}</h2>`;
  if (failures.length === 0) return html`${head}<p>${label('tickets-none')}</p>`;
  return html`${head}${table(
    [
      { head: label('instrument') },
      { head: label('ticket-since') },
      { head: label('ticket-until') },
      { head: label('event'), wide: true },
    ],
    failures.map(({ subject, fromMs, toMs, message }) => [
      subject,
      localizer.time(fromMs),
      toMs === null ? html`<b>${label('ticket-open')}</b>` : localizer.time(toMs),
      toldHtml(message, localizer),
    ]),
  )}<p class="note">${label('ticket-proof')}</p>`;
}

function figure(term: string, value: Piece, note: Piece = null): Markup {
  return html`<div><dt>${term}</dt><dd class="short">${value}</dd>${note !== null && html`<dd class="faint">${note}</dd>`}</div>`;
}

function withheldText(
  energyWh: number | undefined,
  reachedS: number | undefined,
  localizer: Localizer,
): string {
  const { say, label } = localizer;
  if (energyWh === undefined || reachedS === undefined) return label('not-known');
  if (reachedS === 0) return label('withheld-none');
  return say(pageText('withheld-most', { kwh: energyWh / 1000, reached: reachedS }));
}

function warmNote(withheld: Withheld | null, { say }: Localizer): Piece {
  return withheld === null || withheld.warmS === 0
    ? null
    : say(pageText('withheld-warm', { warm: withheld.warmS }));
}

function fanText({ fanWh }: EquipmentNight, { number, label }: Localizer): string {
  return fanWh === null ? label('not-known') : `${number(fanWh / 1000, 1)} kWh`;
}

function marginText({ figures, limits }: ReceptorNight, { number, label }: Localizer): string {
  const { equipmentDb, equipmentExpandedDb: expandedDb } = figures;
  if (equipmentDb === null || expandedDb === null) return label('not-known');
  return `${number(limits.laeqDb - equipmentDb - expandedDb, 1)} dB`;
}

function marginNote({ hottestC, fullPowerC }: EquipmentNight, { say }: Localizer): Piece {
  return hottestC === null ? null : say(pageText('margin-note', { hottestC, fullPowerC }));
}

function healthText(failures: readonly DeviceFailure[], { say, label }: Localizer): string {
  const open = failures.filter(({ toMs }) => toMs === null).length;
  if (open > 0) return say(pageText('health-open', { open }));
  return failures.length === 0
    ? label('health-nothing')
    : say(pageText('health-over', { over: failures.length }));
}

function worthKey(withheld: Withheld | null): 'not-known' | 'worth-nothing' | 'worth-whatif' {
  if (withheld === null) return 'not-known';
  return withheld.relayS + withheld.heatS === 0 ? 'worth-nothing' : 'worth-whatif';
}
