/**
 * `quietpost scan` of what is no bus with unit ids: relays on GPIO lines of this computer, and a board in an enclosure.
 * Nothing is moved: lines are read where that can be done without moving them, and the board is only listened to.
 */

import type { BoardView } from '../../../firmware-bridge/gateway/board-view.ts';
import { createEnclosureBoard } from '../../../firmware-bridge/gateway/enclosure-board.ts';
import { boardLinkOf } from '../../assembly/bus-links.ts';
import { openBanks } from '../../assembly/gpio-banks.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { Fault } from '../../model/fault.ts';
import type { Result } from '../../model/result.ts';
import type { BankPlan, BoardPlan, SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { GpioBank } from '../../ports/field/gpio.ts';
import type { LineLink } from '../../ports/field/line-link.ts';
import type { Log } from '../../ports/log.ts';
import type { Person } from '../../ports/person.ts';
import { tell, tellFault } from '../terminal/tell.ts';
import { type FieldPlan, ownerHint } from './place/field-plan.ts';

/** A board that says nothing is greeted after three seconds; its answer takes no longer. */
const BOARD_MAX_MS = 6000;
const LOOK_MS = 50;

/** Undefined where `bus` is neither. Gives the exit code. */
export function scanHere(
  plan: SitePlan,
  bus: string,
  clock: Clock,
  person: Person,
): Promise<number> | undefined {
  const banks = plan.banks.filter((bank) => bank.bus === bus);
  if (banks.length > 0) return scanLines(plan, banks, openBanks(banks), person);
  const board = plan.boards.find(({ id }) => id === bus);
  if (board === undefined) return undefined;
  const log: Log = { info: () => {}, warn: person.complain, error: person.complain };
  return scanBoard(plan, board, { link: boardLinkOf(board, clock, log), clock }, person);
}

/** Prints how each line stands. */
export async function scanLines(
  plan: FieldPlan,
  banks: readonly BankPlan[],
  lines: Readonly<Record<string, GpioBank>>,
  person: Person,
): Promise<number> {
  let code: number = EXIT.OK;
  for (const bank of banks) {
    const read = await new Promise<Result<readonly boolean[], Fault>>((resolve) =>
      lines[bank.device]?.read(resolve),
    );
    if (!read.ok) {
      complainOf(person, bank.device, tellFault(read.fault));
      for (const hint of ownerHint(plan, bank.bus, bank.device)) person.write(hint);
      code = EXIT.UNAVAILABLE;
      continue;
    }
    bank.lines.forEach((line, index) => {
      const level = tell(read.value[index] === true ? 'scan-energised' : 'scan-released');
      person.write(
        tell('scan-line', { device: bank.device, number: index + 1, line, chip: bank.chip, level }),
      );
    });
  }
  return code;
}

/** Prints what a board says of itself: who it is, how its outputs stand and why, and what it measures. */
export async function scanBoard(
  plan: FieldPlan,
  board: BoardPlan,
  { link, clock }: { readonly link: LineLink; readonly clock: Clock },
  person: Person,
): Promise<number> {
  const unit = createEnclosureBoard({
    ...{ id: board.id, link, clock, jitter: Math.random },
    ...{ failSafe: board.failSafe, leaseMs: board.leaseMs, isObserver: true },
    onReading: () => {},
    onEvent: () => {},
  });
  const endMs = clock.nowMs() + BOARD_MAX_MS;
  unit.start();
  while (!isKnown(unit.view) && clock.nowMs() < endMs && !person.signal.aborted) {
    await new Promise<void>((resolve) => clock.at(clock.nowMs() + LOOK_MS, resolve));
  }
  const { hello, fault } = unit.view;
  for (const line of boardLines(board, unit.view)) person.write(line);
  await new Promise<void>((resolve) => unit.leave(resolve));
  if (hello !== undefined) return EXIT.OK;
  complainOf(person, board.id, fault === undefined ? tell('scan-no-board') : tellFault(fault));
  for (const hint of ownerHint(plan, board.id, board.id)) person.write(hint);
  return person.signal.aborted ? EXIT.INTERRUPTED : EXIT.UNAVAILABLE;
}

function complainOf(person: Person, id: string, fault: string): void {
  const why = tell('system-at', { path: id, why: fault });
  person.complain(tell('command-says', { command: 'scan', why }));
}

function isKnown({ hello, state, sense }: BoardView): boolean {
  return hello !== undefined && state !== undefined && sense !== undefined;
}

function boardLines({ failSafe }: BoardPlan, { hello, state, sense }: BoardView): readonly string[] {
  if (hello === undefined) return [];
  const { fans, relays, temperatures, inputs, doors } = hello;
  const wanted = { fans: failSafe.fansPct.length, relays: failSafe.relays.length };
  const isFit = fans === failSafe.fansPct.length && relays === failSafe.relays.length;
  return [
    tell('scan-board', {
      ...{ board: hello.board, firmware: hello.firmware, version: hello.version },
      ...{ fans, relays, temperatures, inputs, doors },
    }),
    ...(isFit ? [] : [tell('scan-board-differs', wanted)]),
    ...(state === undefined
      ? []
      : [
          tell('scan-board-outputs', {
            why: tell(`board-${state.report.why}`),
            fans: state.report.fansPct.join(', '),
            relays: state.report.relays.map(Number).join(''),
          }),
        ]),
    ...(sense === undefined
      ? []
      : [
          tell('scan-board-sense', {
            fans: sense.report.fansRpm.map((rpm) => rpm ?? '--').join(', '),
            temperatures: sense.report.tempsC.map((tempC) => tempC ?? '--').join(', '),
            door: sense.report.door,
          }),
        ]),
  ];
}
