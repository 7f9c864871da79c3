/** The MQTT client of a station: its id, last will and credentials from the site file. */

import { createMqttPublisher } from '../adapters/mqtt/mqtt-publisher.ts';
import { lastWillOf } from '../backoffice/telemetry/birth.ts';
import { commandFilterOf } from '../contract/topics.ts';
import type { BrokerPlan, SitePlan } from '../plan/site-plan.ts';
import type { Publisher } from '../ports/publisher.ts';

/** `wallMs`: time of the start, for the last will. */
export function createPublisher(plan: SitePlan, url: string, session: string, wallMs: number): Publisher {
  return createMqttPublisher({
    url,
    clientId: `quietpost-${plan.site}-${plan.station}`,
    will: lastWillOf(plan, session, wallMs),
    subscribe: [commandFilterOf(plan)],
    ...credentialsOf(plan.broker),
  });
}

function credentialsOf(
  broker: BrokerPlan,
): Omit<Extract<BrokerPlan, { kind: 'mqtt' }>, 'kind' | 'url' | 'live'> {
  if (broker.kind !== 'mqtt') return {};
  const { kind: _kind, url: _url, live: _live, ...credentials } = broker;
  return credentials;
}
