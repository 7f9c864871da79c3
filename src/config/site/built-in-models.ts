/**
 * Devices without a definition file: the parts of an enclosure board, and relays on GPIO lines. They have no register
 * map. Their points and commands have the form of a definition, so that everything else treats them as any device.
 */

import type { Command } from '../../devices/modbus/command.ts';
import type { DeviceDefinition, Point } from '../../devices/modbus/definition.ts';
import { type Quantity, specOf } from '../../model/quantity.ts';

const boardModels = ['board-fan', 'board-temperature', 'board-relays', 'board-contacts'] as const;
type BoardModel = (typeof boardModels)[number];

/** Relays on the lines of a GPIO chip. */
export const gpioModel = 'gpio-relays';
/** Every model without a file in config/devices. */
export const builtInModels: readonly string[] = [...boardModels, gpioModel];

/** Most relays and temperature sensors a board has (firmware-bridge/PROTOCOL.md). */
const BOARD_RELAYS_MAX = 8;

/** Most temperature sensors of a board (firmware-bridge/PROTOCOL.md). */
export const BOARD_TEMPERATURES_MAX = 4;

/** Whether the model is a part of an enclosure board. */
export function isBoardModel(model: string): model is BoardModel {
  return (boardModels as readonly string[]).includes(model);
}

/** The definition of a built-in model, undefined for all others. `lineCount` is the number of relays on GPIO. */
export function builtInDefinition(model: string, lineCount: number): DeviceDefinition | undefined {
  if (isBoardModel(model)) return boardDefinitions[model];
  if (model !== gpioModel) return undefined;
  return definition(gpioModel, 'Relays on GPIO lines', {
    onSilence:
      'The kernel keeps the levels of lines whose process has died. Nothing beyond this computer falls back.',
    points: [point('relay.coils')],
    commands: [{ name: 'relays', kind: 'coil', address: 0, count: Math.max(1, lineCount) }],
  });
}

const boardSilence = 'The board falls to the fail-safe it keeps when the lease of the last command ends.';

const boardDefinitions: Readonly<Record<BoardModel, DeviceDefinition>> = {
  'board-fan': definition('board-fan', 'Fan on an enclosure board', {
    onSilence: boardSilence,
    points: [point('fan.speed'), point('fan.setpoint')],
    commands: [
      {
        name: 'setpoint',
        kind: 'register',
        quantity: 'fan.setpoint',
        address: 0,
        unit: '%',
        lease: { kind: 'traffic', note: boardSilence },
      },
    ],
  }),
  'board-temperature': definition('board-temperature', 'Temperature sensor on an enclosure board', {
    onSilence: boardSilence,
    points: [point('temperature')],
    commands: [],
  }),
  'board-relays': definition('board-relays', 'Relays of an enclosure board', {
    onSilence: boardSilence,
    points: [point('relay.coils')],
    commands: [
      {
        name: 'relays',
        kind: 'coil',
        address: 0,
        count: BOARD_RELAYS_MAX,
        lease: { kind: 'flash', offset: 0x100, unit: 1, maxUnits: 60_000 },
      },
    ],
  }),
  'board-contacts': definition('board-contacts', 'Door and other contacts of an enclosure board', {
    onSilence: boardSilence,
    points: [point('device.status', 'door'), point('device.status', 'inputs')],
    commands: [],
  }),
};

function definition(
  model: string,
  title: string,
  own: {
    readonly onSilence: string;
    readonly points: readonly Point[];
    readonly commands: readonly Command[];
  },
): DeviceDefinition {
  return {
    model,
    title,
    source: 'quietpost',
    confidence: 'A',
    verified: true,
    serial: { baud: 115_200, format: '8N1' },
    maxRegistersPerRead: 1,
    minGapMs: 0,
    responseTimeoutMs: 300,
    holes: 'forbidden',
    unassigned: 'zero',
    ...own,
  };
}

/** A point without an address of its own: built-in parts are not read by registers. */
function point(quantity: Quantity, part?: string): Point {
  const { min, max, unit } = specOf(quantity);
  return {
    id: part === undefined ? quantity : `${quantity}.${part}`,
    quantity,
    table: 'holding',
    address: 0,
    type: 'uint16',
    wordOrder: 'msw-first',
    width: 1,
    unit: unit as Point['unit'],
    scale: 1,
    sentinels: [],
    min,
    max,
    everyMs: undefined,
    countedBy: undefined,
  };
}
