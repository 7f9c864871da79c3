/**
 * Log lines for people on stderr, with the time of the site. Under systemd each line carries its priority
 * (sd-daemon(3)) for journald, which adds the time itself.
 */

import type { Log } from '../../ports/log.ts';

const underSystemd = process.env['JOURNAL_STREAM'] !== undefined;

/** `zone`: IANA name of the site's time zone. `shiftMs`: the clock is that of a simulated evening, and each line says so. */
export function createConsoleLog(zone: string, shiftMs = 0): Log {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' });
  const print = (level: keyof typeof priorities, text: string): void => {
    process.stderr.write(
      underSystemd
        ? `<${priorities[level]}>${text}\n`
        : `${shiftMs === 0 ? '' : 'shifted '}${time.format(Date.now() + shiftMs)} ${level.padEnd(7)} ${text}\n`,
    );
  };
  return {
    info: (text) => print('info', text),
    warn: (text) => print('warning', text),
    error: (text) => print('ALARM', text),
  };
}

const priorities = { info: 6, warning: 4, ALARM: 3 } as const;
