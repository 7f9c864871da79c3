/** A simulated board, what is connected to it, and its state. */

import type { MessageOf } from '../../firmware-bridge/protocol/messages.ts';

/** What is connected to the board. Fans, relays and sensors count from 0. */
export interface BoardBody {
  /** Called on change only, and once after each reset. */
  setFan(fan: number, pct: number): void;
  setRelays(relays: readonly boolean[]): void;
  /** Null: cannot be read. */
  fanRpm(fan: number): number | null;
  tempC(sensor: number): number | null;
  door(): 'open' | 'closed';
  inputs(): readonly boolean[];
}

/** What a board says of itself: its parts, its firmware. */
export type BoardFacts = Omit<MessageOf<'hello'>, 'kind' | 'seq' | 'version' | 'reset'>;

/** What fans (percent) and relays are set to, each from 0. */
export interface Outputs {
  readonly fansPct: readonly number[];
  readonly relays: readonly boolean[];
}

/** Whether every fan and every relay stands alike. */
export function isSameOutputs(one: Outputs, other: Outputs): boolean {
  return String(one.fansPct) === String(other.fansPct) && String(one.relays) === String(other.relays);
}
