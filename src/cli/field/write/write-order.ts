/**
 * From `quietpost write` on the command line to its single request, and a description of it: a command of the
 * definition (`setpoint 55`, `relays.3 10s`) or a bare register (`0x2000 5`, `coil:3 on`, `holding:28:float32 2`).
 */

import { suggestion } from '../../../config/problems/suggest.ts';
import type { Command, RegisterCommand, RelayCommand } from '../../../devices/modbus/command.ts';
import type { DeviceDefinition } from '../../../devices/modbus/definition.ts';
import { encodeRegisterCommand, encodeRelayCommand } from '../../../devices/modbus/encode.ts';
import { describedIn } from '../../../language/described-in.ts';
import { sayPhrase } from '../../../language/say-phrase.ts';
import { parseDuration } from '../../../model/duration.ts';
import { isPlausible, specOf } from '../../../model/quantity.ts';
import type { ModbusRequest } from '../../../ports/field/modbus-client.ts';
import { hex } from '../../terminal/columns.ts';
import { languageHere } from '../../terminal/language.ts';
import { tell } from '../../terminal/tell.ts';

/** The arguments as typed: a device, its register or command, a value. */
export interface WriteWish {
  readonly device: string;
  readonly target: string;
  readonly value: string;
  /** The person has already confirmed. */
  readonly yes: boolean;
  /** Of a part of a board: how long it is held. */
  readonly for?: string;
}

/** One write, ready to be sent, with all that a person has to know of it. */
export interface WriteOrder {
  readonly request: Exclude<ModbusRequest, { kind: 'read' }>;
  /** What it does, for the confirmation. */
  readonly what: string;
  /** What the person should know first. */
  readonly cautions: readonly string[];
  /** How to check whether it was taken: the read and the value expected. */
  readonly readBack: Extract<ModbusRequest, { kind: 'read' }>;
  readonly expected: readonly number[];
}

/** The order, or what is wrong with it. */
export function writeOrderOf(
  definition: DeviceDefinition,
  target: string,
  value: string,
): WriteOrder | string {
  const [name = '', relay] = target.split('.');
  const command = definition.commands.find((one) => one.name === name);
  if (command?.kind === 'register') return setOrder(command, value);
  if (command !== undefined) return relayOrder(command, Number(relay), value);
  const bare = /^(?:(holding|coil):)?(0x[0-9a-f]{1,4}|\d{1,5})(?::([a-z0-9]+))?$/i.exec(target);
  if (bare === null) return unknown(definition.commands, target);
  const [, table = 'holding', address = '', type = 'uint16'] = bare;
  if (Number(address) > 0xffff) return tell('write-address', { address });
  return table === 'coil' ? coilOrder(Number(address), value) : registerOrder(Number(address), type, value);
}

function unknown(commands: readonly Command[], target: string): string {
  const names = commands.map((one) => (one.kind === 'register' ? one.name : `${one.name}.1`));
  const fix = sayPhrase(languageHere(), suggestion(target, names, 'nouns-commands'));
  return tell('write-unknown', { target, fix });
}

function setOrder(command: RegisterCommand, text: string): WriteOrder | string {
  const { unit, min, max } = specOf(command.quantity);
  const value = Number(text.replace(/\s*%$/, ''));
  if (text.trim() === '' || !isPlausible(command.quantity, value))
    return tell('write-range', { command: command.name, min, max, unit, given: text });
  const word = encodeRegisterCommand(command, value);
  const { address, minStep, lease } = command;
  const isEeprom = (minStep ?? 0) > 0;
  return {
    request: { kind: 'write-register', address, value: word },
    what: tell('write-set', {
      ...{ command: command.name, value, unit, address: hex(address) },
      word: `${word} (${hex(word)})`,
    }),
    cautions: [
      ...(isEeprom ? [tell('write-eeprom')] : []),
      lease === undefined ? tell('write-stays') : describedIn(languageHere(), lease.note),
    ],
    readBack: { kind: 'read', table: 'holding', address, count: 1 },
    expected: [word],
  };
}

