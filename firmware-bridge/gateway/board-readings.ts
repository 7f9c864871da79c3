/** Reports of a board as readings of channels: `<board>.fan.speed.1`, `<board>.temperature.2`, counted from 1. */

import type { Fault } from '../../src/model/fault.ts';
import { message } from '../../src/model/message.ts';
import { isPlausible, type Quantity } from '../../src/model/quantity.ts';
import { bad, type ChannelId, good, type Reading } from '../../src/model/reading.ts';
import type { MessageOf } from '../protocol/messages.ts';

/** A channel and its reading. */
export type ChannelReading = readonly [ChannelId, Reading];

/** The outputs that the board applies: `fan.setpoint.n`, and `relay.coils` with relay 1 as bit 0. */
export function readingsOfState(board: string, state: MessageOf<'state'>, takenMs: number): ChannelReading[] {
  return [
    ...state.fansPct.map((pct, index) => reading(board, 'fan.setpoint', index + 1, pct, takenMs)),
    reading(board, 'relay.coils', undefined, maskOf(state.relays), takenMs),
  ];
}

/**
 * The measurements: `fan.speed.n`, `temperature.n`, `device.status.door` (1 open, 0 closed; absent without a contact)
 * and `device.status.inputs` (input 1 as bit 0).
 */
export function readingsOfSense(board: string, sense: MessageOf<'sense'>, takenMs: number): ChannelReading[] {
  const { fansRpm, tempsC, door, inputs } = sense;
  const status = (part: string, value: number): ChannelReading =>
    reading(board, 'device.status', part, value, takenMs);
  return [
    ...fansRpm.map((rpm, index) => reading(board, 'fan.speed', index + 1, rpm, takenMs)),
    ...tempsC.map((tempC, index) => reading(board, 'temperature', index + 1, tempC, takenMs)),
    ...(door === 'none' ? [] : [status('door', door === 'open' ? 1 : 0)]),
    ...(inputs.length === 0 ? [] : [status('inputs', maskOf(inputs))]),
  ];
}

const unreadable: Fault = {
  kind: 'rejected',
  detail: message('board-sensor-broken'),
};

function reading(
  board: string,
  quantity: Quantity,
  part: number | string | undefined,
  value: number | null,
  takenMs: number,
): ChannelReading {
  const channel = part === undefined ? `${board}.${quantity}` : `${board}.${quantity}.${part}`;
  if (value === null) return [channel, bad(unreadable, takenMs)];
  if (!isPlausible(quantity, value)) return [channel, bad({ kind: 'implausible', value }, takenMs)];
  return [channel, good(value, takenMs)];
}

function maskOf(contacts: readonly boolean[]): number {
  return contacts.reduce((mask, isClosed, index) => (isClosed ? mask | (1 << index) : mask), 0);
}
