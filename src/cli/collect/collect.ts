/** `quietpost collect`: what stations send into a database, and how complete it is. */

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { openCollectorSource } from '../../adapters/collector/collector-source.ts';
import { openFileStore } from '../../adapters/collector/file-store.ts';
import { openPostgresStore } from '../../adapters/collector/postgres-store.ts';
import { createSystemClock } from '../../adapters/system-clock.ts';
import { createCollector } from '../../collector/collector.ts';
import { completenessLines } from '../../collector/completeness.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { CollectorStore } from '../../ports/collector-store.ts';
import { createProgress } from '../terminal/progress.ts';
import { tell, tellMessage } from '../terminal/tell.ts';

/** The options as typed. `db`: a file, or the address of a PostgreSQL server. */
export interface CollectOptions {
  readonly broker: string;
  readonly db: string;
  /** Collectors of one name share the work. */
  readonly group: string;
  readonly client?: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** Families of topics that count. */
const FAMILIES = ['data', 'hist', 'pack', 'event', 'ack'];
const TELL_EVERY_MS = 60_000;
const SHOW_EVERY_MS = 1000;

/** Runs until it is asked to stop. */
export async function collect(options: CollectOptions): Promise<number> {
  const store = await opened(options.db);
  if (store === undefined) return EXIT.UNAVAILABLE;
  const clock = createSystemClock({ wallSync: 'assumed' });
  const progress = createProgress('quietpost collect');
  const report = (text: string): void => {
    progress.end();
    console.error(tell('command-says', { command: 'collect', why: text }));
  };
  const newId = (): string => `collect-${randomBytes(8).toString('hex')}`;
  const collector = createCollector({
    ...{ store, clock, tell: report, newId },
    publish: (topic, payload) => source.publish(topic, payload),
  });
  const { broker: url, username, passwordFile, caFile, certFile, keyFile } = options;
  const source = openCollectorSource(
    {
      ...{ url, username, passwordFile, caFile, certFile, keyFile, tell: report },
      clientId: options.client ?? `quietpost-collect-${options.group}-${hostname()}`,
      message: (topic, payload) => collector.take(topic, payload),
    },
    FAMILIES.map((family) => `$share/${options.group}/quietpost/v1/+/+/${family}/#`),
  );
  collector.start();
  const countsText = (): string => {
    const { received, stored, repeated, waiting, asked } = collector.counts();
    return tell('collect-counts', { received, stored, repeated, waiting, asked });
  };
  // On a terminal one line that moves; in a journal one a minute.
  const isTerminal = process.stderr.isTTY === true;
  const telling = isTerminal
    ? setInterval(() => progress.say(countsText()), SHOW_EVERY_MS)
    : setInterval(() => report(countsText()), TELL_EVERY_MS);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  clearInterval(telling);
  progress.end();
  await source.close();
  await collector.stop();
  await store.close();
  return EXIT.OK;
}

/** `quietpost collect status`. */
export async function collectStatus({ db }: { readonly db: string }): Promise<number> {
  const store = await opened(db, 'read');
  if (store === undefined) return EXIT.UNAVAILABLE;
  for (const line of completenessLines(await store.coverage())) console.log(line);
  await store.close();
  return EXIT.OK;
}

async function opened(db: string, mode: 'own' | 'read' = 'own'): Promise<CollectorStore | undefined> {
  try {
    return /^postgres(ql)?:\/\//.test(db)
      ? await openPostgresStore(db)
      : openFileStore(db, tellMessage, mode);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(tell('command-says', { command: 'collect', why: tell('collect-closed', { why }) }));
    return undefined;
  }
}
