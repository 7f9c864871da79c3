/** How much of the sound at a receptor is the equipment's, and how sure that is. */

import type { Message } from '../../model/message.ts';

/**
 * `trusted`: the figures may be used. `learning`: the equipment was not yet measured moving for long enough.
 * `not-excited`: nothing has moved for a day. `undetermined`: measured, but the equipment cannot be told apart.
 * `no-meter`: there is no sample.
 */
export const gateStates = ['trusted', 'learning', 'not-excited', 'undetermined', 'no-meter'] as const;

/** One of `gateStates`. */
export type GateState = (typeof gateStates)[number];

/** What attribution says of one receptor in one cycle. */
export interface ReceptorAttribution {
  readonly receptor: string;
  /** LAeq of the latest second, dB; null without one. */
  readonly totalDb: number | null;
  /** Level of fans and electronics now, dB; null where the site has no source. */
  readonly equipmentDb: number | null;
  /** Level of the steady rest, dB: city, road, the fans of the cars, without passing events. */
  readonly backgroundDb: number | null;
  /** Standard uncertainty of the equipment level over the last minute, dB. */
  readonly uncertaintyDb: number | null;
  readonly gate: GateState;
  /** Why the gate has this state, one sentence. */
  readonly reason: Message;
}
