/** What the commands of the field need of a site. Its name only for hints: a device may be named by its address. */

import { suggestion } from '../../../config/problems/suggest.ts';
import { rootOf, topicOf } from '../../../contract/topics.ts';
import type { Field, FieldEnd } from '../../../fieldbus/field.ts';
import { sayPhrase } from '../../../language/say-phrase.ts';
import {
  type BusPlan,
  type DevicePlan,
  instrumentsOn,
  readersOf,
  type SitePlan,
} from '../../../plan/site-plan.ts';
import { languageHere } from '../../terminal/language.ts';
import { tell } from '../../terminal/tell.ts';

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
    return tell('part-of-board', { device: id, board: device.bus });
  }
  if (plan.ports.some((port) => instrumentsOn(port).some((one) => one.id === id)))
    return tell('only-read', { device: id });
  const known = readersOf(plan).map((one) => one.id);
  return tell('no-device', {
    device: id,
    fix: sayPhrase(languageHere(), suggestion(id, known, 'nouns-devices')),
  });
}

/** Who else has the wire: he takes bytes of a port, or the only connection of a device. Asked when ours is closed. */
export async function sharedHint(field: Field, end: FieldEnd): Promise<readonly string[]> {
  const users = (await field.usersOf?.(end)) ?? [];
  if (users.length === 0) return [];
  const what = end.kind === 'serial' ? end.path : `${end.host}:${end.port}`;
  return [tell(end.kind === 'serial' ? 'in-use-port' : 'in-use-socket', { end: what, users })];
}

/** A port that could not be opened is most often held by the gateway, which publishes what is asked for. */
export function ownerHint({ site, station }: FieldPlan, bus: string, id: string): readonly string[] {
  if (site === undefined || station === undefined) return [];
  const topic = `${rootOf({ site, station })}${topicOf('live', id)}`;
  return [tell('gateway-owns', { bus, topic })];
}
