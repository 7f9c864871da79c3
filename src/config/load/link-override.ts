/** Another end for a bus than the site file names: `--link noise=tcp://127.0.0.1:5020`, for tests and the bench. */

import type { BoardPlan, BusPlan, PortPlan, SitePlan } from '../../plan/site-plan.ts';
import { suggestion } from '../problems/suggest.ts';

/** The plan with new links, or what to write instead. */
type OverrideResult =
  | { readonly ok: true; readonly plan: SitePlan }
  | { readonly ok: false; readonly message: string };

/** The plan with the links of some buses replaced. Everything else stays, also the hash. */
export function overrideLinks(plan: SitePlan, links: Readonly<Record<string, string>>): OverrideResult {
  const replaced = new Map<string, BusPlan>();
  const boards = new Map<string, BoardPlan>();
  const tools = new Map<string, string>();
  const ports = new Map<string, PortPlan>();
  for (const [id, link] of Object.entries(links)) {
    const board = plan.boards.find((one) => one.id === id);
    if (board !== undefined) {
      const end = parseBoardLink(board, link);
      if (typeof end === 'string') return { ok: false, message: `link of board "${id}": ${end}` };
      boards.set(id, { ...board, end });
      continue;
    }
    if (plan.banks.some(({ bus }) => bus === id)) {
      const folder = /^gpiod:\/\/(\/\S+)$/.exec(link)?.[1];
      const text = `"${link}" is no link to GPIO; write gpiod:///folder/of/the/tools`;
      if (folder === undefined) return { ok: false, message: `link of bus "${id}": ${text}` };
      tools.set(id, folder);
      continue;
    }
    const port = plan.ports.find((one) => one.id === id);
    if (port !== undefined) {
      const parsed = parsePort(port, link);
      if (typeof parsed === 'string') return { ok: false, message: `link of port "${id}": ${parsed}` };
      ports.set(id, parsed);
      continue;
    }
    const bus = plan.buses.find((one) => one.id === id);
    if (bus === undefined) {
      const known = [...plan.buses, ...plan.boards, ...plan.ports].map((one) => one.id);
      return { ok: false, message: `there is no bus "${id}"; ${suggestion(id, known, 'buses')}` };
    }
    const parsed = parseLink(bus, link);
    if (typeof parsed === 'string') return { ok: false, message: `link of bus "${id}": ${parsed}` };
    replaced.set(id, parsed);
  }
  return {
    ok: true,
    plan: {
      ...plan,
      buses: plan.buses.map((bus) => replaced.get(bus.id) ?? bus),
      boards: plan.boards.map((board) => boards.get(board.id) ?? board),
      ports: plan.ports.map((port) => ports.get(port.id) ?? port),
      banks: plan.banks.map((bank) => {
        const folder = tools.get(bank.bus);
        return folder === undefined ? bank : { ...bank, driver: 'libgpiod', tools: folder };
      }),
    },
  };
}

/** A board speaks lines over a serial port or a socket. */
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

/** An instrument goes by the links of a bus, `serial://` in place of `rtu://`; sensors by `files:///folder`. */
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
