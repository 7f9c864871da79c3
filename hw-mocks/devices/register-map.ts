/** Which registers a simulated device has, and which reads it refuses. */

import type { DeviceDefinition, Point } from '../../src/devices/modbus/definition.ts';
import { registerTypeSpecs } from '../../src/devices/modbus/register-types.ts';
import type { ModbusRequest } from '../../src/ports/field/modbus-client.ts';
import { illegalAddress, illegalFunction, illegalValue } from '../faults/device-answer.ts';

/** A read of consecutive registers or coils. */
export type Span = Extract<ModbusRequest, { kind: 'read' }>;

/** The points that a span shows a part of, words that never change, or the refusal. */
export type ReadPlan =
  | readonly Point[]
  | { readonly words: readonly number[] }
  | { readonly exception: number };

/** How the device answers a read of this span. */
export function planRead(definition: DeviceDefinition, span: Span): ReadPlan {
  const words = readOfProbe(definition, span);
  if (words !== undefined) return { words };
  const named = namedAddresses(definition, span.table);
  if (named.length === 0) return illegalFunction;
  if (span.count > definition.maxRegistersPerRead) return illegalValue;
  if (definition.even === true && (span.address % 2 !== 0 || span.count % 2 !== 0)) return illegalValue;
  const end = span.address + span.count;
  const touches = definition.forbidden?.some(
    ({ table, from, to }) => table === span.table && from < end && to >= span.address,
  );
  if (touches === true) return illegalAddress;
  if (span.address < Math.min(...named) || end > Math.max(...named) + 1) return illegalAddress;
  if (definition.unassigned === 'illegal-address') {
    const known = new Set(named);
    for (let address = span.address; address < end; address++) if (!known.has(address)) return illegalAddress;
  }
  const isInside = (address: number) => address >= span.address && address < end;
  const points = definition.points.filter((point) => point.table === span.table);
  return points.filter((point) => addressesOf(point).some(isInside));
}

/** The words of a read of exactly the probe; undefined for any other read. */
function readOfProbe({ probe, points }: DeviceDefinition, span: Span): readonly number[] | undefined {
  if (probe === undefined || span.table !== probe.table || span.address !== probe.address) return undefined;
  const isPoint = points.some(
    (point) => point.table === span.table && addressesOf(point).includes(span.address),
  );
  if (isPoint || span.count !== registerTypeSpecs[probe.type].width) return undefined;
  const raw = typeof probe.expect === 'number' ? probe.expect : probe.expect.min;
  const bytes = new DataView(new ArrayBuffer(4));
  if (probe.type === 'float32') bytes.setFloat32(0, raw);
  else bytes.setInt32(0, raw);
  return span.count === 1 ? [bytes.getUint16(2)] : [bytes.getUint16(0), bytes.getUint16(2)];
}

function namedAddresses(definition: DeviceDefinition, table: Point['table']): number[] {
  const ofPoints = definition.points.filter((point) => point.table === table).flatMap(addressesOf);
  const ofCommands = definition.commands.flatMap((command) => {
    if (table !== (command.kind === 'coil' ? 'coil' : 'holding')) return [];
    return upwards(command.address, command.kind === 'register' ? 1 : command.count);
  });
  return [...ofPoints, ...ofCommands];
}

function addressesOf(point: Point): number[] {
  const registers = upwards(point.address, point.width);
  return typeof point.scale === 'object' ? [...registers, point.scale.register] : registers;
}

function upwards(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, offset) => first + offset);
}
