/**
 * What a scan asks, in which order, and how long that takes at most. A full sweep of 247 unit ids costs about a
 * minute for each line setting, so a scan first tries the likely ids at every setting, then all ids at the settings
 * that matter: those where somebody answered, the ones asked for, the bus's own.
 */

import { type LineSetting, type SerialFormat, sameLine } from '../../fieldbus/modbus/line-setting.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import type { ModbusRequest } from '../../ports/field/modbus-client.ts';
import { usualBauds, usualFormats } from './next-questions.ts';
import { type Question, questionMaxMs } from './trial.ts';

/** What a scan is asked for. */
export interface ScanWish {
  /** The setting the site or the address gives; undefined where it gives none. */
  readonly own: LineSetting | undefined;
  readonly isSocket: boolean;
  readonly unitIds: readonly number[];
  /** Empty: quick sweeps at the usual ones, and a full sweep at the likeliest. */
  readonly bauds: readonly number[];
  readonly formats: readonly SerialFormat[];
  /** Unit ids of the site's devices. */
  readonly knownIds: readonly number[];
  readonly timeoutMs: number;
}

/** Unit ids at one setting. */
export interface Sweep {
  readonly line: LineSetting;
  readonly unitIds: readonly number[];
}

/** The sweeps of a scan. */
export interface ScanPlan {
  readonly quick: readonly Sweep[];
  /** The full sweeps after the quick ones; `found` are the settings at which something answered. */
  full(found: readonly LineSetting[]): readonly Sweep[];
  readonly timeoutMs: number;
  /** Upper bound of all sweeps, without the time to recognise a found device. */
  readonly maxMs: number;
}

/** Every present device answers this, if only with an exception: the shortest question that there is. */
const presence: ModbusRequest = { kind: 'read', table: 'holding', address: 0, count: 1 };
/** Time to open a port again at another setting. */
const REOPEN_MAX_MS = 100;
/** Settings swept in full when the user names none; a socket has only one right framing. */
const FULL_SWEEPS_MAX = { serial: 2, socket: 1 };
/** Factories deliver 1, 2 or 3; 247 is the highest id. */
const factoryIds = [1, 2, 3, 247];

/** The sweeps for a wish. */
export function planScan(wish: ScanWish): ScanPlan {
  const lines = linesOf(wish);
  const isNamed = wish.bauds.length > 0 || wish.formats.length > 0;
  const likely = [...new Set([...wish.knownIds, ...factoryIds])].filter((id) => wish.unitIds.includes(id));
  const quickIds = likely.length > 0 ? likely : wish.unitIds.slice(0, 4);
  const quick = lines.map((line) => ({ line, unitIds: quickIds }));
  const rest = wish.unitIds.filter((id) => !quickIds.includes(id));
  const sweepsMax = isNamed ? lines.length : FULL_SWEEPS_MAX[wish.isSocket ? 'socket' : 'serial'];
  const sweeps = rest.length === 0 ? 0 : sweepsMax;
  const stated = isNamed || wish.own === undefined ? lines : lines.slice(0, 1);
  const full = (found: readonly LineSetting[]) =>
    uniqueLines([...found, ...stated])
      .slice(0, sweeps)
      .map((line) => ({ line, unitIds: rest }));
  // The full sweeps are bounded by the slowest settings, whichever they will be.
  const slowest = [...lines].sort((a, b) => questionMs(b, wish) - questionMs(a, wish)).slice(0, sweeps);
  const maxMs =
    sum(quick.map((sweep) => sweepMs(sweep, wish))) +
    sum(slowest.map((line) => sweepMs({ line, unitIds: rest }, wish)));
  return { quick, full, timeoutMs: wish.timeoutMs, maxMs };
}

/** The question whether a device has this unit id. */
export function presenceQuestion(line: LineSetting, unitId: number, timeoutMs: number): Question {
  return { line, unitId, request: presence, timeoutMs };
}

/** Parses `1-10,20,40-42`; a text says what is wrong with it. */
export function parseUnitIds(text: string): readonly number[] | ConsoleText {
  const ids = new Set<number>();
  for (const part of text.split(',')) {
    const [, first = '', last = first] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(part.trim()) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === '' || from < 1 || to > 255 || from > to) return consoleText('unit-range', { given: part });
    for (let id = from; id <= to; id++) ids.add(id);
  }
  return [...ids];
}

/** The own setting first, then every combination that is asked for or usual. */
function linesOf({ own, isSocket, bauds, formats }: ScanWish): readonly LineSetting[] {
  if (isSocket) {
    const first: LineSetting = own ?? { kind: 'tcp' };
    return [first, { kind: first.kind === 'tcp' ? 'rtu-over-tcp' : 'tcp' }];
  }
  const isNamed = bauds.length > 0 || formats.length > 0;
  const serial = own?.kind === 'serial' ? own : undefined;
  const triedBauds = bauds.length > 0 ? bauds : isNamed && serial ? [serial.baud] : usualBauds;
  const triedFormats = formats.length > 0 ? formats : isNamed && serial ? [serial.format] : usualFormats;
  const product = triedFormats.flatMap((format) =>
    triedBauds.map((baud): LineSetting => ({ kind: 'serial', baud, format })),
  );
  return uniqueLines(serial && !isNamed ? [serial, ...product] : product);
}

function uniqueLines(lines: readonly LineSetting[]): readonly LineSetting[] {
  return lines.filter((line, i) => lines.findIndex((other) => sameLine(line, other)) === i);
}

function questionMs(line: LineSetting, { timeoutMs }: ScanWish): number {
  return questionMaxMs(presenceQuestion(line, 1, timeoutMs));
}

function sweepMs({ line, unitIds }: Sweep, wish: ScanWish): number {
  return REOPEN_MAX_MS + unitIds.length * questionMs(line, wish);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
