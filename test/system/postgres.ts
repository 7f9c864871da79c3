/** Debian's PostgreSQL on a socket of its own, in a folder that goes with the test. */

import { spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathOf } from './outside-programs.ts';
import { until } from './running.ts';

export interface Postgres {
  /** postgres://... over the socket. */
  readonly url: string;
  kill(): Promise<void>;
  /** Again, after `kill`. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** It refuses to run as root. */
const NOBODY = 65_534;

export async function createPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-pg-'));
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if ('uid' in asNobody) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  const made = spawnSync(pathOf('initdb') ?? 'initdb', ['-D', data, '-U', 'quietpost', '-A', 'trust', '-N'], {
    ...asNobody,
    cwd: folder,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  let server: ReturnType<typeof spawn> | undefined;
  const start = async (): Promise<void> => {
    const args = ['-D', data, '-k', folder, '-c', 'listen_addresses='];
    const running = spawn(pathOf('postgres') ?? 'postgres', args, { ...asNobody, cwd: folder });
    server = running;
    let told = '';
    running.stderr.on('data', (bytes: Buffer) => {
      told += bytes.toString();
    });
    await until(
      () => told.includes('ready to accept connections'),
      20_000,
      'PostgreSQL is ready',
      () => told,
    );
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = server;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill(signal);
    await until(() => ending.exitCode !== null || ending.signalCode !== null, 10_000, 'PostgreSQL ends');
  };
  await start();
  return {
    url: `postgres://quietpost@/postgres?host=${encodeURIComponent(folder)}`,
    start,
    kill: () => end('SIGQUIT'),
    async remove() {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
