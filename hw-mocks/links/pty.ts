/** Serial lines without hardware: one socat process joins two pseudo terminals. Linux only. */

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { failed, ok, type Result } from '../../src/model/result.ts';

/** Two pseudo terminals that are joined until `stop`. */
export interface PtyPair {
  /** The path that the gateway opens. */
  readonly clientPath: string;
  /** The path that the station opens. */
  readonly devicePath: string;
  /** Ends this socat process only. */
  stop(): void;
}

/** Why there is no pair; `detail` is what socat says. */
export type PtyFault =
  | { readonly kind: 'socat-missing' }
  | { readonly kind: 'failed'; readonly detail: string };

/** Starts socat with both ends linked below `directory` as `name` and `name.device`. */
export async function openPty(directory: string, name: string): Promise<Result<PtyPair, PtyFault>> {
  const clientPath = join(directory, name);
  const devicePath = `${clientPath}.device`;
  const child = spawn(
    'socat',
    ['-d', '-d', `pty,raw,echo=0,link=${clientPath}`, `pty,raw,echo=0,link=${devicePath}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const fault = await untilReady(child);
  if (fault !== undefined) return failed(fault);
  // socat has nothing to save, and takes two seconds to obey SIGTERM once the reader of its stderr is gone.
  return ok({ clientPath, devicePath, stop: () => child.kill('SIGKILL') });
}

/** With -d -d socat reports on stderr when both terminals are ready. */
function untilReady(child: ChildProcess): Promise<PtyFault | undefined> {
  return new Promise((resolve) => {
    let stderrText = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      // Reading on keeps the pipe from filling; only the first part matters.
      if (stderrText.length < 4096) stderrText += chunk.toString();
      if (stderrText.includes('starting data transfer loop')) resolve(undefined);
    });
    child.on('error', (problem: NodeJS.ErrnoException) => {
      resolve(
        problem.code === 'ENOENT' ? { kind: 'socat-missing' } : { kind: 'failed', detail: problem.message },
      );
    });
    child.on('exit', () => resolve({ kind: 'failed', detail: stderrText.trim() }));
  });
}
