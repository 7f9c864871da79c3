/** The news that a line echoes, or does so no more. */

import type { State } from './bus-state.ts';

/** Reports an echo when a read has shown it, and again when it has gone, not for each opening of the link. */
export function tellEcho(state: State): void {
  const { isEchoing } = state.client;
  if (isEchoing === undefined || isEchoing === state.isEchoTold) return;
  state.isEchoTold = isEchoing;
  state.deps.onState({ kind: isEchoing ? 'echo-heard' : 'echo-gone' });
}
