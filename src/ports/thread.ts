/** A worker for messages: another thread, or this one where time is virtual. */

/** A running worker. */
export interface Thread {
  /** Copies the message and returns. The message is lost if the thread has ended. */
  post(message: unknown): void;
  /** Ends it without waiting; no handler is called any more. */
  stop(): void;
}

/** The events of a worker. */
export interface ThreadHandlers {
  message(message: unknown): void;
  /** Called once if the thread ended without `stop`; `why` is a sentence. */
  ended(why: string): void;
}

/** Starts a worker. */
export type StartThread = (handlers: ThreadHandlers) => Thread;
