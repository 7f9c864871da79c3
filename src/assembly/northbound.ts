/** The way north put together: outbox, telemetry, commands, session, over any publisher. */

import { createCommandDesk } from '../backoffice/commands/command-handler.ts';
import { createMemoryOutbox } from '../backoffice/delivery/memory-outbox.ts';
import { createStationSession, type StationHealth } from '../backoffice/delivery/station-session.ts';
import type { StationIdentity } from '../backoffice/telemetry/birth.ts';
import { createTelemetry } from '../backoffice/telemetry/telemetry.ts';
import type { Northbound } from '../gateway/gateway.ts';
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
  readonly health: () => StationHealth;
}

export function createNorthbound({
  plan,
  identity,
  publisher,
  clock,
  log,
  health,
}: NorthboundParts): Northbound {
  const outbox = createMemoryOutbox();
  const telemetry = createTelemetry({ plan, outbox, clock, ...identity });
  const desk = createCommandDesk({
    plan,
    clock,
    sessionStartWallMs: clock.wallMs(),
    audit: (event) => telemetry.note(event),
  });
  const session = createStationSession({
    plan,
    identity,
    publisher,
    outbox,
    telemetry,
    clock,
    desk,
    health,
    ...(log === undefined ? {} : { log }),
  });
  return { session, telemetry, desk };
}
