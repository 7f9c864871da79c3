/**
 * Log lines for people on stderr. Under systemd each line carries its priority (sd-daemon(3)), so that journald
 * files it right; it adds the time itself.
 */

import type { Log } from '../ports/log.ts';

const underSystemd = process.env['JOURNAL_STREAM'] !== undefined;

export function createConsoleLog(): Log {
  return {
    info: (text) => print('info', text),
    warn: (text) => print('warning', text),
    error: (text) => print('ALARM', text),
  };
}

const priorities = { info: 6, warning: 4, ALARM: 3 } as const;

function print(level: keyof typeof priorities, text: string): void {
  const time = new Date().toTimeString().slice(0, 8);
  process.stderr.write(
    underSystemd ? `<${priorities[level]}>${text}\n` : `${time} ${level.padEnd(7)} ${text}\n`,
  );
}