/** `on`, `off`, or a duration for a board that times its relays. */
function relayOrder(command: RelayCommand, relay: number, text: string): WriteOrder | string {
  const { name, count, lease } = command;
  if (!Number.isInteger(relay) || relay < 1 || relay > count)
    return tell('write-one-relay', { first: `${name}.1`, last: `${name}.${count}` });
  const forMs = parseDuration(text);
  const isTimed = forMs !== undefined && forMs > 0;
  if (isTimed && lease === undefined) return tell('write-untimed', { command: name });
  if (!isTimed && text !== 'on' && text !== 'off')
    return tell(lease === undefined ? 'write-relay-takes' : 'write-relay-takes-time', { given: text });
  // Without its lease the command switches permanently.
  const { lease: _, ...plain } = command;
  const request = isTimed
    ? encodeRelayCommand(command, relay, true, forMs)
    : encodeRelayCommand(plain as RelayCommand, relay, text === 'on', 0);
  const isOn = isTimed || text === 'on';
  const address = command.address + relay - 1;
  const said = isTimed
    ? tell('write-relay-for', { relay, time: text })
    : tell(text === 'on' ? 'write-relay-on' : 'write-relay-off', { relay });
  const wire = { relay: said, address: hex(request.address), word: hex(request.value) };
  return {
    request,
    what: tell(request.kind === 'write-coil' ? 'write-relay-coil' : 'write-relay-register', wire),
    cautions: text === 'on' ? [tell('write-stays-on')] : [],
    readBack: { kind: 'read', table: command.kind === 'coil' ? 'coil' : 'holding', address, count: 1 },
    expected: [isOn ? 1 : 0],
  };
}

function coilOrder(address: number, text: string): WriteOrder | string {
  const words: Readonly<Record<string, number>> = { on: 0xff00, '1': 0xff00, off: 0, '0': 0 };
  const value = words[text] ?? wholeNumber(text, 0, 0xffff);
  if (value === undefined) return tell('write-coil-takes', { given: text });
  return {
    request: { kind: 'write-coil', address, value },
    what: tell('write-coil', { address: hex(address), word: hex(value) }),
    cautions: [],
    readBack: { kind: 'read', table: 'coil', address, count: 1 },
    expected: [value === 0 ? 0 : 1],
  };
}

function registerOrder(address: number, type: string, text: string): WriteOrder | string {
  const words = wordsFor(type, text);
  if (typeof words === 'string') return words;
  const [first = 0] = words;
  const last = address + words.length - 1;
  if (last > 0xffff) return tell('write-past-end', { type, address: hex(address) });
  const shown = words.map((word) => hex(word)).join(' ');
  const said = { address: hex(address), value: text, type, words: shown };
  return {
    request:
      words.length === 1
        ? { kind: 'write-register', address, value: first }
        : { kind: 'write-registers', address, values: words },
    what: tell(words.length > 1 ? 'write-registers' : 'write-register', said),
    cautions: [tell('write-bare')],
    readBack: { kind: 'read', table: 'holding', address, count: words.length },
    expected: words,
  };
}

const scratch = new DataView(new ArrayBuffer(4));

/** The words of a number, most significant first, or what is wrong with it. */
function wordsFor(type: string, text: string): readonly number[] | string {
  const ranges: Readonly<Record<string, readonly [min: number, max: number]>> = {
    uint16: [0, 0xffff],
    int16: [-0x8000, 0x7fff],
    uint32: [0, 0xffff_ffff],
    int32: [-0x8000_0000, 0x7fff_ffff],
  };
  const range = ranges[type];
  if (type === 'float32') {
    if (text.trim() === '' || !Number.isFinite(Number(text))) return tell('write-no-number', { given: text });
    scratch.setFloat32(0, Number(text));
  } else if (range === undefined) {
    return tell('write-no-type', { given: type, types: Object.keys(ranges) });
  } else {
    const value = wholeNumber(text, ...range);
    if (value === undefined) return tell('write-whole', { type, min: range[0], max: range[1], given: text });
    if (range[1] <= 0xffff) return [value & 0xffff];
    scratch.setUint32(0, value >>> 0);
  }
  return [scratch.getUint16(0), scratch.getUint16(2)];
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  if (!/^-?(0x[0-9a-f]+|\d+)$/i.test(text)) return undefined;
  const value = text.startsWith('-') ? -Number(text.slice(1)) : Number(text);
  return value >= min && value <= max ? value : undefined;
}
