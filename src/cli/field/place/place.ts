/** From what is typed to a device: a name of the site, or an address with options. */

import { createSystemClock } from '../../../adapters/system-clock.ts';
import { realField } from '../../../assembly/real-field.ts';
import { createFieldSession } from '../../../commissioning/field-session.ts';
import { findSunSpec } from '../../../commissioning/sunspec.ts';
import { loadDefinitions } from '../../../config/load/load-site.ts';
import { relocate } from '../../../devices/modbus/relocate.ts';
import { endOf, type Field } from '../../../fieldbus/field.ts';
import { settingOf } from '../../../fieldbus/modbus/line-setting.ts';
import type { SitePlan } from '../../../plan/site-plan.ts';
import { planFor } from '../../terminal/site-argument.ts';
import { tell } from '../../terminal/tell.ts';
import { type AtOptions, deviceAt, isAddress } from './device-at.ts';
import type { FieldPlan } from './field-plan.ts';

interface Options extends AtOptions {
  readonly site: string;
  readonly link?: readonly string[];
}

/** The device meant, the plan it stands in, and the field side opened for it. */
export interface Place {
  readonly plan: FieldPlan;
  /** Where the device was named by a site file. */
  readonly site?: SitePlan;
  readonly device: string;
  readonly field: Field;
}

/** The device with its bus, an exit code after saying why not, or what to write instead. */
export async function placeOf(target: string, options: Options): Promise<Place | number | string> {
  if (!isAddress(target)) {
    const plan = planFor(options.site, options);
    if (typeof plan === 'number') return plan;
    return {
      plan,
      site: plan,
      device: target,
      field: realField(createSystemClock({ wallSync: plan.clock })),
    };
  }
  const found = deviceAt(target, options, loadDefinitions(options.site));
  if (typeof found === 'string') return found;
  const place = { ...found, field: realField(createSystemClock({ wallSync: 'assumed' })) };
  return options.base === undefined ? withBase(place) : place;
}

/** A model whose addresses count from a base of each device: a SunSpec list tells it. */
export async function withBase(place: Place): Promise<Place | string> {
  const [device] = place.plan.devices;
  const [bus] = place.plan.buses;
  if (device === undefined || bus === undefined || device.definition.base === undefined) return place;
  const { definition, unitId } = device;
  const session = createFieldSession(place.field, endOf(bus));
  const map = await findSunSpec(session, settingOf(bus), unitId);
  await session.close();
  const own = map?.models.find(({ number }) => number === definition.probe?.expect);
  if (own === undefined) return tell('needs-base', { model: definition.model, how: definition.base ?? '' });
  const moved = { ...device, definition: relocate(definition, own.base) };
  return { ...place, plan: { ...place.plan, devices: [moved] } };
}
