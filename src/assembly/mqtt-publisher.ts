/** The MQTT client of a station: its id, last will and credentials from the site file. */

import { createMqttPublisher } from '../adapters/mqtt/mqtt-publisher.ts';
import { lastWillOf, type StationIdentity } from '../backoffice/telemetry/birth.ts';
import { commandFilterOf, rootOf, topicOf } from '../contract/topics.ts';
import { type BrokerPlan, isMetered, type SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { Publisher } from '../ports/publisher.ts';

/** A ping is 200 bytes with all that goes around it: rows come as often. A dead line is noticed after a minute and a half. */
const METERED_KEEPALIVE_S = 60;

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
    ...(isMetered(plan) ? { keepaliveS: METERED_KEEPALIVE_S } : {}),
    ...credentialsOf(plan.broker),
  });
}

function credentialsOf(
  broker: BrokerPlan,
): Omit<Extract<BrokerPlan, { kind: 'mqtt' }>, 'kind' | 'url' | 'live' | 'metered'> {
  if (broker.kind !== 'mqtt') return {};
  const { kind: _kind, url: _url, live: _live, metered: _metered, ...credentials } = broker;
  return credentials;
}
