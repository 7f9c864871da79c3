/** Entry point of the thread that owns the history file. */

import { createSqliteFiles } from '../adapters/sqlite.ts';
import { insideThread } from '../adapters/worker-thread.ts';
import { createStoreHost } from '../store/file/store-host.ts';
import type { StoreRequest } from '../store/messages.ts';

let answer: (message: unknown) => void = () => {};
const host = createStoreHost(createSqliteFiles(), (reply) => answer(reply));

insideThread((message, reply) => {
  answer = reply;
  host(message as StoreRequest);
});
