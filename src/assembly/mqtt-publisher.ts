/** The MQTT client of a station: its id, last will and credentials from the site file. */

import { createMqttPublisher } from '../adapters/mqtt/mqtt-publisher.ts';
import { lastWillOf, type StationIdentity } from '../backoffice/telemetry/birth.ts';
import { commandFilterOf, rootOf, topicOf } from '../contract/topics.ts';
import type { BrokerPlan, SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { Publisher } from '../ports/publisher.ts';

/** The client of a station, not connected yet. */
export function createPublisher(
  plan: SitePlan,
  url: string,
  identity: StationIdentity,
  clock: Pick<Clock, 'wallMs'>,
): Publisher {
  return createMqttPublisher({
    url,
    clientId: `quietpost-${plan.site}-${plan.station}`,
    will: (connection) => lastWillOf(plan, identity, clock.wallMs(), connection),
    subscribe: [commandFilterOf(plan), rootOf(plan) + topicOf('state')],
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
