/** A thread of Node behind the port: messages are copied, an unexpected end is reported once. */

import { parentPort, Worker } from 'node:worker_threads';
import type { StartThread } from '../ports/thread.ts';

/** Heap limit: a leak ends the thread before it takes the gateway's memory. */
const HEAP_MB_MAX = 256;

/** Starts `script`, a module of the build, as a thread. */
export function workerThread(script: URL): StartThread {
  return (handlers) => {
    const worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } });
    let isOver = false;
    const over = (why: string): void => {
      if (isOver) return;
      isOver = true;
      handlers.ended(why);
    };
    worker.on('message', (message) => {
      if (!isOver) handlers.message(message);
    });
    worker.on('error', (error) => over(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => over(`the thread ended with code ${code}`));
    return {
      post(message) {
        if (!isOver) worker.postMessage(message);
      },
      stop() {
        isOver = true;
        void worker.terminate();
      },
    };
  };
}

/** The inside of such a thread: `take` gets each message and the way to reply. */
export function insideThread(take: (message: unknown, reply: (message: unknown) => void) => void): void {
  const port = parentPort;
  if (port === null) throw new Error('assertion: this module is the inside of a thread');
  port.on('message', (message) => take(message, (answer) => port.postMessage(answer)));
}
