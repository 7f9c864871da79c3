/** A worker for messages: another thread, or this one where time is virtual. */

export interface Thread {
  /** Copies the message and returns. Lost when the thread has ended. */
  post(message: unknown): void;
  /** Ends it without waiting; nothing is called any more. */
  stop(): void;
}

export interface ThreadHandlers {
  message(message: unknown): void;
  /** Called once, when the thread ended without `stop`; `why` is a sentence. */
  ended(why: string): void;
}

export type StartThread = (handlers: ThreadHandlers) => Thread;
