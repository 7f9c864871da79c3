/** When an answer to a command is recorded, and so sent. */

import type { Acknowledgement } from '../../model/command.ts';
import type { Journal } from '../../ports/journal.ts';

/**
 * What holds or ends something is answered with the snapshot that holds or ends it: an issuer that has the answer may rely on
 * it, whatever dies. What changes nothing is answered at once.
 */
export function answer(journal: Journal, ack: Acknowledgement, mayHold: boolean): void {
  if (mayHold && ack.code === 'OK' && ack.isDry !== true) journal.addWithCycle([ack]);
  else journal.add({ acks: [ack] });
}
