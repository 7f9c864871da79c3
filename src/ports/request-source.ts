/** Somebody who may ask something of the station: the back office by MQTT; a page or another protocol the same way. */

import type { Acknowledgement, Command, Refusal } from '../model/command.ts';
import type { Result } from '../model/result.ts';

export interface RequestSource {
  /** Called once, before the first cycle: from then on the source hands over what it receives, parsed. */
  listen(take: TakeCommand): void;
  /** Says what has become of a command that a run before took: its `answer` died with it. */
  acknowledge?(ack: Acknowledgement): void;
}

/**
 * Takes one command, or why it could not be read. `answer` gets each acknowledgement of it: the first within the
 * call, and another when what it holds ends. Gives what was done with it; `repeated`: answered as before, and
 * nothing done.
 */
export type TakeCommand = (
  command: Result<Command, Refusal>,
  answer: (ack: Acknowledgement) => void,
) => 'taken' | 'refused' | 'repeated';
