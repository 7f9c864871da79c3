/** What the commands of the field need of a site. Its name only for hints: a device may be named by its address. */

import { suggestion } from '../../../config/problems/suggest.ts';
import { rootOf, topicOf } from '../../../contract/topics.ts';
import type { Field, FieldEnd } from '../../../fieldbus/field.ts';
import { phraseInEnglish } from '../../../language/say-phrase.ts';
import {
  type BusPlan,
  type DevicePlan,
  instrumentsOn,
  readersOf,
  type SitePlan,
} from '../../../plan/site-plan.ts';

/** A site as far as these commands need it, or what an address alone says. */
export type FieldPlan = Pick<SitePlan, 'buses' | 'devices' | 'ports' | 'outputs'> &
  Partial<Pick<SitePlan, 'site' | 'station'>>;

/** A device and its bus by the name in the site file, or what to write instead. */
export function findDevice(
  plan: FieldPlan,
  id: string,
): { readonly device: DevicePlan; readonly bus: BusPlan } | string {
  const device = plan.devices.find((one) => one.id === id);
  const bus = plan.buses.find((one) => one.id === device?.bus);
  if (device !== undefined && bus !== undefined) return { device, bus };
  if (device !== undefined) {
    return `"${id}" is a part of ${device.bus}, which is no Modbus bus: its values are in the telemetry, see quietpost watch`;
  }
  if (plan.ports.some((port) => instrumentsOn(port).some((one) => one.id === id)))
    return `${id} is no Modbus device and can only be read`;
  const known = readersOf(plan).map((one) => one.id);
  return `there is no device "${id}" in the site; ${phraseInEnglish(suggestion(id, known, 'nouns-devices'))}`;
}

/** Who else has the wire: he takes bytes of a port, or the only connection of a device. Asked when ours is closed. */
export async function sharedHint(field: Field, end: FieldEnd): Promise<readonly string[]> {
  const users = (await field.usersOf?.(end)) ?? [];
  if (users.length === 0) return [];
  const what = end.kind === 'serial' ? end.path : `${end.host}:${end.port}`;
  const harm =
    end.kind === 'serial'
      ? 'two readers of one port each get a part of the bytes'
      : 'many devices serve one connection at a time';
  return [`Mind: ${what} is also in use by ${users.join(', ')}; ${harm}.`];
}

/** A port that could not be opened is most often held by the gateway, which publishes what is asked for. */
export function ownerHint({ site, station }: FieldPlan, bus: string, id: string): readonly string[] {
  if (site === undefined || station === undefined) return [];
  const topic = `${rootOf({ site, station })}${topicOf('live', id)}`;
  return [`If the gateway runs, it owns ${bus}. What it reads: quietpost watch --topic '${topic}' --json`];
}
