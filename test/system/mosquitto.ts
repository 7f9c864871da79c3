/** Debian's broker on a port of the loopback. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf } from './outside-programs.ts';
import { answers, type Runner, type Running, until } from './running.ts';

/** Resolves once it listens. `directory` takes its configuration. */
export async function startMosquitto(runner: Runner, directory: string, port: number): Promise<Running> {
  const config = join(directory, 'mosquitto.conf');
  // As root it would change to a user that cannot read the folder.
  const user = process.getuid?.() === 0 ? 'user root\n' : '';
  writeFileSync(config, `${user}listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`);
  const broker = runner.program(pathOf('mosquitto') ?? 'mosquitto', '-c', config);
  await until(() => answers(port), 5000, 'mosquitto listens', broker.stderr);
  return broker;
}
