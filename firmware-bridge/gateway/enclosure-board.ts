/**
 * The board in an enclosure as the gateway sees it: readings of channels, events, and one function that sets its fans
 * and relays each cycle.
 */

import type { Event } from '../../src/model/event.ts';
import { bad, type ChannelId, type Reading } from '../../src/model/reading.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { LineLink } from '../../src/ports/field/line-link.ts';
import { boardEvent } from './board-events.ts';
import { type ChannelReading, readingsOfSense, readingsOfState } from './board-readings.ts';
import type { BoardView } from './board-view.ts';
import type { Setting } from './command.ts';
import { createBoardSession } from './session.ts';

/** What a board needs. */
export interface EnclosureBoardDeps {
  /** Id of the device in the site file. */
  readonly id: string;
  readonly link: LineLink;
  readonly clock: Clock;
  readonly jitter: () => number;
  /** Percent of each fan and state of each relay that the board stores; its lengths say what the board must have. */
  readonly failSafe: Setting;
  readonly leaseMs: number;
  /** Never commands and stores nothing in the board. */
  readonly isObserver?: boolean | undefined;
  onReading(channel: ChannelId, reading: Reading): void;
  onEvent(event: Event): void;
}

/** One board. */
export interface EnclosureBoard {
  start(): void;
  /** Sends fail-safe, then closes. */
  stop(done: () => void): void;
  /** Closes, and leaves the outputs to their lease. */
  leave(done: () => void): void;
  /**
   * Sets the outputs: percent of each fan, and the numbers (from 1) of the relays to energise. Called in every control
   * cycle; one lease after the last call the board takes its fail-safe.
   */
  drive(fansPct: readonly number[], energised: readonly number[]): void;
  /** State of the board and its reason, for those who need it before the first command. */
  readonly view: BoardView;
}

/** A board over one link. */
export function createEnclosureBoard(deps: EnclosureBoardDeps): EnclosureBoard {
  const { id, clock, leaseMs } = deps;
  /** Every channel ever given, because all turn bad when the board is lost. */
  const channels = new Set<ChannelId>();
  const failSafe = toSetting(deps.failSafe.fansPct, deps.failSafe.relays);
  const session = createBoardSession({
    link: deps.link,
    clock,
    jitter: deps.jitter,
    failSafe,
    leaseMs,
    isObserver: deps.isObserver,
    onReport: (report, takenMs) =>
      give(
        report.kind === 'state' ? readingsOfState(id, report, takenMs) : readingsOfSense(id, report, takenMs),
      ),
    onLost: (fault) => give([...channels].map((channel) => [channel, bad(fault, clock.nowMs())])),
    onEvent: (event) => deps.onEvent(boardEvent(id, event, leaseMs, clock.wallMs())),
  });

  function give(readings: readonly ChannelReading[]): void {
    for (const [channel, reading] of readings) {
      channels.add(channel);
      deps.onReading(channel, reading);
    }
  }

  return {
    start: session.start,
    stop: session.stop,
    leave: session.leave,
    drive: (fansPct, energised) =>
      session.wish(
        toSetting(
          fansPct,
          failSafe.relays.map((_, index) => energised.includes(index + 1)),
        ),
      ),
    view: session.view,
  };
}

/** The board takes whole percent: half a percent is inaudible. Asserts 0 to 100. */
function toSetting(fansPct: readonly number[], relays: readonly boolean[]): Setting {
  return { fansPct: fansPct.map(Math.round), relays };
}
