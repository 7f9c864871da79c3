/** Real devices and sites made of shipped definitions. */

import { fileURLToPath } from 'node:url';
import { loadSite } from '../../../src/config/load/load-site.ts';
import type { DeviceDefinition, Point } from '../../../src/devices/modbus/definition.ts';
import { crc16 } from '../../../src/fieldbus/modbus/crc16.ts';
import type { BusPlan, DevicePlan, SitePlan } from '../../../src/plan/site-plan.ts';
import { shippedDefinitions } from '../../golden/shipped-definitions.ts';

const shipped = new Map(shippedDefinitions().map(({ name, definition }) => [name, definition]));

export function model(name: string): DeviceDefinition {
  const definition = shipped.get(name);
  if (definition === undefined) throw new Error(`no definition ${name}`);
  return definition;
}

export const allModels: readonly DeviceDefinition[] = [...shipped.values()];

/** What a meter in use shows. */
export const meterValues = {
  'voltage.l1': 231.4,
  'voltage.l2': 229.8,
  'voltage.l3': 230.6,
  'current.l1': 212.5,
  'current.l2': 209.1,
  'current.l3': 215.7,
  'power.active.l1': 48_200,
  'power.active.l2': 47_100,
  'power.active.l3': 49_300,
  'power.active': 144_600,
  frequency: 50.02,
  'power.factor': 0.98,
  'energy.import': 123_456_000,
  'energy.export': 12_000,
};
export const airValues = { temperature: 23.4, humidity: 55.2 };

export const rtu: BusPlan = {
  id: 'line',
  kind: 'modbus-rtu',
  path: '/dev/ttyUSB0',
  baud: 9600,
  format: '8N1',
};
export const tcp: BusPlan = { id: 'line', kind: 'modbus-tcp', host: '192.0.2.7', port: 502 };

const site = loadSite(fileURLToPath(new URL('../../../config/site.yaml', import.meta.url)));

/** The shipped site with one bus and these devices. */
export function siteWith(bus: BusPlan, devices: readonly Omit<DevicePlan, 'bus' | 'validMs'>[]): SitePlan {
  if (!site.ok) throw new Error(site.report);
  const plans = devices.map((device) => ({ ...device, bus: bus.id, validMs: 5000 }));
  return { ...site.plan, buses: [bus], devices: plans };
}

export function changed(
  definition: DeviceDefinition,
  change: (point: Point) => Partial<Point>,
): DeviceDefinition {
  const points = definition.points.map((point) => ({ ...point, ...change(point) }));
  const { probe: _, ...rest } = definition;
  return { ...rest, points };
}

/** All addresses one further. */
export function shifted(definition: DeviceDefinition, by: number): DeviceDefinition {
  return changed(definition, ({ address }) => ({ address: address + by }));
}

/** The registers of an RTU answer with the bytes of each word swapped, as some converters do. */
export function swapBytes(frame: Uint8Array): Uint8Array {
  const swapped = frame.slice();
  if ((frame[1] ?? 0) > 4) return swapped;
  for (let at = 3; at + 1 < frame.length - 2; at += 2) {
    swapped[at] = frame[at + 1] ?? 0;
    swapped[at + 1] = frame[at] ?? 0;
  }
  const crc = crc16(swapped, 0, frame.length - 2);
  swapped.set([crc & 0xff, crc >> 8], frame.length - 2);
  return swapped;
}
