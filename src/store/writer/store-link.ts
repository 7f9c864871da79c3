/** Runs the thread that owns the file: starts it, opens the file through it, starts a new one whatever ended it. */

import { type Message, message } from '../../model/message.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { StartThread, Thread } from '../../ports/thread.ts';
import type { HistorySession, StoreReply, StoreRequest } from '../messages.ts';

/** One kind of reply. */
export type Reply<Kind extends StoreReply['kind']> = Extract<StoreReply, { kind: Kind }>;

/** What the link calls, never before it was started nor after it was stopped. */
export interface LinkHandlers {
  checkpoint(reply: Reply<'checkpoint'>): void;
  ready(reply: Reply<'ready'>): void;
  written(reply: Reply<'written'>): void;
  answer(reply: Reply<'answer'>): void;
  closed(): void;
  /**
   * Nothing that was sent will be answered; the link starts a new thread by itself. `why` is told. `isPassing`: the next one
   * may well read what this one could not.
   */
  down(why: Message, isPassing: boolean): void;
}

/** The link to the thread of the store. */
export interface StoreLink {
  start(): void;
  send(request: StoreRequest): void;
  readonly isReady: boolean;
  /** Ends the thread for good. */
  stop(): void;
}

/** From the loss of a thread to the start of the next one. */
export const LINK_RETRY_MS = 10_000;
/** The same where somebody else had the file for a moment. */
export const LINK_BUSY_MS = 1000;

interface LinkOptions {
  readonly start: StartThread;
  readonly clock: Clock;
  readonly session: Omit<HistorySession, 'wallMs'>;
}

/** Starts nothing before `start`. */
export function createStoreLink({ start, clock, session }: LinkOptions, handlers: LinkHandlers): StoreLink {
  let thread: Thread | undefined;
  let isReady = false;
  let isOver = false;
  let ioFaults = 0;
  let cancelRetry: Cancel = () => {};

  function open(): void {
    const started = start({
      message: (message) => take(message as StoreReply),
      ended: (why) => lost(message('history-thread-ended', { why }), LINK_RETRY_MS, true),
    });
    thread = started;
    const opening = { ...session, wallMs: clock.wallMs(), ioFaults };
    started.post({ kind: 'open', session: opening } satisfies StoreRequest);
  }

  function take(reply: StoreReply): void {
    if (isOver) return;
    if (reply.kind === 'checkpoint') handlers.checkpoint(reply);
    else if (reply.kind === 'ready') {
      isReady = true;
      ioFaults = 0;
      handlers.ready(reply);
    } else if (reply.kind === 'not-ready') {
      ioFaults = reply.fault.kind === 'io' ? ioFaults + 1 : 0;
      const isBusy = reply.fault.kind === 'busy';
      lost(reply.fault.why, isBusy ? LINK_BUSY_MS : LINK_RETRY_MS, isBusy);
    } else if (reply.kind === 'written') handlers.written(reply);
    else if (reply.kind === 'answer') handlers.answer(reply);
    else handlers.closed();
  }

  /** The whole recovery is a new thread, which opens the file again. */
  function lost(why: Message, retryMs: number, isPassing: boolean): void {
    if (isOver) return;
    isReady = false;
    thread?.stop();
    thread = undefined;
    cancelRetry = clock.at(clock.nowMs() + retryMs, open);
    handlers.down(why, isPassing);
  }

  return {
    start: open,
    get isReady() {
      return isReady;
    },
    send: (request) => thread?.post(request),
    stop() {
      isOver = true;
      isReady = false;
      cancelRetry();
      thread?.stop();
      thread = undefined;
    },
  };
}
