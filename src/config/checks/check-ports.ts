/** What stands behind a port that is no Modbus line: one instrument, or 1-wire sensors. */

import type { InstrumentDefinition } from '../../devices/instruments/instrument.ts';
import { formatDuration } from '../../model/duration.ts';
import { phrase } from '../../model/phrase.ts';
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
      error([...path, 'bus'], phrase('port-taken', { owner: first?.id ?? '', bus: id }), phrase('own-port')),
    ),
    ...devices.flatMap(({ path, sensor }) =>
      sensor === undefined
        ? []
        : [error([...path, 'sensor'], phrase('only-sensors-number'), phrase('leave-it-out'), 'key')],
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
      const fix = phrase('add-sensor', { family: family ?? '28' });
      return [error(path, phrase('sensor-missing', { device: device.id }), fix, 'key')];
    }
    const owner = owners.get(sensor);
    owners.set(sensor, owner ?? device);
    if (owner !== undefined)
      return [
        error(
          [...path, 'sensor'],
          phrase('sensor-taken', { owner: owner.id, sensor }),
          phrase('other-number'),
        ),
      ];
    if (family === undefined || sensor.startsWith(family)) return [];
    return [error([...path, 'sensor'], phrase('sensor-family', { model, family }), phrase('check-number'))];
  });
}

function checkFields(
  definition: InstrumentDefinition,
  { path, model, fields = {} }: Device,
): readonly Finding[] {
  const listed =
    definition.kind === 'ascii' ? definition.points.filter(({ field }) => typeof field === 'number') : [];
  const known = listed.length === 0 ? phrase('none') : listed.map(({ id }) => id);
  return Object.keys(fields).flatMap((quantity) =>
    listed.some(({ id }) => id === quantity)
      ? []
      : [
          error(
            [...path, 'fields', quantity],
            phrase('not-in-list', { model, quantity }),
            phrase('from-list', { known }),
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
  const text = phrase('needs-silence', { time: formatDuration(needMs) });
  return [warning([...path, 'poll'], text, phrase('write-more-than', { time: formatDuration(needMs) }))];
}
