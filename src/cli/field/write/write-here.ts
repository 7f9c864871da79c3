/**
 * `quietpost write` to what is no bus with registers: a relay on a GPIO line of this computer, a fan or a relay of a
 * board in an enclosure. Shown before, confirmed, read back; other outputs of the same board stay as they stand.
 */

import type { MessageOf } from '../../../../firmware-bridge/protocol/messages.ts';
import { boardLinkOf } from '../../../assembly/bus-links.ts';
import { openBanks } from '../../../assembly/gpio-banks.ts';
import { parseDuration } from '../../../model/duration.ts';
import { EXIT } from '../../../model/exit-code.ts';
import type { Fault } from '../../../model/fault.ts';
import type { Result } from '../../../model/result.ts';
import type { BankPlan, DevicePlan, SitePlan } from '../../../plan/site-plan.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { GpioBank } from '../../../ports/field/gpio.ts';
import type { Log } from '../../../ports/log.ts';
import type { Person } from '../../../ports/person.ts';
import { tell, tellFault } from '../../terminal/tell.ts';
import { ownerHint } from '../place/field-plan.ts';
import { refusedBy } from './agreed.ts';
import { type BoardLine, boardFault, openBoard, pause, stateWhere } from './board-line.ts';
import { type WriteWish, writeOrderOf } from './write-order.ts';

/** Undefined where the device is neither. Gives the exit code. */
export function writeHere(
  plan: SitePlan,
  wish: WriteWish,
  clock: Clock,
  person: Person,
): Promise<number> | undefined {
  const device = plan.devices.find(({ id }) => id === wish.device);
  if (device === undefined) return undefined;
  const bank = plan.banks.find((one) => one.device === device.id);
  if (bank !== undefined) return writeLine(plan, bank, openBanks([bank])[bank.device], wish, person);
  const board = plan.boards.find(({ id }) => id === device.bus);
  if (board === undefined) return undefined;
  const log: Log = { info: () => {}, warn: person.complain, error: person.complain };
  return writePart(plan, device, { board, link: boardLinkOf(board, clock, log), clock }, wish, person);
}

/** One relay of a bank of GPIO lines. */
export async function writeLine(
  plan: SitePlan,
  bank: BankPlan,
  lines: GpioBank | undefined,
  wish: WriteWish,
  person: Person,
): Promise<number> {
  const device = plan.devices.find(({ id }) => id === bank.device);
  if (lines === undefined || device === undefined) throw new Error(`assertion: no lines of ${bank.device}`);
  const order = writeOrderOf(device.definition, wish.target, wish.value);
  const position = typeof order === 'string' ? -1 : order.readBack.address;
  if (typeof order === 'string' || order.request.kind !== 'write-coil' || position >= bank.lines.length) {
    const why =
      typeof order === 'string'
        ? order
        : tell('write-lines-only', { device: device.id, count: bank.lines.length });
    return refuse(person, EXIT.USAGE, why);
  }
  const isOn = order.expected[0] === 1;
  const before = await levelOf(lines, position);
  const line = bank.lines[position] ?? '--';
  person.write(tell('write-line-head', { device: device.id, line, chip: bank.chip }));
  person.write(tell('write-what', { what: relayText(position + 1, isOn) }));
  person.write(tell('write-now', { state: levelText(before) }));
  person.write(tell('write-mind', { what: tell('write-line-lease') }));
  for (const note of outputNote(plan, device)) person.write(note);
  const refused = await refusedBy(person, wish.yes);
  if (refused !== undefined) return refused;
  const set = await new Promise<Result<null, Fault>>((resolve) => lines.set(position, isOn, resolve));
  const after = await levelOf(lines, position);
  await new Promise<void>((resolve) => lines.leave(resolve));
  if (!set.ok) {
    refuse(person, EXIT.IOERR, tell('found-and-mend', { found: device.id, mend: tellFault(set.fault) }));
    for (const hint of ownerHint(plan, bank.bus, device.id)) person.write(hint);
    return EXIT.IOERR;
  }
  if (after.ok && after.value !== isOn) {
    person.complain(tell('write-line-other', { level: levelText(after) }));
    return EXIT.IOERR;
  }
  person.write(tell('write-line-done', { level: levelText(after), seconds: bank.leaseMs / 1000 }));
  return EXIT.OK;
}

