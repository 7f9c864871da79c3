/** A link in memory: the test sees what is written and says what comes back and when. */

import assert from 'node:assert';
import { plain } from '../../../src/model/message.ts';
import type { ByteLink, LinkHandlers } from '../../../src/ports/field/byte-link.ts';
import type { FakeClock } from './fake-clock.ts';

export interface ScriptedLink extends ByteLink {
  /** What was written, with its time. */
  readonly written: { readonly atMs: number; readonly bytes: Uint8Array }[];
  readonly opens: number;
  /** Every open was followed by its close. */
  readonly isClosed: boolean;
  /** Next opens fail at once. */
  refuses: boolean;
  /** Called with each frame written. */
  onWrite: (bytes: Uint8Array) => void;
  /** Bytes to the client after a while; lost when the link closes before. */
  reply(bytes: Uint8Array, afterMs?: number): void;
  drop(): void;
}

export function createScriptedLink(clock: FakeClock): ScriptedLink {
  let handlers: LinkHandlers | undefined;
  let isOpen = false;
  let opens = 0;
  function end(detail: string): void {
    const ended = handlers;
    if (ended === undefined) return;
    isOpen = false;
    handlers = undefined;
    ended.closed({ kind: 'link-down', detail: plain(detail) });
  }
  const link: ScriptedLink = {
    written: [],
    get opens() {
      return opens;
    },
    get isClosed() {
      return handlers === undefined;
    },
    refuses: false,
    onWrite: () => {},
    open(given) {
      assert(handlers === undefined, 'opened while not closed');
      handlers = given;
      opens++;
      clock.at(clock.nowMs(), () => {
        if (handlers !== given) return;
        if (link.refuses) {
          end('refused');
          return;
        }
        isOpen = true;
        given.opened();
      });
    },
    write(bytes) {
      assert(isOpen, 'written while closed');
      link.written.push({ atMs: clock.nowMs(), bytes });
      link.onWrite(bytes);
    },
    close: () => end('closed'),
    reply(bytes, afterMs = 0) {
      const receiver = handlers;
      clock.at(clock.nowMs() + afterMs, () => {
        if (isOpen && handlers === receiver) receiver?.data(bytes);
      });
    },
    drop: () => end('dropped'),
  };
  return link;
}
