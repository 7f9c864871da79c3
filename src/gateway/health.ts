/** What the gateway knows about its own state, for the health message. */

import type { StationHealth } from '../backoffice/station-session.ts';
import type { Bus } from '../fieldbus/bus.ts';
import type { Gateway } from './gateway.ts';

/** `upMs`: time since the buses were started, for their utilisation. */
export function stationHealth(gateway: Gateway, rssMb: number, upMs: number): StationHealth {
  const { count, overruns, lateP99Ms } = gateway.cycle.counters();
  return {
    rss_mb: rssMb,
    cycle: { count, overruns, p99_ms: Math.max(0, Math.round(lateP99Ms * 100) / 100) },
    buses: Object.fromEntries(gateway.buses.map((bus) => [bus.id, busHealth(bus, upMs)])),
  };
}

function busHealth(bus: Bus, upMs: number): StationHealth['buses'][string] {
  const counters = bus.counters();
  const devices = Object.entries(counters.devices);
  const answered = devices.some(([, device]) => device.lastOkMs !== undefined && !device.parked);
  return {
    link: answered ? 'up' : 'down',
    utilisation: upMs <= 0 ? 0 : Math.round((1000 * counters.busyMs) / upMs) / 1000,
    ok: counters.ok,
    timeouts: counters.timeouts,
    crc_errors: counters.crcErrors,
    late_bytes: counters.lateBytes,
    missed: counters.missed,
    parked: devices.filter(([, device]) => device.parked).map(([id]) => id),
  };
}
