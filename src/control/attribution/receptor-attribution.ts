/** How much of the sound at a receptor is the equipment's, and how sure that is. */

import type { Message } from '../../model/message.ts';
import type { EquipmentChange, GateState } from '../../model/sound/gate.ts';

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
  /** False: nothing was learned yet, and the level is that of the site file. */
  readonly isLearned: boolean;
  /** A change of the world is suspected here, or was found a short time ago. */
  readonly change: EquipmentChange;
}
