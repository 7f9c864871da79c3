/**
 * Messages to systemd, sd_notify(3). Node has no datagram sockets of the local kind, so `systemd-notify` sends them; it is
 * part of systemd itself.
 */

import { execFile } from 'node:child_process';
import type { Log } from '../../ports/log.ts';

/** As long as one message may take; the next one follows anyway. */
const SEND_MS = 10_000;

/** The service manager that started this process. */
export interface ServiceManager {
  /** Time after which it gives the process up; null: it does not watch. */
  readonly timeoutMs: number | null;
  /** Never waits; a failure is told once. */
  notify(state: string): void;
}

/** Undefined where no service manager waits for messages: on a desktop, under another init. */
export function serviceManager(log: Log, env: NodeJS.ProcessEnv = process.env): ServiceManager | undefined {
  if (env['NOTIFY_SOCKET'] === undefined) return undefined;
  const watchdogUs = Number(env['WATCHDOG_USEC'] ?? Number.NaN);
  let isTold = false;
  return {
    timeoutMs: Number.isFinite(watchdogUs) && watchdogUs > 0 ? watchdogUs / 1000 : null,
    notify(state) {
      execFile('systemd-notify', [state], { timeout: SEND_MS, env }, (error) => {
        if (error === null || isTold) return;
        isTold = true;
        log.error(
          `the service manager could not be told "${state}": ${error.message.trim()}. Its watchdog may end us.`,
        );
      });
    },
  };
}
