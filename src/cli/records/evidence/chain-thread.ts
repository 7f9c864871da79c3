/** Entry point of the thread that recomputes the chain of a large history while `verify` recomputes the seal. */

import { createSqliteFiles } from '../../../adapters/sqlite.ts';
import { insideThread } from '../../../adapters/worker-thread.ts';
import { verifyChain } from '../../../store/evidence/verify-chain.ts';

insideThread((path, reply) => {
  const opened = createSqliteFiles().open(String(path), 'read');
  if (!opened.ok) return reply(opened);
  const { value: db } = opened;
  const report = db.attempt('read', verifyChain);
  db.close();
  return reply(report);
});
