/** Every shipped definition drives a simulated device, which must read back what it was given and told. */

import { describe, expect, test } from 'vitest';
import { createSimulatedDevice } from '../../hw-mocks/devices/simulated-device.ts';
import { createVirtualClock } from '../../hw-mocks/virtual-clock.ts';
import { conversions } from '../../src/devices/description/units.ts';
import { decodeBlock } from '../../src/devices/modbus/decode.ts';
import type { DeviceDefinition, Point } from '../../src/devices/modbus/definition.ts';
import { encodeRegisterCommand, encodeRelayCommand } from '../../src/devices/modbus/encode.ts';
import { type Line, serialLine, tcpLine } from '../../src/devices/modbus/line.ts';
import { planReads } from '../../src/devices/modbus/read-plan.ts';
import { registerTypeSpecs } from '../../src/devices/modbus/register-types.ts';
import { relocate } from '../../src/devices/modbus/relocate.ts';
import { createRatios } from '../../src/gateway/inputs/ratios.ts';
import type { DevicePlan } from '../../src/plan/site-plan.ts';
import type { ModbusRequest } from '../../src/ports/field/modbus-client.ts';
import { createTableModel } from '../unit/hw-mocks/fixtures.ts';
import { shippedDefinitions } from './shipped-definitions.ts';

const lines: readonly (readonly [name: string, line: Line])[] = [
  ['a slow line', serialLine({ baud: 1200, format: '8E1' })],
  ['a fast line', serialLine({ baud: 115_200, format: '8N1' })],
  ['TCP', tcpLine],
];

for (const { name, definition } of shippedDefinitions()) {
  // A base that is not 0, where the definition has one, moves everything.
  const placed = relocate(definition, definition.base === undefined ? 0 : 40_069);
  describe(name, () => {
    test.each(lines)('reads back what it shows, planned for %s', (_, line) => {
      const truth = new Map(placed.points.map((point, index) => [point.id, valueFor(point, index)]));
      const read = readAll(placed, truth, line);
      expect([...read.keys()].sort()).toEqual(placed.points.map((point) => point.id).sort());
      for (const point of placed.points) {
        const [value, shown] = [truth.get(point.id) ?? Number.NaN, read.get(point.id) ?? Number.NaN];
        expect(Math.abs(shown - value), `${point.id}: ${value} reads ${shown}`).toBeLessThanOrEqual(
          stepOf(placed, point),
        );
      }
    });
  });
}

/** Asks for every block of the plan as a bus does, twice, so that ratios are known the second time. */
function readAll(
  definition: DeviceDefinition,
  truth: ReadonlyMap<string, number>,
  line: Line,
): ReadonlyMap<string, number> {
  const clock = createVirtualClock({ startWallMs: 0 });
  const model = createTableModel();
  for (const [id, value] of truth) model.values.set(`d/${id}`, value);
  const device = createSimulatedDevice({ id: 'd', definition, model, clock });
  for (const request of writesFor(definition, truth)) expect(device.answer(request)).toEqual([]);
  const plan: DevicePlan = { id: 'd', bus: 'b', unitId: 2, definition, pollMs: 1000, validMs: 5000 };
  const ratios = createRatios();
  const read = new Map<string, number>();
  const blocks = planReads(definition, 1000, line);
  for (const block of [...blocks, ...blocks]) {
    const reply = device.answer({ kind: 'read', ...block });
    if (reply === undefined || 'exception' in reply) throw new Error(`refused: ${JSON.stringify(block)}`);
    const decoded = decodeBlock(block, reply, ratios.of(plan, 0));
    ratios.keep(plan, decoded, 0);
    for (const { point, result } of decoded) if (result.ok) read.set(point.id, result.value);
  }
  return read;
}

/** Relays and set values show what was written, not what the physics says. */
function writesFor(definition: DeviceDefinition, truth: ReadonlyMap<string, number>): ModbusRequest[] {
  return definition.commands.flatMap((command) => {
    if (command.kind !== 'register') {
      const mask = truth.get('relay.coils') ?? 0;
      const relays = Array.from({ length: command.count }, (_, index) => index + 1);
      return relays.map((relay) =>
        encodeRelayCommand(command, relay, ((mask >> (relay - 1)) & 1) === 1, 30_000),
      );
    }
    const { address } = command;
    const shown = definition.points.find((point) => point.table === 'holding' && point.address === address);
    const value = truth.get(shown?.id ?? '') ?? 0;
    return [{ kind: 'write-register', address, value: encodeRegisterCommand(command, value) }];
  });
}

/** Another value for each point, inside what it can show and be believed to have. */
function valueFor(point: Point, index: number): number {
  if (point.type === 'bits') return 0b1010_0110 % 2 ** point.width;
  if (point.quantity === 'ratio') return 40 + index;
  const raw = registerTypeSpecs[point.type];
  const step = typeof point.scale === 'number' ? point.scale * conversions[point.unit].factor : 1;
  const low = Math.max(point.min, point.type === 'float32' ? -1e6 : raw.min * step);
  const high = Math.min(point.max, point.type === 'float32' ? 1e6 : raw.max * step);
  return low + (high - low) * (0.3 + 0.01 * index);
}

/** Half a step of what the point can show. */
function stepOf({ points }: DeviceDefinition, point: Point): number {
  const factor = conversions[point.unit].factor;
  const largest = Math.max(Math.abs(point.min), Math.abs(point.max));
  const ratio = (point.times ?? []).reduce(
    (product, id) => product * (40 + points.findIndex((other) => other.id === id)),
    1,
  );
  if (point.type === 'float32') return 1e6 * ratio * 2 ** -23;
  // A decimal point leaves at least four digits of the range.
  return (
    (ratio * (typeof point.scale === 'number' ? Math.abs(point.scale) * factor : largest / 3200)) / 2 + 1e-9
  );
}
