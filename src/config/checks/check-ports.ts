/** What stands behind a port that is no Modbus line: one instrument, or 1-wire sensors. */

import type { InstrumentDefinition } from '../../devices/instruments/instrument.ts';
import { formatDuration } from '../../model/duration.ts';
import { error, type Finding, warning } from '../problems/problem.ts';
import type { BusEntry } from '../site/field-schema.ts';
import type { Device, Station } from '../site/site-draft.ts';

/** Everything about one port and the devices on it. */
export function checkPort(
  station: Station,
  id: string,
  bus: BusEntry,
  devices: readonly Device[],
): readonly Finding[] {
  return [
    ...(bus.kind === 'one-wire' ? checkSensors(station, devices) : checkExclusive(id, devices)),
    ...devices.flatMap((device) => {
      const definition = station.instruments.get(device.model);
      return definition === undefined
        ? []
        : [...checkFields(definition, device), ...checkPace(definition, device)];
    }),
  ];
}

/** One instrument for each port, because an answer does not say which instrument it comes from. */
function checkExclusive(id: string, devices: readonly Device[]): readonly Finding[] {
  const [first, ...others] = devices;
  return [
    ...others.map(({ path }) =>
      error([...path, 'bus'], `"${first?.id}" already has the port "${id}"`, 'give it a port of its own'),
    ),
    ...devices.flatMap(({ path, sensor }) =>
      sensor === undefined
        ? []
        : [error([...path, 'sensor'], 'only 1-wire sensors have a number', 'leave it out', 'key')],
    ),
  ];
}

function checkSensors(station: Station, devices: readonly Device[]): readonly Finding[] {
  const owners = new Map<string, Device>();
  return devices.flatMap((device) => {
    const { path, model, sensor } = device;
    const definition = station.instruments.get(model);
    const family = definition?.kind === 'one-wire' ? definition.family : undefined;
    if (sensor === undefined) {
      const fix = `add "sensor: ${family ?? '28'}-00000a1b2c3d"; "ls /sys/bus/w1/devices" shows the numbers`;
      return [error(path, `"${device.id}" has no sensor number`, fix, 'key')];
    }
    const owner = owners.get(sensor);
    owners.set(sensor, owner ?? device);
    if (owner !== undefined)
      return [
        error(
          [...path, 'sensor'],
          `"${owner.id}" is sensor ${sensor} already`,
          'write the number of another',
        ),
      ];
    if (family === undefined || sensor.startsWith(family)) return [];
    return [
      error([...path, 'sensor'], `the number of a ${model} begins with ${family}-`, 'check the number'),
    ];
  });
}

function checkFields(
  definition: InstrumentDefinition,
  { path, model, fields = {} }: Device,
): readonly Finding[] {
  const listed =
    definition.kind === 'ascii' ? definition.points.filter(({ field }) => typeof field === 'number') : [];
  const known = listed.map(({ id }) => id).join(', ') || 'none';
  return Object.keys(fields).flatMap((quantity) =>
    listed.some(({ id }) => id === quantity)
      ? []
      : [
          error(
            [...path, 'fields', quantity],
            `${model} reads no ${quantity} from a list`,
            `from its list: ${known}`,
            'key',
          ),
        ],
  );
}

/** A reading asks its questions one after the other, and the instrument needs a silence after each. */
function checkPace(definition: InstrumentDefinition, { path, pollMs }: Device): readonly Finding[] {
  if (definition.kind === 'one-wire' || definition.ask === undefined || pollMs <= 0) return [];
  const needMs = definition.limits.minGap * definition.ask.length;
  if (pollMs > needMs) return [];
  const text = `the instrument needs ${formatDuration(needMs)} of silence for each reading`;
  return [warning([...path, 'poll'], text, `write more than "${formatDuration(needMs)}"`)];
}
