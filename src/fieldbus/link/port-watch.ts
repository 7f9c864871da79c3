/**
 * Looks, when answers fail, whether another process has the port open too. Two that read one port share its bytes
 * between them, so that each gets half an answer; nothing on the line shows it.
 */

import type { ByteLink } from '../../ports/field/byte-link.ts';

/** Looking goes through the files of every process. */
const LOOK_EVERY_MS = 60_000;

/** Looks at most once a minute, and only after a failure. `nowMs` is monotonic. */
export interface PortWatch {
  /** A question was not answered as it should be. */
  failed(nowMs: number): void;
}

/** `onUsers` is called once for each set of processes. */
export function createPortWatch(link: ByteLink, onUsers: (users: readonly string[]) => void): PortWatch {
  let lookedMs = Number.NEGATIVE_INFINITY;
  let told = '';
  return {
    failed(nowMs) {
      if (link.otherUsers === undefined || nowMs - lookedMs < LOOK_EVERY_MS) return;
      lookedMs = nowMs;
      link.otherUsers((users) => {
        const found = users.join();
        if (found !== '' && found !== told) onUsers(users);
        told = found;
      });
    },
  };
}
