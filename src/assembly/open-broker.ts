/** The broker of a site: the one it names, or one inside this process. */

import type { BrokerPlan } from '../plan/site-plan.ts';
import type { Log } from '../ports/log.ts';

/** A broker to connect to; `close` ends only one inside this process. */
export interface OpenBroker {
  readonly url: string;
  close(): Promise<void>;
}

/** The broker of the plan; an embedded one is started. */
export async function openBroker(plan: BrokerPlan, log: Log): Promise<OpenBroker> {
  if (plan.kind === 'mqtt') return { url: plan.url, close: async () => {} };
  // With a broker elsewhere its code would only lie in the memory of the gateway.
  const { startEmbeddedBroker } = await import('../adapters/mqtt/aedes-broker.ts');
  const broker = await startEmbeddedBroker({ port: plan.port, host: '127.0.0.1' });
  if (broker.why !== undefined) log.warn(broker.why);
  return { url: `mqtt://127.0.0.1:${broker.port}`, close: broker.close };
}
