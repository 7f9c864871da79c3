/** Another end for a bus than the site file names: `--link noise=tcp://127.0.0.1:5020`, for tests and the bench. */

import type { BusPlan, SitePlan } from './plan.ts';
import { suggestion } from './suggest.ts';

/** The plan with new links, or what to write instead. */
export type OverrideResult =
  | { readonly ok: true; readonly plan: SitePlan }
  | { readonly ok: false; readonly message: string };

/** The plan with the links of some buses replaced. Everything else stays, also the hash. */
export function overrideLinks(plan: SitePlan, links: Readonly<Record<string, string>>): OverrideResult {
  const replaced = new Map<string, BusPlan>();
  for (const [id, link] of Object.entries(links)) {
    const bus = plan.buses.find((one) => one.id === id);
    if (bus === undefined) {
      const known = plan.buses.map((one) => one.id);
      return { ok: false, message: `there is no bus "${id}"; ${suggestion(id, known, 'buses')}` };
    }
    const parsed = parseLink(bus, link);
    if (typeof parsed === 'string') return { ok: false, message: `link of bus "${id}": ${parsed}` };
    replaced.set(id, parsed);
  }
  return { ok: true, plan: { ...plan, buses: plan.buses.map((bus) => replaced.get(bus.id) ?? bus) } };
}

/** The bus on its new link, or what is wrong with the link. */
function parseLink(bus: BusPlan, link: string): BusPlan | string {
  const socket = /^(tcp|rtutcp):\/\/(\[[0-9a-f:]+\]|[^/:?#\s]+):(\d{1,5})\/?(?:\?(\S*))?$/i.exec(link);
  if (socket !== null) {
    const [, scheme = '', address = '', port, query = ''] = socket;
    if (Number(port) < 1 || Number(port) > 65_535) return `${port} is not a port; write 1 to 65535`;
    const end = { id: bus.id, host: address.replace(/^\[|\]$/g, ''), port: Number(port) };
    if (scheme.toLowerCase() === 'tcp')
      return query === ''
        ? { ...end, kind: 'modbus-tcp' }
        : `"${query}" is not understood; Modbus TCP has no baud`;
    const line = parseLine(bus, query);
    return typeof line === 'string' ? line : { ...end, kind: 'rtu-over-tcp', ...line };
  }
  const rtu = /^rtu:\/\/(\/[^?#\s]+)(?:\?(\S*))?$/.exec(link);
  if (rtu === null) {
    return `"${link}" is no link; write tcp://127.0.0.1:5020, rtutcp://127.0.0.1:4001?baud=9600 or rtu:///dev/ttyUSB0?baud=9600&format=8N1`;
  }
  const line = parseLine(bus, rtu[2] ?? '');
  return typeof line === 'string' ? line : { id: bus.id, kind: 'modbus-rtu', path: rtu[1] ?? '', ...line };
}

interface LineFormat {
  readonly baud: number;
  readonly format: (typeof formats)[number];
}

/** What the link does not say stays as the bus has it. */
function parseLine(bus: BusPlan, query: string): LineFormat | string {
  const asBefore = bus.kind === 'modbus-tcp' ? { baud: 9600, format: '8N1' as const } : bus;
  let { baud, format } = asBefore;
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const [key, value = ''] = pair.split('=');
    if (key === 'baud' && /^\d{3,6}$/.test(value)) {
      baud = Number(value);
    } else if (key === 'format' && isFormat(value)) {
      format = value;
    } else {
      return `"${pair}" is not understood; write baud=9600 or format=${formats.join(' | ')}`;
    }
  }
  return { baud, format };
}

const formats = ['8N1', '8E1', '8O1', '8N2'] as const;

function isFormat(text: string): text is (typeof formats)[number] {
  return (formats as readonly string[]).includes(text);
}
