/** The stream of the station: the whole view, then what has changed. A stream that says nothing is lost, and said to be. */

import type { NowView } from '../../web/view/now-view.ts';

/** What the stream has said so far; the view is undefined before its first message. */
export interface Live {
  readonly view: NowView | undefined;
  /** When the last message came, ms; null while the stream lives. */
  readonly lostMs: number | null;
}

/** A message comes each second. */
const LOST_MS = 3500;
const LOOK_MS = 500;
const AGAIN_MS = 2000;

/** Calls `changed` with each new state; the returned function ends it. */
export function followStation(language: string, changed: (live: Live) => void): () => void {
  let view: NowView | undefined;
  let messageMs = Date.now();
  let lostMs: number | null = null;
  let source: EventSource | undefined;
  let openedMs = 0;

  const take = (next: NowView | undefined): void => {
    messageMs = Date.now();
    lostMs = null;
    view = next;
    changed({ view, lostMs });
  };
  const open = (): void => {
    openedMs = Date.now();
    source?.close();
    source = new EventSource(`/api/stream?lang=${language}`);
    source.addEventListener('whole', ({ data }) => {
      const whole = JSON.parse(data) as NowView;
      // The cycle that was shown already: the page answers, the station behind it does not go on.
      if (whole.head.cycle !== view?.head.cycle) take(whole);
    });
    source.addEventListener('change', ({ data }) => {
      const change = JSON.parse(data) as Partial<NowView>;
      take(view === undefined && !('head' in change) ? undefined : ({ ...view, ...change } as NowView));
    });
  };
  const look = setInterval(() => {
    const now = Date.now();
    if (now - messageMs < LOST_MS) return;
    lostMs ??= messageMs;
    changed({ view, lostMs });
    // One that was half open for long says nothing more; so does one that was refused.
    if (now - openedMs > Math.max(AGAIN_MS, LOST_MS)) open();
  }, LOOK_MS);
  open();
  return () => {
    clearInterval(look);
    source?.close();
  };
}
