/** The connection north, assembled: journal, telemetry and session over any publisher. */

import { createStationSession, type StationSession } from '../backoffice/delivery/station-session.ts';
import type { StationIdentity } from '../backoffice/telemetry/birth.ts';
import { createNights } from '../backoffice/telemetry/nights.ts';
import { messagesOf, type PartMessage, partPlanOf } from '../backoffice/telemetry/part-messages.ts';
import type { PartPlan } from '../backoffice/telemetry/part-rows.ts';
import { createTelemetry } from '../backoffice/telemetry/telemetry.ts';
import { topicOf } from '../contract/topics.ts';
import { createHistoryObserver } from '../gateway/records/history-observer.ts';
import type { Outlook } from '../model/forecast/night-forecast.ts';
import { failed } from '../model/result.ts';
import type { SitePlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { HistoryReader } from '../ports/history.ts';
import type { Journal, LogPart } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { Publisher } from '../ports/publisher.ts';
import { memoryThread } from '../store/writer/memory-thread.ts';
import { createPlanHistory } from './plan-history.ts';

/** What the connection is made of; the publisher is not yet started. */
export interface NorthboundParts {
  readonly plan: SitePlan;
  readonly identity: StationIdentity;
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly log?: Log;
  /** The history; absent: what is still to be sent waits in memory, and ends with the process. */
  readonly journal?: (Journal & Pick<HistoryReader, 'configs' | 'minutes'>) | undefined;
  /** Memory of this process. */
  readonly rssMb: () => number | null;
  /** Why the history is not written, one sentence; null while it is. */
  readonly historyFault?: () => string | null;
  /** What the night will probably bring; absent: nothing is known of it. */
  readonly outlook?: () => Outlook;
}

/** An observer of a gateway and a source of requests to it. */
export type Northbound = StationSession;

/** Joins the parts to one session. It connects when the gateway starts, not here. */
export function createNorthbound(parts: NorthboundParts): Northbound {
  const { plan, identity } = parts;
  const telemetry = createTelemetry(plan, identity.session, parts.outlook);
  const plans = new Map([[plan.hash, partPlanOf(plan)]]);
  const made = (part: LogPart) => {
    const messages = messagesOf(part, plan, plans.get(part.config) ?? partPlanOf(plan));
    return isLate(part, parts.clock) ? messages.map(asHistory) : messages;
  };
  if (parts.journal !== undefined) {
    const journal = withPlans(parts.journal, plans);
    const nights = createNights(plan, parts.journal);
    return knowing(createStationSession({ ...parts, journal, nights, telemetry, messagesOf: made }), plans);
  }
  const session = inMemory(parts, (journal) =>
    createStationSession({ ...parts, journal, telemetry, messagesOf: made }),
  );
  return knowing(session, plans);
}

/** The session, which learns with each plan that comes into force what its parts are made of. */
function knowing(session: StationSession, plans: Map<string, PartPlan>): StationSession {
  return {
    ...session,
    get connected() {
      return session.connected;
    },
    planChanged(plan) {
      plans.set(plan.hash, partPlanOf(plan));
      session.planChanged(plan);
    },
  };
}

/** Reads no part before the configurations are known under which parts may have been recorded. */
function withPlans(history: Journal & Pick<HistoryReader, 'configs'>, plans: Map<string, PartPlan>): Journal {
  let isKnown = false;
  const learn = async (): Promise<boolean> => {
    const found = await history.configs({ fromMs: 0, toMs: EVER_MS });
    if (!found.ok) return false;
    // The plan as it was written by an earlier run of this program.
    for (const { hash, text } of found.value) plans.set(hash, partPlanOf(JSON.parse(text) as SitePlan));
    isKnown = true;
    return true;
  };
  return {
    get head() {
      return history.head;
    },
    get newestPart() {
      return history.newestPart;
    },
    watch: history.watch,
    keep: history.keep,
    find: history.find,
    add: history.add,
    addWithCycle: history.addWithCycle,
    parts(range, most, take) {
      if (isKnown) history.parts(range, most, take);
      else
        void learn().then((known) =>
          known ? history.parts(range, most, take) : take(failed('the history is not open at the moment')),
        );
    },
  };
}

/** Later than everything. */
const EVER_MS = 8.64e15;

/** Older than this it is no news any more. */
const LATE_MS = 120_000;
const dataStart = topicOf('data', '');
const histStart = topicOf('hist', '');

function isLate({ wallMs }: LogPart, clock: Clock): boolean {
  const lastMs = wallMs.at(-1);
  return lastMs !== undefined && clock.wallMs() - lastMs > LATE_MS;
}

function asHistory({ topic, payload }: PartMessage): PartMessage {
  const late = topic.startsWith(dataStart) ? histStart + topic.slice(dataStart.length) : topic;
  return { topic: late, payload };
}

/** The session with a history of its own, which it is fed before it looks. */
function inMemory(
  { plan, clock }: NorthboundParts,
  create: (journal: Journal) => StationSession,
): StationSession {
  const memory = createPlanHistory({ plan, path: 'memory', clock, start: memoryThread() });
  const feed = createHistoryObserver(() => plan, memory, clock);
  const session = create(memory);
  return {
    ...session,
    get connected() {
      return session.connected;
    },
    cycle(finished) {
      const lost = memory.takeEvents();
      feed.cycle(lost.length === 0 ? finished : { ...finished, events: [...finished.events, ...lost] });
      session.cycle(finished);
    },
    stop(reason, done) {
      memory.close(0, () => {});
      session.stop(reason, done);
    },
  };
}
