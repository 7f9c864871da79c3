/**
 * Keeps trouble with the console away from what the program does: a full disk behind it, a reader that is gone, a terminal
 * that stands still. Text that cannot be written is lost and counted, and told once when writing works again.
 */

import type { Writable } from 'node:stream';

/** Text that waits for a slow reader; more is lost. */
const WAITING_BYTES_MAX = 1_000_000;

/** What a guarded stream has to say of itself. */
export interface ConsoleGuard {
  /** Writes that were lost since the start. */
  readonly lost: number;
}

/** `readerGone` is called at each write that finds nobody on the other end. */
export function guardConsole(stream: Writable, readerGone: () => void = () => {}): ConsoleGuard {
  const state = { lost: 0, untold: 0 };
  const write = stream.write.bind(stream);
  const lose = (error?: Error | null): void => {
    state.lost += 1;
    state.untold += 1;
    if (error != null && 'code' in error && error.code === 'EPIPE') readerGone();
  };
  const written = (error?: Error | null): void => {
    if (error != null) lose(error);
    if (error != null || state.untold === 0 || stream.writableLength > 0) return;
    const told = `(${state.untold} lines were lost here: nobody took them, or the disk was full)\n`;
    state.untold = 0;
    write(told, (again) => {
      if (again != null) lose(again);
    });
  };
  stream.on('error', () => {
    // Counted by the write that failed; without a listener it would end the process.
  });
  stream.write = (text: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    const callback = rest.find((one) => typeof one === 'function') as
      | ((error?: Error | null) => void)
      | undefined;
    if (stream.writableLength > WAITING_BYTES_MAX) {
      lose();
      callback?.();
      return true;
    }
    try {
      return write(text, (error) => {
        written(error);
        callback?.();
      });
    } catch (error) {
      lose(error instanceof Error ? error : null);
      return true;
    }
  };
  return {
    get lost() {
      return state.lost;
    },
  };
}

/** A reader that does not read must not hold the control cycle: from now on text waits in this process, up to the limit. */
export function neverWaitForConsole(stream: Writable & { readonly _handle?: unknown }): void {
  const handle = stream._handle as { setBlocking?: (isBlocking: boolean) => void } | null | undefined;
  handle?.setBlocking?.(false);
}
