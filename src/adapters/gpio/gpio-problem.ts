/** What is wrong with a line, thrown as an error that holds its message: the operating system's own words stay text. */

import type { Fault } from '../../model/fault.ts';
import { type Message, type MessageKey, message, plain } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';

/** An error to throw from inside a driver; `faultOf` finds the message again. */
export function gpioProblem(problem: Message): Error {
  return Object.assign(new Error(problem.key), { problem });
}

/** The fault of a read or a write that threw `error`. */
export function lineFault(error: unknown): Result<never, Fault> {
  return failed({ kind: 'link-down', detail: problemOf(error) });
}

function problemOf(error: unknown): Message {
  const { code, message: text, problem } = error as NodeJS.ErrnoException & { readonly problem?: Message };
  if (problem !== undefined) return problem;
  const known = code === undefined ? undefined : byCode[code];
  return known === undefined ? plain(text) : message(known);
}

/** What the kernel says of a line in sysfs. */
const byCode: Readonly<Record<string, 'gpio-forbidden' | 'gpio-busy' | 'gpio-no-sysfs'>> = {
  EACCES: 'gpio-forbidden',
  EPERM: 'gpio-forbidden',
  EBUSY: 'gpio-busy',
  EINVAL: 'gpio-no-sysfs',
} satisfies Record<string, MessageKey>;

/** The chip of the site file is none of those that are there. */
export function chipAbsent(labels: readonly string[], present: readonly string[]): Error {
  return gpioProblem(
    present.length === 0
      ? message('gpio-no-chips', { labels })
      : message('gpio-chip-absent', { labels, present }),
  );
}
