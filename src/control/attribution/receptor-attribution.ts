/** How much of the sound at a receptor is the equipment's, and whether that may be said. */

import type { Message } from '../../model/message.ts';

/**
 * `learning`: too little heard of the equipment moving. `trusted`: the figures may be used. `not-excited`: nothing has
 * moved for a day. `undetermined`: heard, but not to be told apart. `no-meter`: nothing is heard.
 */
export const gateStates = ['trusted', 'learning', 'not-excited', 'undetermined', 'no-meter'] as const;

export type GateState = (typeof gateStates)[number];

export interface ReceptorAttribution {
  readonly receptor: string;
  /** LAeq of the latest second, dB; null without one. */
  readonly totalDb: number | null;
  /** Level of fans and electronics now, dB; null where the site has no source. */
  readonly equipmentDb: number | null;
  /** Level of the steady rest: city, road, the fans of the cars; passing events are not in it. */
  readonly backgroundDb: number | null;
  /** Standard uncertainty of the equipment level over the last minute, dB. */
  readonly uncertaintyDb: number | null;
  readonly gate: GateState;
  /** Why the gate stands as it does, one sentence. */
  readonly reason: Message;
}
