/** What the gateway knows about its own state, for the health message. */

import type { BoardView } from '../../firmware-bridge/gateway/board-view.ts';
import type { StationHealth } from '../backoffice/delivery/station-session.ts';
import type { Bus } from '../fieldbus/bus/bus.ts';
import type { Gateway } from './gateway.ts';

/** `upMs`: time since the buses were started, for their utilisation. */
export function stationHealth(gateway: Gateway, rssMb: number, upMs: number): StationHealth {
  const { count, overruns, lateP99Ms } = gateway.cycle.counters();
  return {
    rss_mb: rssMb,
    cycle: { count, overruns, p99_ms: Math.max(0, Math.round(lateP99Ms * 100) / 100) },
    buses: {
      ...Object.fromEntries(gateway.buses.map((bus) => [bus.id, busHealth(bus, upMs)])),
      ...Object.fromEntries(Object.entries(gateway.boards).map(([id, view]) => [id, boardHealth(view)])),
    },
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

/** A board alone on its line, in the same words. */
function boardHealth({ phase, counters }: BoardView): StationHealth['buses'][string] {
  return {
    link: phase === 'ready' ? 'up' : 'down',
    utilisation: 0,
    ok: counters.linesGood,
    timeouts: counters.timeouts,
    crc_errors: counters.linesRefused,
    late_bytes: counters.lateAnswers,
    missed: 0,
    parked: [],
  };
}
