/** How far a long command is, on stderr of a terminal and after a moment; nothing where nobody looks. */

import { tell } from './tell.ts';

/** The line of one command. */
export interface Progress {
  /** `done` from 0 to 1. Cheap: call it as often as it changes. */
  at(done: number): void;
  /** Of what has no end that is known: counts so far. */
  say(text: string): void;
  /** Clears the line: what follows stands where it stood. */
  end(): void;
}

/** Where the line goes. `nowMs` is monotonic. */
export interface ProgressScreen {
  readonly isTerminal: boolean;
  readonly nowMs: () => number;
  readonly write: (text: string) => void;
}

/** Before that, the answer itself is soon enough. */
const QUIET_MS = 2000;
const EVERY_MS = 500;

/** Shows nothing for two seconds: a quick command needs no line. */
export function createProgress(what: string, screen: ProgressScreen = stderrScreen()): Progress {
  const startMs = screen.nowMs();
  let nextMs = startMs + QUIET_MS;
  let isShown = false;
  const show = (text: (spentMs: number) => string): void => {
    if (!screen.isTerminal) return;
    const nowMs = screen.nowMs();
    if (nowMs < nextMs) return;
    nextMs = nowMs + EVERY_MS;
    isShown = true;
    screen.write(`\r\u001b[K${text(nowMs - startMs)}`);
  };
  return {
    at: (done) =>
      show((spentMs) =>
        tell('progress-at', { what, percent: Math.floor(100 * done), left: leftText(done, spentMs) }),
      ),
    say: (count) => show(() => tell('progress-say', { what, count })),
    end() {
      if (isShown) screen.write('\r\u001b[K');
      isShown = false;
    },
  };
}

/** What is left at the pace so far; early on nobody knows. */
function leftText(done: number, spentMs: number): string {
  if (done < 0.05) return '';
  const leftS = Math.ceil((spentMs * (1 - done)) / done / 1000);
  return leftS < 90
    ? tell('seconds-left', { seconds: leftS })
    : tell('minutes-left', { minutes: Math.ceil(leftS / 60) });
}

function stderrScreen(): ProgressScreen {
  return {
    isTerminal: process.stderr.isTTY === true,
    nowMs: () => performance.now(),
    write: (text) => void process.stderr.write(text),
  };
}
