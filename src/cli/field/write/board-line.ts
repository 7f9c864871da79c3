/** A board in an enclosure as a technician's command uses it: watched, or driven for as long as the command runs. */

import type { BoardView } from '../../../../firmware-bridge/gateway/board-view.ts';
import { createEnclosureBoard } from '../../../../firmware-bridge/gateway/enclosure-board.ts';
import type { MessageOf } from '../../../../firmware-bridge/protocol/messages.ts';
import type { Fault } from '../../../model/fault.ts';
import type { BoardPlan } from '../../../plan/site-plan.ts';
import type { Cancel, Clock } from '../../../ports/clock.ts';
import type { LineLink } from '../../../ports/field/line-link.ts';
import type { Person } from '../../../ports/person.ts';

/** A board, and the line to it. */
export interface BoardLine {
  readonly board: BoardPlan;
  readonly link: LineLink;
  readonly clock: Clock;
}

/** What can be done with a board whose line is open. */
export interface OpenBoard {
  readonly view: BoardView;
  /** Drives all outputs so until it is closed. */
  hold(setting: Pick<MessageOf<'state'>, 'fansPct' | 'relays'>): void;
  /** A board that was driven gets its fail-safe first. */
  close(): Promise<void>;
}

/** A board that says nothing is greeted after three seconds; its answer takes no longer. */
const BOARD_MAX_MS = 8000;
const LOOK_MS = 50;
const CLOSE_MAX_MS = 1000;
/** As the control cycle of a gateway does. */
const DRIVE_MS = 500;

/** Opens the line: only to watch, or to drive. */
export function openBoard({ board, link: bare, clock }: BoardLine, how: 'watch' | 'drive'): OpenBoard {
  const { link, closed } = closable(bare, clock);
  const unit = createEnclosureBoard({
    ...{ id: board.id, link, clock, jitter: Math.random },
    ...{ failSafe: board.failSafe, leaseMs: board.leaseMs, isObserver: how === 'watch' },
    onReading: () => {},
    onEvent: () => {},
  });
  let cancel: Cancel = () => {};
  unit.start();
  return {
    view: unit.view,
    hold({ fansPct, relays }) {
      const energised = relays.flatMap((isOn, index) => (isOn ? [index + 1] : []));
      const beat = (): void => {
        unit.drive(fansPct, energised);
        cancel = clock.at(clock.nowMs() + DRIVE_MS, beat);
      };
      beat();
    },
    close() {
      cancel();
      return new Promise((resolve) => {
        unit[how === 'watch' ? 'leave' : 'stop'](() => closed(resolve));
      });
    },
  };
}

/** A port lets go after `close` has returned, and it can be opened again only then. `closed`: calls when it has. */
function closable(bare: LineLink, clock: Clock) {
  let isOpen = false;
  let tell: () => void = () => {};
  const link: LineLink = {
    ...bare,
    open(handlers) {
      isOpen = true;
      bare.open({
        ...handlers,
        closed(fault) {
          isOpen = false;
          handlers.closed(fault);
          tell();
        },
      });
    },
  };
  const closed = (done: () => void): void => {
    const cancel = clock.at(clock.nowMs() + CLOSE_MAX_MS, done);
    tell = () => {
      cancel();
      done();
    };
    if (!isOpen) tell();
  };
  return { link, closed };
}

/** The first state of the board that is right; undefined when none comes in time. */
export async function stateWhere(
  { view }: OpenBoard,
  { clock }: BoardLine,
  isRight: (state: MessageOf<'state'>) => boolean,
  person: Person,
): Promise<MessageOf<'state'> | undefined> {
  const endMs = clock.nowMs() + BOARD_MAX_MS;
  while (clock.nowMs() < endMs && !person.signal.aborted) {
    const { hello, state } = view;
    if (hello !== undefined && state !== undefined && isRight(state.report)) return state.report;
    await pause(clock, LOOK_MS, person);
  }
  return undefined;
}

/** Why nothing came of it, as far as the line knows. */
export function boardFault({ view }: OpenBoard): Fault | undefined {
  return view.fault;
}

/** Lasts this long, or until the person stops it. */
export async function pause(clock: Clock, ms: number, { signal }: Person): Promise<void> {
  const endMs = clock.nowMs() + ms;
  while (!signal.aborted && clock.nowMs() < endMs) {
    const atMs = Math.min(endMs, clock.nowMs() + LOOK_MS);
    await new Promise<void>((resolve) => clock.at(atMs, resolve));
  }
}
