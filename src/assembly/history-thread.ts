/** Entry point of the thread that owns the history file. */

import { deviceKeyBeside } from '../adapters/device-key.ts';
import { createSqliteFiles } from '../adapters/sqlite.ts';
import { insideThread } from '../adapters/worker-thread.ts';
import type { StoreRequest } from '../store/messages.ts';
import { createStoreHost } from '../store/owner/store-host.ts';

/** How long a command waits, at most, until somebody looks whether it wants to read. */
const LOOK_EVERY_MS = 500;

let answer: (message: unknown) => void = () => {};
const host = createStoreHost(createSqliteFiles(), (reply) => answer(reply), deviceKeyBeside);

insideThread((message, reply) => {
  answer = reply;
  host(message as StoreRequest);
});
setInterval(() => host({ kind: 'look' }), LOOK_EVERY_MS);
