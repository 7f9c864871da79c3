/** Another end for a bus than the site file names: `--link noise=tcp://127.0.0.1:5020`, for tests and the bench. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { dictionaries, type Language } from '../../language/languages.ts';
import { sayConsole } from '../../language/say-console.ts';
import { sayPhrase } from '../../language/say-phrase.ts';
import type { BoardPlan, BusPlan, PortPlan, SitePlan } from '../../plan/site-plan.ts';
import { suggestion } from '../problems/suggest.ts';

/** The plan with new links, or what to write instead. */
type OverrideResult =
  | { readonly ok: true; readonly plan: SitePlan }
  | { readonly ok: false; readonly message: string };

/** The plan with the links of some buses replaced. Everything else stays, also the hash. What is wrong is told in `language`. */
export function overrideLinks(
  plan: SitePlan,
  links: Readonly<Record<string, string>>,
  language: Language = 'en',
): OverrideResult {
  let changed = plan;
  for (const [id, link] of Object.entries(links)) {
    const next = withLink(changed, id, link, language);
    if (isWrong(next)) return { ok: false, message: sayConsole(dictionaries[language], next) };
    changed = next;
  }
  return { ok: true, plan: changed };
}

/** The plan with one link replaced, or what is wrong with the link. */
function withLink(plan: SitePlan, id: string, link: string, language: Language): SitePlan | ConsoleText {
  const board = plan.boards.find((one) => one.id === id);
  if (board !== undefined) {
    const end = parseBoardLink(board, link);
    if (isWrong(end)) return consoleText('link-of-board', { id, why: end });
    return { ...plan, boards: replaced(plan.boards, { ...board, end }) };
  }
  if (plan.banks.some(({ bus }) => bus === id)) {
    const tools = /^gpiod:\/\/(\/\S+)$/.exec(link)?.[1];
    if (tools === undefined)
      return consoleText('link-of-bus', { id, why: consoleText('link-no-gpio', { link }) });
    return {
      ...plan,
      banks: plan.banks.map((bank) => (bank.bus === id ? { ...bank, driver: 'libgpiod', tools } : bank)),
    };
  }
  const port = plan.ports.find((one) => one.id === id);
  if (port !== undefined) {
    const next = parsePort(port, link);
    return isWrong(next)
      ? consoleText('link-of-port', { id, why: next })
      : { ...plan, ports: replaced(plan.ports, next) };
  }
  const bus = plan.buses.find((one) => one.id === id);
  if (bus === undefined) {
    const known = [...plan.buses, ...plan.boards, ...plan.ports].map((one) => one.id);
    const fix = sayPhrase(language, suggestion(id, known, 'nouns-buses'));
    return consoleText('link-no-bus', { id, fix });
  }
  const next = parseLink(bus, link);
  return isWrong(next)
    ? consoleText('link-of-bus', { id, why: next })
    : { ...plan, buses: replaced(plan.buses, next) };
}

function isWrong<T extends object>(found: T | ConsoleText): found is ConsoleText {
  return 'key' in found && 'values' in found;
}

function replaced<T extends { readonly id: string }>(all: readonly T[], next: T): readonly T[] {
  return all.map((one) => (one.id === next.id ? next : one));
}

/** The end of a board: a serial port or a socket. */
function parseBoardLink(board: BoardPlan, link: string): BoardPlan['end'] | ConsoleText {
  const baud = board.end.kind === 'serial' ? board.end.baud : 115_200;
  const parsed = parseLink({ id: board.id, kind: 'modbus-rtu', path: '', baud, format: '8N1' }, link);
  if (isWrong(parsed)) return parsed;
  switch (parsed.kind) {
    case 'modbus-tcp':
      return { kind: 'tcp', host: parsed.host, port: parsed.port };
    case 'modbus-rtu':
      return { kind: 'serial', path: parsed.path, baud: parsed.baud };
    case 'rtu-over-tcp':
      return noModbus(link);
  }
}

function noModbus(link: string): ConsoleText {
  return consoleText('link-no-modbus', { link: link.replace(/^rtutcp:/i, 'tcp:').replace(/\?.*/, '') });
}

/** Instruments take the links of a bus, with `serial://` in place of `rtu://`; 1-wire sensors take `files:///folder`. */
function parsePort(port: PortPlan, link: string): PortPlan | ConsoleText {
  if (port.kind === 'one-wire') {
    const path = /^files:\/\/(\/[^?#\s]+)$/.exec(link)?.[1];
    return path === undefined ? consoleText('link-no-folder', { link }) : { ...port, path };
  }
  const { id, meter } = port;
  const { baud, format } = port.kind === 'meter-serial' ? port : meter.definition.serial;
  const parsed = parseLink({ id, kind: 'modbus-rtu', path: '', baud, format }, link, 'serial');
  if (isWrong(parsed)) return parsed;
  switch (parsed.kind) {
    case 'modbus-tcp':
      return { id, kind: 'meter-tcp', host: parsed.host, port: parsed.port, meter };
    case 'modbus-rtu':
      return { id, kind: 'meter-serial', path: parsed.path, baud: parsed.baud, format: parsed.format, meter };
    case 'rtu-over-tcp':
      return noModbus(link);
  }
}

/** The bus on its new link, or what is wrong with the link. `line`: how a link to a serial line begins. */
function parseLink(bus: BusPlan, link: string, line: 'rtu' | 'serial' = 'rtu'): BusPlan | ConsoleText {
  const socket = /^(tcp|rtutcp):\/\/(\[[0-9a-f:]+\]|[^/:?#\s]+):(\d{1,5})\/?(?:\?(\S*))?$/i.exec(link);
  if (socket !== null) {
    const [, scheme = '', address = '', port, query = ''] = socket;
    if (Number(port) < 1 || Number(port) > 65_535) return consoleText('link-no-port', { port: port ?? '' });
    const end = { id: bus.id, host: address.replace(/^\[|\]$/g, ''), port: Number(port) };
    if (scheme.toLowerCase() === 'tcp')
      return query === '' ? { ...end, kind: 'modbus-tcp' } : consoleText('link-no-baud', { query });
    const format = parseLine(bus, query);
    return isWrong(format) ? format : { ...end, kind: 'rtu-over-tcp', ...format };
  }
  const [, scheme, path = '', query = ''] = /^(rtu|serial):\/\/(\/[^?#\s]+)(?:\?(\S*))?$/.exec(link) ?? [];
  if (scheme !== 'rtu' && scheme !== line) return consoleText('link-none', { link, line });
  const format = parseLine(bus, query);
  return isWrong(format) ? format : { id: bus.id, kind: 'modbus-rtu', path, ...format };
}

interface LineFormat {
  readonly baud: number;
  readonly format: (typeof formats)[number];
}

/** Baud rate and format of the link; what it does not say stays as the bus has it. */
function parseLine(bus: BusPlan, query: string): LineFormat | ConsoleText {
  const asBefore = bus.kind === 'modbus-tcp' ? { baud: 9600, format: '8N1' as const } : bus;
  let { baud, format } = asBefore;
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const [key, value = ''] = pair.split('=');
    if (key === 'baud' && /^\d{3,6}$/.test(value)) {
      baud = Number(value);
    } else if (key === 'format' && isFormat(value)) {
      format = value;
    } else {
      return consoleText('link-line', { part: pair, formats: formats.join(' | ') });
    }
  }
  return { baud, format };
}

const formats = ['8N1', '8E1', '8O1', '8N2'] as const;

function isFormat(text: string): text is (typeof formats)[number] {
  return (formats as readonly string[]).includes(text);
}
