/** The health message: the gateway's own health, with what only this end knows. */

import type { HealthPayload } from '../../contract/health.ts';
import type { BusHealth, GatewayHealth } from '../../ports/observer.ts';

/** The part of the payload that comes from the gateway. */
export type HealthOfGateway = Pick<HealthPayload, 'cycle' | 'buses'>;

export function healthOf({ cycle, buses }: GatewayHealth): HealthOfGateway {
  const { count, overruns, lateP99Ms } = cycle;
  return {
    cycle: { count, overruns, p99_ms: Math.max(0, Math.round(lateP99Ms * 100) / 100) },
    buses: Object.fromEntries(Object.entries(buses).map(([id, bus]) => [id, busOf(bus)])),
  };
}

function busOf(bus: BusHealth): HealthPayload['buses'][string] {
  return {
    link: bus.isUp ? 'up' : 'down',
    utilisation: Math.round(1000 * bus.utilisation) / 1000,
    ok: bus.ok,
    timeouts: bus.timeouts,
    crc_errors: bus.crcErrors,
    late_bytes: bus.lateBytes,
    missed: bus.missed,
    suspended: [...bus.suspended],
    refused: [...bus.refused],
  };
}
