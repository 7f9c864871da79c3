import { expect, test } from 'vitest';
import { discoveryOf } from '../../../../src/backoffice/telemetry/home-assistant.ts';
import { nowTopic } from '../../../../src/contract/now.ts';
import { stateTopic } from '../../../../src/contract/state.ts';
import type { SitePlan } from '../../../../src/plan/site-plan.ts';
import { smallPlan } from '../small-plan.ts';

const plan = { ...smallPlan, homeAssistant: { prefix: 'homeassistant' } };

interface Component {
  readonly state_topic: string;
  readonly value_template: string;
  readonly unique_id: string;
  readonly unit_of_measurement?: string;
  readonly expire_after: number;
}

function discovered(site: SitePlan = plan) {
  const message = discoveryOf(site, '1.2.3');
  const payload = JSON.parse(message?.payload ?? '{}') as {
    readonly components: Readonly<Record<string, Component>>;
    readonly availability: readonly { readonly topic: string }[];
  };
  return { message, ...payload };
}

test('a site that does not ask for it tells nothing', () => {
  expect(discoveryOf(smallPlan, '1.2.3')).toBeUndefined();
});

test('the device has the id of the client, is retained, and available as the state says', () => {
  const { message, availability } = discovered();
  expect(message).toMatchObject({
    ...{ topic: 'homeassistant/device/quietpost-lane-7-st-1/config', retain: true, qos: 1 },
  });
  expect(availability[0]?.topic).toBe(`quietpost/v1/lane-7/st-1/${stateTopic.pattern}`);
});

test('a sensor lasts longer than the longest pause between two messages, also on a metered line', () => {
  const broker = { kind: 'mqtt', url: 'mqtts://broker.example.org:8883', metered: true } as const;
  for (const [site, longestS] of [
    [plan, 30],
    [{ ...plan, broker }, 60],
  ] as const)
    for (const { expire_after: expiresS } of Object.values(discovered(site).components))
      expect(expiresS).toBeGreaterThan(longestS + 10);
});

test('each sensor has an id of its own and reads a field that the station tells, and there is no command', () => {
  const components = Object.values(discovered().components);
  expect(new Set(components.map(({ unique_id: id }) => id)).size).toBe(components.length);
  const schema = JSON.stringify(nowTopic.schema.toJSONSchema());
  for (const { state_topic: topic, value_template: template } of components) {
    expect(topic).toBe(`quietpost/v1/lane-7/st-1/${nowTopic.pattern}`);
    const [, field = ''] = /\.(\w+) \}\}$/.exec(template) ?? [];
    expect(schema, template).toContain(`"${field}"`);
  }
  expect(JSON.stringify(components)).not.toContain('command_topic');
  expect(discovered().components['flat-level']?.unit_of_measurement).toBe('dB');
});
