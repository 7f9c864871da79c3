/** How the process ends: on request, or after a programmer error; in both cases the field is left safe. */

import { constants } from 'node:os';
import type { FileSink } from '../adapters/file-sink.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { StopKind } from '../gateway/outputs/boards.ts';
import { EXIT } from '../model/exit-code.ts';
import type { ControlMode } from '../plan/control-plan.ts';
import type { History } from '../ports/history-writer.ts';
import type { Log } from '../ports/log.ts';
import type { Northbound } from './northbound.ts';
import type { OpenBroker } from './open-broker.ts';

/** How to end, and the exit code. */
export interface Asked {
  readonly code: number;
  readonly how: StopKind;
}

/** After the request to stop nothing may keep the process alive longer than this. */
const SHUTDOWN_MS = 2500;
const HISTORY_CLOSE_MS = 2000;
const LINGER_MS = 300;

/** All others that would end the process at once and can be caught. Those of a broken program (SIGSEGV) cannot: leases hold. */
const OTHER_SIGNALS = [
  ...(['SIGQUIT', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGABRT', 'SIGTRAP', 'SIGSYS'] as const),
  ...(['SIGXCPU', 'SIGXFSZ', 'SIGIO', 'SIGPWR', 'SIGSTKFLT'] as const),
].filter((signal) => signal in constants.signals);

/** Node would open its debugger to everybody on this computer; a listener takes the signal's place. */
export function refuseDebugger(): void {
  process.on('SIGUSR1', () => {});
}

/**
 * Exit code 0 on request, 70 after a programmer error, which must also leave the field safe. It goes
 * on listening: a second Ctrl-C, which npm passes on by itself, must not end the process before the field is safe.
 */
export function untilAskedToStop(
  log: Log,
  mode: ControlMode,
  isHandover: () => boolean,
  reload?: () => void,
): Promise<Asked> {
  const outputs = mode === 'advise' ? 'outputs left as they stand' : 'outputs to fail-safe';
  return new Promise<Asked>((resolve) => {
    let isStopping = false;
    const stop = (code: number, logReason: () => void): void => {
      if (!isStopping) logReason();
      isStopping = true;
      resolve({ code, how: 'final' });
    };
    const asked = (how: string) => () => stop(0, () => log.info(`${how}: ${outputs}, then links closed.`));
    const terminated = (): void => {
      if (isStopping || !isHandover()) {
        asked('terminated')();
        return;
      }
      isStopping = true;
      log.info('terminated for the next gateway: outputs keep their leases, links closed.');
      resolve({ code: 0, how: 'handover' });
    };
    const broken = (error: unknown): void => {
      const text = error instanceof Error ? error.stack : error;
      stop(EXIT.SOFTWARE, () => log.error(`programming error, stopping, ${outputs}: ${text}`));
    };
    process.on('SIGINT', asked('interrupted'));
    process.on('SIGTERM', terminated);
    process.on('SIGHUP', isService() && reload !== undefined ? reload : asked('terminal or session closed'));
    for (const signal of OTHER_SIGNALS) process.on(signal, asked(signal));
    process.on('uncaughtException', broken);
    process.on('unhandledRejection', broken);
  });
}

/** Under systemd a hang-up is a request to read the settings again; from a terminal it is the end of it. */
function isService(): boolean {
  return process.env['NOTIFY_SOCKET'] !== undefined || process.env['INVOCATION_ID'] !== undefined;
}

/** What is closed before the process ends. */
interface Leaving {
  readonly gateway: Gateway;
  readonly northbound: Northbound;
  readonly sink: FileSink | undefined;
  readonly history: History | undefined;
}

/** Field, back office and files at once, each with its own time. */
export async function leave(
  { gateway, northbound, sink, history }: Leaving,
  how: Asked['how'],
): Promise<void> {
  await shutdown([
    (done) => gateway.stop(done, how),
    (done) => northbound.stop('shutdown', done),
    (done) => (sink === undefined ? done() : sink.close(done)),
    (done) => (history === undefined ? done() : history.close(HISTORY_CLOSE_MS, done)),
  ]);
}

/** A port that does not close, or a client that does not disconnect, must not hold the process any longer. */
export async function ended(code: number, broker: OpenBroker): Promise<number> {
  setTimeout(() => process.exit(code), LINGER_MS).unref();
  await broker.close();
  return code;
}

/** Runs all steps at once; resolves when all are done, or at the deadline even if one of them hangs. */
function shutdown(steps: readonly ((done: () => void) => void)[]): Promise<unknown> {
  const all = Promise.all(steps.map((step) => new Promise<void>((resolve) => step(resolve))));
  const deadline = new Promise<void>((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref());
  return Promise.race([all, deadline]);
}
