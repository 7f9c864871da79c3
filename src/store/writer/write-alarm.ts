/** The alarm "the history cannot be written": raised once, cleared once. */

import type { Event } from '../../model/event.ts';

export interface WriteAlarm {
  /** Why nothing can be written; null while it can. */
  readonly cause: string | null;
  /** Gives the event to publish when the alarm is new; a further cause only replaces the one before. */
  raise(cause: string, wallMs: number): readonly Event[];
  /** Gives the event to publish when the alarm was raised. */
  clear(wallMs: number, dropped: number): readonly Event[];
}

export function createWriteAlarm(path: string): WriteAlarm {
  let cause: string | null = null;
  const event = (state: 'raised' | 'cleared', wallMs: number, text: string): Event => {
    const severity = state === 'raised' ? 'alarm' : 'info';
    return { class: 'fault', severity, wallMs, subject: 'history', state, text };
  };
  return {
    get cause() {
      return cause;
    },
    raise(newCause, wallMs) {
      const isNew = cause === null;
      cause = newCause;
      if (!isNew) return [];
      const text = `the history ${path} cannot be written: ${newCause}. Control goes on; what happens now is kept in memory for a while and written later.`;
      return [event('raised', wallMs, text)];
    },
    clear(wallMs, dropped) {
      if (cause === null) return [];
      cause = null;
      const lost = dropped === 0 ? 'nothing was lost' : `${dropped} records were lost since the start`;
      return [event('cleared', wallMs, `the history ${path} is written again; ${lost}.`)];
    },
  };
}
