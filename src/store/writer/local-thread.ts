/** The owner of the file in the caller's thread: for virtual time, for commands, for tests. */

import type { DatabaseFiles } from '../../ports/database.ts';
import type { StartThread } from '../../ports/thread.ts';
import type { StoreRequest } from '../messages.ts';
import { createStoreHost } from '../owner/store-host.ts';

/** Runs the store in the caller's thread. */
export function localThread(files: DatabaseFiles): StartThread {
  return (handlers) => {
    let isOver = false;
    const host = createStoreHost(files, (reply) => {
      if (!isOver) handlers.message(reply);
    });
    return {
      post: (message) => host(message as StoreRequest),
      stop() {
        isOver = true;
        host({ kind: 'close' });
      },
    };
  };
}
