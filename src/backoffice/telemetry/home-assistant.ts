/**
 * The station as a device of Home Assistant, by its MQTT discovery: sensors that read the topic `now`, available while `state`
 * says online. It shows and commands nothing.
 */

import { rootOf, topicOf } from '../../contract/topics.ts';
import { isMetered, type SitePlan } from '../../plan/site-plan.ts';
import type { Message } from '../../ports/publisher.ts';

/** Longer than the station is ever silent while it is well, on any line and on a metered one. */
const [EXPIRE_S, EXPIRE_METERED_S] = [60, 150];

/** Keys as Home Assistant names them. */
interface Sensor {
  readonly name: string;
  /** Within the payload of `now`. */
  readonly path: string;
  readonly unit?: string;
  readonly kind?: 'sound_pressure' | 'temperature' | 'power';
}

/** The message with its full topic; undefined where the site does not ask for it. */
export function discoveryOf(plan: SitePlan, firmware: string): Message | undefined {
  if (plan.homeAssistant === undefined) return undefined;
  const { site, station, homeAssistant } = plan;
  // The id of the client, so that a broker can keep each station to its own device.
  const id = `quietpost-${site}-${station}`;
  const payload = {
    device: {
      identifiers: [id],
      name: `${station} (${site})`,
      manufacturer: 'quietpost',
      sw_version: firmware,
    },
    origin: { name: 'quietpost', sw_version: firmware },
    components: Object.fromEntries(sensorsOf(plan).map((one) => componentOf(one, id, plan))),
    availability: [
      {
        topic: rootOf(plan) + topicOf('state'),
        value_template: "{{ 'online' if value_json.online else 'offline' }}",
      },
    ],
    qos: 1,
  };
  const topic = `${homeAssistant.prefix}/device/${id}/config`;
  return { topic, payload: JSON.stringify(payload), qos: 1, retain: true };
}

function sensorsOf({ control: { receptors, cabinets, outputs } }: SitePlan): readonly Sensor[] {
  const level = { unit: 'dB', kind: 'sound_pressure' } as const;
  return [
    ...receptors.flatMap(({ id }) => [
      { name: `${id} level`, path: `receptors['${id}'].laeq`, ...level },
      { name: `${id} equipment`, path: `receptors['${id}'].equipment`, ...level },
      { name: `${id} limit`, path: `receptors['${id}'].limit`, ...level },
    ]),
    ...cabinets.flatMap(({ id }) => [
      {
        name: `${id} temperature`,
        path: `cabinets['${id}'].temp_c`,
        unit: '°C',
        kind: 'temperature',
      } as const,
      { name: `${id} power`, path: `cabinets['${id}'].power_w`, unit: 'W', kind: 'power' } as const,
      { name: `${id} cars`, path: `cabinets['${id}'].cars` },
    ]),
    ...outputs.map(({ id }) => ({ name: id, path: `outputs['${id}'].wanted`, unit: '%' })),
    { name: 'alarms', path: 'alarms' },
  ];
}

function componentOf({ name, path, unit, kind }: Sensor, device: string, plan: SitePlan) {
  const id = name.replaceAll(/[^A-Za-z0-9_-]+/g, '-');
  const component = {
    ...{ platform: 'sensor', name, unique_id: `${device}-${id}` },
    ...{ state_topic: rootOf(plan) + topicOf('now'), value_template: `{{ value_json.${path} }}` },
    ...(unit === undefined ? {} : { unit_of_measurement: unit }),
    ...(kind === undefined ? {} : { device_class: kind }),
    ...{ state_class: 'measurement', expire_after: isMetered(plan) ? EXPIRE_METERED_S : EXPIRE_S },
  };
  return [id, component] as const;
}
