/** The alarm "the history cannot be written": raised once, cleared once. */

import type { Event } from '../../model/event.ts';
import { type Message, message } from '../../model/message.ts';

/** Events come in pairs, however often writing fails. */
export interface WriteAlarm {
  /** Why nothing can be written; null while it can. */
  readonly cause: Message | null;
  /** Gives the event to publish when the alarm is new; a further cause only replaces the one before. */
  raise(cause: Message, wallMs: number): readonly Event[];
  /** Gives the event to publish when the alarm was raised. */
  clear(wallMs: number, dropped: number): readonly Event[];
}

/** Not raised. `path` stands in the text. */
export function createWriteAlarm(path: string): WriteAlarm {
  let cause: Message | null = null;
  const event = (state: 'raised' | 'cleared', wallMs: number, told: Message): Event => {
    const severity = state === 'raised' ? 'alarm' : 'info';
    return { class: 'fault', severity, wallMs, subject: 'history', state, message: told };
  };
  return {
    get cause() {
      return cause;
    },
    raise(newCause, wallMs) {
      const isNew = cause === null;
      cause = newCause;
      if (!isNew) return [];
      const told = message('history-not-written', { path, why: newCause });
      return [event('raised', wallMs, told)];
    },
    clear(wallMs, dropped) {
      if (cause === null) return [];
      cause = null;
      const lost = dropped === 0 ? message('nothing-lost') : message('records-lost', { dropped });
      return [event('cleared', wallMs, message('history-written-again', { path, lost }))];
    },
  };
}
