/** A source of commands to the station: the back office by MQTT; a page or another protocol in the same way. */

import type { Acknowledgement, Command, Refusal } from '../model/command.ts';
import type { Result } from '../model/result.ts';

/** A source of commands. */
export interface RequestSource {
  /** Called once, before the first cycle; from then on the source passes on what it receives, parsed. */
  listen(take: TakeCommand): void;
  /** Reports the outcome of a command that an earlier run took: its `answer` was lost with that run. */
  acknowledge?(ack: Acknowledgement): void;
}

/**
 * Takes one command, or why it could not be read. `answer` gets each acknowledgement of it: the first within the call,
 * others when the request that it holds is reached and ends. Gives what was done with it; `tried`: only asked what would be;
 * `repeated`: answered as before, and nothing done. Of a flood of refused and repeated ones not all are answered.
 */
export type TakeCommand = (
  command: Result<Command, Refusal>,
  answer: (ack: Acknowledgement) => void,
) => 'taken' | 'tried' | 'refused' | 'repeated';
