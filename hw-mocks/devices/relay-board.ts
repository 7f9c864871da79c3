/** The relays of one command, coils or registers; those energised for a time release by themselves. */

import type { CoilCommand, RegisterRelayCommand, RelayCommand } from '../../src/devices/modbus/command.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { type DeviceAnswer, done, illegalValue } from '../faults/device-answer.ts';
import { type Alarm, createAlarm } from './alarm.ts';

/**
 * The meaning of a word written to an address: the relay, and for how long it is energised (0 releases, infinity
 * latches).
 */
interface Switching {
  readonly relay: number;
  readonly forMs: number;
}

/** The relays of one board. */
export interface RelayBoard {
  /** Table from which the relays are read. */
  readonly table: 'coil' | 'holding';
  /** Places the state of every relay. */
  show(place: (address: number, word: number) => void): void;
  /** Undefined: not an address of this board. */
  write(address: number, word: number): DeviceAnswer | undefined;
}

/** All relays released. `changed` gets the mask of those that are energised. */
export function createRelayBoard(
  command: RelayCommand,
  clock: Clock,
  changed: (mask: number) => void,
): RelayBoard {
  const state: State = {
    ...{ command, clock, changed, mask: 0 },
    untilMs: new Array(command.count).fill(0),
    release: createAlarm(clock, () => settle(state)),
  };
  return {
    table: command.kind === 'coil' ? 'coil' : 'holding',
    show(place) {
      state.untilMs.forEach((_, relay) => {
        place(command.address + relay, isOn(state, relay) ? 1 : 0);
      });
    },
    write: (address, word) => write(state, address, word),
  };
}

interface State {
  readonly command: RelayCommand;
  readonly clock: Clock;
  readonly changed: (mask: number) => void;
  /** Time until which each relay is energised: 0 is off, infinity is latched. */
  readonly untilMs: number[];
  readonly release: Alarm;
  mask: number;
}

/** Undefined: not an address of this board. */
function write(state: State, address: number, word: number): DeviceAnswer | undefined {
  const command = state.command;
  const meant = command.kind === 'coil' ? ofCoil(command, address, word) : ofRegister(command, address, word);
  if (meant === undefined || meant === 'illegal') return meant && illegalValue;
  state.untilMs[meant.relay] = meant.forMs === 0 ? 0 : state.clock.nowMs() + meant.forMs;
  return settle(state);
}

function isOn(state: State, relay: number): boolean {
  return (state.untilMs[relay] ?? 0) > state.clock.nowMs();
}

/** Reports a change of the mask, and sets the timer for the next release. */
function settle(state: State): DeviceAnswer {
  const mask = state.untilMs.reduce((sum, _, relay) => sum + (isOn(state, relay) ? 2 ** relay : 0), 0);
  const next = Math.min(...state.untilMs.filter((untilMs) => untilMs > state.clock.nowMs()));
  if (Number.isFinite(next)) state.release(next);
  if (mask !== state.mask) {
    state.mask = mask;
    state.changed(mask);
  }
  return done;
}

/** FC 05: 0xFF00 and 0x0000 at the coil itself, units of time at its flash address. */
function ofCoil(command: CoilCommand, address: number, word: number): Switching | 'illegal' | undefined {
  const { count, lease } = command;
  const coil = address - command.address;
  if (coil >= 0 && coil < count) {
    if (word !== 0xff00 && word !== 0x0000) return 'illegal';
    return { relay: coil, forMs: word === 0 ? 0 : Number.POSITIVE_INFINITY };
  }
  const flashed = coil - (lease?.offset ?? 0);
  if (lease === undefined || flashed < 0 || flashed >= count) return undefined;
  return word < 1 || word > lease.maxUnits ? 'illegal' : { relay: flashed, forMs: word * lease.unit };
}

/** FC 06: one word for on, one for off, a range of words for on for a time. */
function ofRegister(
  { address: first, count, on, off, lease }: RegisterRelayCommand,
  address: number,
  word: number,
): Switching | 'illegal' | undefined {
  const relay = address - first;
  if (relay < 0 || relay >= count) return undefined;
  if (word === on) return { relay, forMs: Number.POSITIVE_INFINITY };
  if (word === off) return { relay, forMs: 0 };
  const units = word - (lease?.base ?? 0);
  return lease === undefined || units < 1 || units > lease.maxUnits
    ? 'illegal'
    : { relay, forMs: units * lease.unit };
}
