/** The ports of instruments, from a checked site file. */

import type { InstrumentDefinition } from '../../devices/instruments/instrument.ts';
import type { PortPlan } from '../../plan/site-plan.ts';
import { isPort } from '../site/bus-kinds.ts';
import type { BusEntry } from '../site/field-schema.ts';
import type { Device, Station } from '../site/site-draft.ts';
import type { SiteFile } from '../site/site-schema.ts';

/** One plan for each port that a device uses. */
export function portPlans(file: SiteFile, station: Station): PortPlan[] {
  return Object.entries(file.buses).flatMap(([id, bus]) => (isPort(bus) ? portPlan(id, bus, station) : []));
}

function portPlan(id: string, bus: BusEntry, station: Station): PortPlan[] {
  const devices = [...station.devices.values()].filter((device) => device.bus === id);
  if (bus.kind === 'one-wire') {
    const sensors = devices.map((device) => {
      const { definition, ...plan } = instrumentPlan(station, device);
      if (definition.kind !== 'one-wire' || device.sensor === undefined)
        throw new Error(`assertion: ${device.id} was checked to be a 1-wire sensor`);
      return { ...plan, definition, sensor: device.sensor };
    });
    return sensors.length === 0 ? [] : [{ id, kind: bus.kind, path: bus.path, sensors }];
  }
  const [device] = devices;
  if (device === undefined) return [];
  const { definition, ...plan } = instrumentPlan(station, device);
  if (definition.kind === 'one-wire') throw new Error(`assertion: ${device.id} was checked to have a port`);
  const meter = { ...plan, definition };
  if (bus.kind === 'meter-tcp') return [{ id, ...bus, meter }];
  if (bus.kind !== 'meter-serial') return [];
  const { baud = definition.serial.baud, format = definition.serial.format } = bus;
  return [{ id, kind: bus.kind, path: bus.path, baud, format, meter }];
}

function instrumentPlan(station: Station, { id, bus, model, fields = {}, pollMs, validMs }: Device) {
  const found = station.instruments.get(model);
  if (found === undefined) throw new Error(`assertion: device ${id} was checked to have a definition`);
  return { id, bus, definition: placed(found, fields), pollMs, validMs };
}

/** The definition with the list positions that the site file gives for this instrument. */
function placed(
  definition: InstrumentDefinition,
  fields: NonNullable<Device['fields']>,
): InstrumentDefinition {
  if (definition.kind !== 'ascii') return definition;
  const shift = (fields['sound.band'] ?? 0) - (definition.bands?.field ?? 0);
  const points = definition.points.map((point) => {
    const field = fields[point.quantity];
    if (field === undefined) return point;
    const isBand = point.quantity === 'sound.band' && typeof point.field === 'number';
    return { ...point, field: isBand ? Number(point.field) + shift : field };
  });
  return { ...definition, points };
}
