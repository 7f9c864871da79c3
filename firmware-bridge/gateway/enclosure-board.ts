/**
 * The board in a cover as the gateway sees it: readings of channels, events in words, and one place to say each cycle
 * what its fans and relays shall be.
 */

import type { Event } from '../../src/model/event.ts';
import { bad, type ChannelId, type Reading } from '../../src/model/reading.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { LineLink } from '../../src/ports/line-link.ts';
import { boardEvent } from './board-events.ts';
import { type ChannelReading, readingsOfSense, readingsOfState } from './board-readings.ts';
import type { BoardView } from './board-view.ts';
import type { Setting } from './command.ts';
import { createBoardSession } from './session.ts';

export interface EnclosureBoardDeps {
  /** Of the device in the site file. */
  readonly id: string;
  readonly link: LineLink;
  readonly clock: Clock;
  readonly jitter: () => number;
  /** Percent of each fan and state of each relay that the board keeps; its lengths say what the board must have. */
  readonly failSafe: Setting;
  readonly leaseMs: number;
  /** Never commands and keeps nothing in the board. */
  readonly isObserver?: boolean | undefined;
  onReading(channel: ChannelId, reading: Reading): void;
  onEvent(event: Event): void;
}

export interface EnclosureBoard {
  start(): void;
  /** Fail-safe, then closed. */
  stop(done: () => void): void;
  /**
   * What the outputs shall be: percent of each fan, relays by their number from 1 that shall be energised. Called in
   * every control cycle; a cycle that stops calling loses the outputs one lease later.
   */
  drive(fansPct: readonly number[], energised: readonly number[]): void;
  /** How the board stands and why, for whoever must know before the first command. */
  readonly view: BoardView;
}

export function createEnclosureBoard(deps: EnclosureBoardDeps): EnclosureBoard {
  const { id, clock, leaseMs } = deps;
  /** Every channel ever given: each turns bad when the board is lost. */
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

/** The board takes whole percent. Half a percent is inaudible; a value outside 0 to 100 is a programmer's error. */
function toSetting(fansPct: readonly number[], relays: readonly boolean[]): Setting {
  return { fansPct: fansPct.map(Math.round), relays };
}
