/** What the gateway itself writes to the console and the journal. */

import { dictionaries, type Language } from '../language/languages.ts';
import { say } from '../language/say.ts';
import type { Event } from '../model/event.ts';
import type { Log } from '../ports/log.ts';

/** Told at the start of a site that moves nothing. */
export const ADVISE =
  'mode advise: decides and publishes, and moves nothing; the devices stand as they are. Write "mode: auto" to let it move.';

/** Told at a stop that leaves the outputs to the gateway that follows. */
export const HANDED_OVER = 'every output keeps its value and its lease for the next gateway.';

/** The last message: whether the field is known to be safe. */
export function logFieldState(log: Log, unconfirmed: readonly string[]): void {
  if (unconfirmed.length === 0) log.info('every output stands in its fail-safe value.');
  else
    log.error(
      `fail-safe not confirmed by ${unconfirmed.join(', ')}: they take it by themselves when their lease ends. Check them.`,
    );
}

/** One line of the console and the journal. */
export function logEvent(log: Log, event: Event, language: Language = 'en'): void {
  const text = say(dictionaries[language], event.message);
  if (event.severity === 'alarm') log.error(text);
  else if (event.severity === 'warning') log.warn(text);
  else log.info(text);
}
