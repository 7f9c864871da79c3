/** The connection north, assembled: outbox, telemetry and session over any publisher. */

import { createMemoryOutbox } from '../backoffice/delivery/memory-outbox.ts';
import { createStationSession, type StationSession } from '../backoffice/delivery/station-session.ts';
import type { StationIdentity } from '../backoffice/telemetry/birth.ts';
import { createTelemetry } from '../backoffice/telemetry/telemetry.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Publisher } from '../ports/publisher.ts';

export interface NorthboundParts {
  readonly plan: SitePlan;
  readonly identity: StationIdentity;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly log?: Log;
  /** Memory of this process. */
  readonly rssMb: () => number;
  /** Why the history is not written, one sentence; null while it is. */
  readonly historyFault?: () => string | null;
}

/** An observer of a gateway and a source of requests to it. */
export type Northbound = StationSession;

export function createNorthbound(parts: NorthboundParts): Northbound {
  const { plan, identity, clock } = parts;
  const outbox = createMemoryOutbox();
  const telemetry = createTelemetry({ plan, outbox, clock, ...identity });
  return createStationSession({ ...parts, outbox, telemetry });
}
