/** The health message: the gateway's own health, with what only this end knows. */

import type { SentHealth } from '../../contract/health.ts';
import { inEnglish } from '../../language/say.ts';
import type { HistoryHealth } from '../../ports/history-writer.ts';
import type { BusHealth, GatewayHealth } from '../../ports/observer.ts';

/** What of the payload comes from the gateway. */
export type HealthOfGateway = Pick<SentHealth, 'cycle' | 'buses' | 'history'>;

/** Rounds to what a reader needs; without `history` where none is kept. */
export function healthOf({ cycle, buses, history }: GatewayHealth): HealthOfGateway {
  const { count, overruns, lateP99Ms } = cycle;
  return {
    cycle: { count, overruns, p99_ms: Math.max(0, Math.round(lateP99Ms * 100) / 100) },
    buses: Object.fromEntries(Object.entries(buses).map(([id, bus]) => [id, busOf(bus)])),
    ...(history === undefined ? {} : { history: historyOf(history) }),
  };
}

function historyOf({ state, fault, waiting, dropped, fileBytes }: HistoryHealth): SentHealth['history'] {
  return {
    state,
    fault: fault === null ? null : inEnglish(fault),
    waiting,
    dropped,
    file_mb: Math.round(fileBytes / 1e5) / 10,
  };
}

function busOf(bus: BusHealth): SentHealth['buses'][string] {
  return {
    link: bus.isUp ? 'up' : 'down',
    utilisation: Math.round(1000 * bus.utilisation) / 1000,
    ok: bus.ok,
    ...ifAny({
      timeouts: bus.timeouts,
      crc_errors: bus.crcErrors,
      late_bytes: bus.lateBytes,
      missed: bus.missed,
    }),
    ...(bus.suspended.length === 0 ? {} : { suspended: [...bus.suspended] }),
    ...(bus.refused.length === 0 ? {} : { refused: [...bus.refused] }),
  };
}

function ifAny<Name extends string>(counts: Readonly<Record<Name, number>>): Partial<Record<Name, number>> {
  const some = Object.entries<number>(counts).filter(([, count]) => count > 0);
  return Object.fromEntries(some) as Partial<Record<Name, number>>;
}