/** A fan or a relay of a board: held for a while, then the board is left in its fail-safe. */
export async function writePart(
  plan: SitePlan,
  device: DevicePlan,
  line: BoardLine,
  wish: WriteWish,
  person: Person,
): Promise<number> {
  const part = partOf(device, wish, line.board.leaseMs);
  if (typeof part === 'string') return refuse(person, EXIT.USAGE, part);
  const watched = openBoard(line, 'watch');
  const before = await stateWhere(watched, line, () => true, person);
  await watched.close();
  if (before === undefined) return unreachable(plan, line, boardFault(watched), person);
  person.write(tell('write-part-head', { device: device.id, part: part.name, board: line.board.id }));
  const what = tell('write-part-what', { what: part.what, seconds: part.holdMs / 1000 });
  const state = tell('write-part-now', { state: part.now(before), why: tell(`board-${before.why}`) });
  person.write(tell('write-what', { what }));
  person.write(tell('write-now', { state }));
  for (const note of outputNote(plan, device)) person.write(note);
  const refused = await refusedBy(person, wish.yes);
  if (refused !== undefined) return refused;
  const driven = openBoard(line, 'drive');
  // A board that nobody commands stands in the fail-safe of the site once that is stored in it.
  driven.hold(part.changed(before.why === 'commanded' ? before : line.board.failSafe));
  const taken = await stateWhere(
    driven,
    line,
    (state) => state.why === 'commanded' && part.isTaken(state),
    person,
  );
  if (taken === undefined) {
    const fault = boardFault(driven);
    await driven.close();
    return unreachable(plan, line, fault, person);
  }
  person.write(tell('write-part-done', { state: part.now(taken) }));
  await pause(line.clock, part.holdMs, person);
  await driven.close();
  person.write(tell('write-part-ended'));
  return EXIT.OK;
}

type BoardState = MessageOf<'state'>;
type Outputs = Pick<BoardState, 'fansPct' | 'relays'>;

interface Part {
  readonly name: string;
  /** What is done with it. */
  readonly what: string;
  readonly holdMs: number;
  readonly now: (state: BoardState) => string;
  /** All outputs of the board as they stand, with this one changed. */
  readonly changed: (state: Outputs) => Outputs;
  readonly isTaken: (state: BoardState) => boolean;
}

/** What is wished of a part of a board, or what is wrong with it. */
function partOf({ id, unitId, definition }: DevicePlan, wish: WriteWish, leaseMs: number): Part | string {
  const [command] = definition.commands;
  if (command === undefined) return tell('write-part-read-only', { device: id });
  const order = writeOrderOf(definition, wish.target, wish.value);
  if (typeof order === 'string') return order;
  const [name, number] = wish.target.split('.');
  if (name !== command.name) return tell('write-part-no-registers', { command: command.name });
  const timed = command.kind === 'register' ? undefined : parseDuration(wish.value);
  const holdMs = timed ?? (wish.for === undefined ? leaseMs : parseDuration(wish.for));
  if (holdMs === undefined || holdMs <= 0) return tell('write-part-for', { given: wish.for ?? '' });
  if (command.kind === 'register') {
    const pct = Math.round(Number(wish.value.replace(/\s*%$/, '')));
    return {
      ...{ name: tell('write-part-fan', { number: unitId }), holdMs },
      what: tell('write-part-fan-at', { number: unitId, pct }),
      now: ({ fansPct }) => `${fansPct[unitId - 1] ?? '--'} %`,
      changed: ({ fansPct, relays }) => ({ fansPct: fansPct.with(unitId - 1, pct), relays }),
      isTaken: ({ fansPct }) => fansPct[unitId - 1] === pct,
    };
  }
  const index = Number(number) - 1;
  const isOn = wish.value !== 'off';
  return {
    ...{ name: tell('write-part-relay', { number: index + 1 }), holdMs },
    what: relayText(index + 1, isOn),
    now: ({ relays }) => tell(relays[index] === true ? 'write-on' : 'write-off'),
    changed: ({ fansPct, relays }) => ({ fansPct, relays: relays.with(index, isOn) }),
    isTaken: ({ relays }) => relays[index] === isOn,
  };
}

function unreachable(plan: SitePlan, { board }: BoardLine, fault: Fault | undefined, person: Person): number {
  const why = fault === undefined ? tell('scan-no-board') : tellFault(fault);
  refuse(person, EXIT.UNAVAILABLE, tell('found-and-mend', { found: board.id, mend: why }));
  for (const hint of ownerHint(plan, board.id, board.id)) person.write(hint);
  return EXIT.UNAVAILABLE;
}

function outputNote({ outputs }: SitePlan, { id }: DevicePlan): readonly string[] {
  const ids = outputs.filter(({ device }) => device === id).map((output) => output.id);
  return ids.length === 0 ? [] : [tell('write-mind', { what: tell('write-outputs', { outputs: ids }) })];
}

function refuse(person: Person, code: number, why: string): number {
  person.complain(tell('command-says', { command: 'write', why }));
  return code;
}

function relayText(relay: number, isOn: boolean): string {
  return tell(isOn ? 'write-relay-on' : 'write-relay-off', { relay });
}

function levelOf(lines: GpioBank, position: number): Promise<Result<boolean, Fault>> {
  return new Promise((resolve) => {
    lines.read((read) => resolve(read.ok ? { ok: true, value: read.value[position] === true } : read));
  });
}

function levelText(level: Result<boolean, Fault>): string {
  if (!level.ok) return tell('write-line-unreadable', { why: tellFault(level.fault) });
  return tell(level.value ? 'scan-energised' : 'scan-released');
}
