/**
 * Keeps the link of a bus open: opens at the start, opens again after every loss with growing pauses and no last try,
 * and gives up a link on which nothing has answered for a while (a half-open socket, a gateway that hangs).
 */

import type { Fault } from '../../model/fault.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';

const PAUSE_FIRST_MS = 250;
/** With its jitter not above 10 s: nobody who has mended a line should wait longer to see it. */
const PAUSE_LAST_MS = 8000;
const SILENCE_MAX_MS = 5000;
/** Before a link that was given up for its silence is tried again: the next 5 s of silence come on top. */
const PAUSE_SILENT_MS = 4000;
const silenceDetail = 'nothing on the bus answered for 5 s';

export interface LinkKeeperDeps {
  readonly clock: Clock;
  readonly jitter: () => number;
  open(): void;
  close(): void;
  /** On change only. After silence `up` waits for the first answer: an open socket proves nothing then. */
  onState(state: 'up' | 'down', fault: Fault): void;
}

export interface LinkKeeper {
  /** Why nothing can be asked now; undefined while the link is open or is being opened for the first time. */
  readonly fault: Fault | undefined;
  readonly reopened: number;
  start(): void;
  stop(): void;
  opened(): void;
  lost(fault: Fault): void;
  requested(nowMs: number): void;
  answered(): void;
  /** A request failed: closes the link when there was no answer from anybody for long. */
  unanswered(nowMs: number): void;
}

export function createLinkKeeper(deps: LinkKeeperDeps): LinkKeeper {
  let fault: Fault | undefined;
  let isSilent = false;
  let awaitsAnswer = false;
  let isStopped = false;
  let isUp = false;
  let isDownAnnounced = false;
  let opens = 0;
  let pauseMs = PAUSE_FIRST_MS;
  let unansweredSinceMs: number | undefined;
  let cancel: Cancel | undefined;
  let cancelGiveUp: Cancel | undefined;

  function announce(up: boolean, reason: Fault): void {
    if (up ? isUp : isDownAnnounced) return;
    isUp = up;
    isDownAnnounced = !up;
    deps.onState(up ? 'up' : 'down', reason);
  }

  function giveUp(): void {
    isSilent = true;
    awaitsAnswer = true;
    deps.close();
  }

  return {
    get fault() {
      return fault;
    },
    get reopened() {
      return Math.max(0, opens - 1);
    },
    start: () => deps.open(),
    stop() {
      isStopped = true;
      cancel?.();
      cancelGiveUp?.();
      fault = { kind: 'link-down', detail: 'stopped' };
      deps.close();
    },
    opened() {
      opens++;
      fault = undefined;
      unansweredSinceMs = undefined;
      if (!awaitsAnswer) announce(true, { kind: 'link-down', detail: 'open' });
    },
    lost(reason) {
      cancelGiveUp?.();
      if (isStopped) return;
      fault = isSilent ? { kind: 'link-down', detail: silenceDetail } : reason;
      if (isSilent) pauseMs = Math.min(PAUSE_SILENT_MS, pauseMs);
      isSilent = false;
      announce(false, fault);
      cancel = deps.clock.at(deps.clock.nowMs() + pauseMs * (1 + 0.2 * deps.jitter()), deps.open);
      pauseMs = Math.min(PAUSE_LAST_MS, pauseMs * 2);
    },
    requested(nowMs) {
      // Devices that were silent are asked ever more seldom: this time the next failure would come too late.
      if (unansweredSinceMs === undefined && awaitsAnswer)
        cancelGiveUp = deps.clock.at(nowMs + SILENCE_MAX_MS, giveUp);
      unansweredSinceMs ??= nowMs;
    },
    answered() {
      cancelGiveUp?.();
      unansweredSinceMs = undefined;
      pauseMs = PAUSE_FIRST_MS;
      if (isUp) return;
      awaitsAnswer = false;
      announce(true, { kind: 'link-down', detail: 'open' });
    },
    unanswered(nowMs) {
      if (unansweredSinceMs === undefined || nowMs - unansweredSinceMs < SILENCE_MAX_MS) return;
      giveUp();
    },
  };
}
