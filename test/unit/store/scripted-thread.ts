/** A thread whose other end is the test. */

import { message } from '../../../src/model/message.ts';
import type { StartThread, ThreadHandlers } from '../../../src/ports/thread.ts';
import type { StoreReply, StoreRequest } from '../../../src/store/messages.ts';

export interface ScriptedThread {
  readonly start: StartThread;
  /** Everything that was sent to any of the threads started. */
  readonly sent: StoreRequest[];
  readonly started: () => number;
  reply(message: StoreReply): void;
  /** Answers the open request: ready after `lastBatch`. */
  ready(lastBatch?: number): void;
  /** Answers the last write. */
  written(fault?: 'full'): void;
  end(why: string): void;
  readonly writes: () => readonly Extract<StoreRequest, { kind: 'write' }>[];
}

export function scriptedThread(): ScriptedThread {
  const sent: StoreRequest[] = [];
  let handlers: ThreadHandlers | undefined;
  let started = 0;
  const writes = () => sent.filter((request) => request.kind === 'write');
  const reply = (message: StoreReply): void => handlers?.message(message);
  return {
    sent,
    reply,
    writes,
    started: () => started,
    start: (given) => {
      started += 1;
      handlers = given;
      return { post: (message) => void sent.push(message as StoreRequest), stop: () => {} };
    },
    ready: (lastBatch = 0) => reply({ kind: 'ready', lastBatch, calibrations: [], events: [], fileBytes: 0 }),
    written(fault) {
      const id = writes().at(-1)?.batch.id ?? 0;
      const result =
        fault === undefined
          ? ({ ok: true, value: true } as const)
          : ({ ok: false, fault: { kind: fault, why: message('disk-full') } } as const);
      reply({ kind: 'written', id, result, calibrations: null, events: [], fileBytes: 0 });
    },
    end: (why) => handlers?.ended(why),
  };
}
