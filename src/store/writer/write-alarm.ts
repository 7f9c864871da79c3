/** Tells once that the history cannot be written, and once that it can again. */

import type { Event } from '../../model/event.ts';

export interface TroubleTeller {
  /** Null while there is none. */
  readonly now: string | null;
  /** Gives the event to publish, the first time. */
  failed(why: string, wallMs: number): readonly Event[];
  recovered(wallMs: number, dropped: number): readonly Event[];
}

export function createTroubleTeller(path: string): TroubleTeller {
  let now: string | null = null;
  const event = (state: 'raised' | 'cleared', wallMs: number, text: string): Event => {
    const severity = state === 'raised' ? 'alarm' : 'info';
    return { class: 'fault', severity, wallMs, subject: 'history', state, text };
  };
  return {
    get now() {
      return now;
    },
    failed(why, wallMs) {
      const isNew = now === null;
      now = why;
      if (!isNew) return [];
      const text = `the history ${path} cannot be written: ${why}. Control goes on; what happens now is kept in memory for a while and written later.`;
      return [event('raised', wallMs, text)];
    },
    recovered(wallMs, dropped) {
      if (now === null) return [];
      now = null;
      const lost = dropped === 0 ? 'nothing was lost' : `${dropped} records were lost since the start`;
      return [event('cleared', wallMs, `the history ${path} is written again; ${lost}.`)];
    },
  };
}
