/** Another end for a bus than the site file names: `--link noise=tcp://127.0.0.1:5020`, for tests and the bench. */

import { phraseInEnglish } from '../../language/say-phrase.ts';
import type { BoardPlan, BusPlan, PortPlan, SitePlan } from '../../plan/site-plan.ts';
import { suggestion } from '../problems/suggest.ts';

/** The plan with new links, or what to write instead. */
type OverrideResult =
  | { readonly ok: true; readonly plan: SitePlan }
  | { readonly ok: false; readonly message: string };

/** The plan with the links of some buses replaced. Everything else stays, also the hash. */
export function overrideLinks(plan: SitePlan, links: Readonly<Record<string, string>>): OverrideResult {
  let changed = plan;
  for (const [id, link] of Object.entries(links)) {
    const next = withLink(changed, id, link);
    if (typeof next === 'string') return { ok: false, message: next };
    changed = next;
  }
  return { ok: true, plan: changed };
}

/** The plan with one link replaced, or what is wrong with the link. */
function withLink(plan: SitePlan, id: string, link: string): SitePlan | string {
  const board = plan.boards.find((one) => one.id === id);
  if (board !== undefined) {
    const end = parseBoardLink(board, link);
    if (typeof end === 'string') return `link of board "${id}": ${end}`;
    return { ...plan, boards: replaced(plan.boards, { ...board, end }) };
  }
  if (plan.banks.some(({ bus }) => bus === id)) {
    const tools = /^gpiod:\/\/(\/\S+)$/.exec(link)?.[1];
    if (tools === undefined)
      return `link of bus "${id}": "${link}" is no link to GPIO; write gpiod:///folder/of/the/tools`;
    return {
      ...plan,
      banks: plan.banks.map((bank) => (bank.bus === id ? { ...bank, driver: 'libgpiod', tools } : bank)),
    };
  }
  const port = plan.ports.find((one) => one.id === id);
  if (port !== undefined) {
    const next = parsePort(port, link);
    return typeof next === 'string'
      ? `link of port "${id}": ${next}`
      : { ...plan, ports: replaced(plan.ports, next) };
  }
  const bus = plan.buses.find((one) => one.id === id);
  if (bus === undefined) {
    const known = [...plan.buses, ...plan.boards, ...plan.ports].map((one) => one.id);
    return `there is no bus "${id}"; ${phraseInEnglish(suggestion(id, known, 'nouns-buses'))}`;
  }
  const next = parseLink(bus, link);
  return typeof next === 'string'
    ? `link of bus "${id}": ${next}`
    : { ...plan, buses: replaced(plan.buses, next) };
}

function replaced<T extends { readonly id: string }>(all: readonly T[], next: T): readonly T[] {
  return all.map((one) => (one.id === next.id ? next : one));
}

/** The end of a board: a serial port or a socket. */
function parseBoardLink(board: BoardPlan, link: string): BoardPlan['end'] | string {
  const baud = board.end.kind === 'serial' ? board.end.baud : 115_200;
  const parsed = parseLink({ id: board.id, kind: 'modbus-rtu', path: '', baud, format: '8N1' }, link);
  if (typeof parsed === 'string') return parsed;
  switch (parsed.kind) {
    case 'modbus-tcp':
      return { kind: 'tcp', host: parsed.host, port: parsed.port };
    case 'modbus-rtu':
      return { kind: 'serial', path: parsed.path, baud: parsed.baud };
    case 'rtu-over-tcp':
      return noModbus(link);
  }
}

function noModbus(link: string): string {
  return `nothing here speaks RTU; write ${link.replace(/^rtutcp:/i, 'tcp:').replace(/\?.*/, '')}`;
}

/** Instruments take the links of a bus, with `serial://` in place of `rtu://`; 1-wire sensors take `files:///folder`. */
function parsePort(port: PortPlan, link: string): PortPlan | string {
  if (port.kind === 'one-wire') {
    const path = /^files:\/\/(\/[^?#\s]+)$/.exec(link)?.[1];
    return path === undefined
      ? `"${link}" is no folder of sensors; write files:///sys/bus/w1/devices`
      : { ...port, path };
  }
  const { id, meter } = port;
  const { baud, format } = port.kind === 'meter-serial' ? port : meter.definition.serial;
  const parsed = parseLink(
    { id, kind: 'modbus-rtu', path: '', baud, format },
    link.replace(/^serial:/, 'rtu:'),
  );
  if (typeof parsed === 'string') return parsed.replaceAll('rtu://', 'serial://');
  switch (parsed.kind) {
    case 'modbus-tcp':
      return { id, kind: 'meter-tcp', host: parsed.host, port: parsed.port, meter };
    case 'modbus-rtu':
      return { id, kind: 'meter-serial', path: parsed.path, baud: parsed.baud, format: parsed.format, meter };
    case 'rtu-over-tcp':
      return noModbus(link);
  }
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

/** Baud rate and format of the link; what it does not say stays as the bus has it. */
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
