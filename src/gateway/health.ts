/** What the gateway knows about its own state, as observers may ask it. */

import type { BoardView } from '../../firmware-bridge/gateway/board-view.ts';
import type { Bus } from '../fieldbus/bus/bus.ts';
import type { BusHealth, CycleHealth, GatewayHealth } from '../ports/observer.ts';

/** `upMs`: time since the buses were started, for their utilisation. */
export function gatewayHealth(
  cycle: CycleHealth,
  buses: readonly Bus[],
  boards: Readonly<Record<string, BoardView>>,
  upMs: number,
): GatewayHealth {
  return {
    cycle,
    buses: {
      ...Object.fromEntries(buses.map((bus) => [bus.id, busHealth(bus, upMs)])),
      ...Object.fromEntries(Object.entries(boards).map(([id, view]) => [id, boardHealth(view)])),
    },
  };
}

function busHealth(bus: Bus, upMs: number): BusHealth {
  const { ok, timeouts, crcErrors, lateBytes, missed, busyMs, ...counters } = bus.counters();
  const devices = Object.entries(counters.devices);
  return {
    isUp: devices.some(([, device]) => device.lastOkMs !== undefined && !device.suspended),
    utilisation: upMs <= 0 ? 0 : busyMs / upMs,
    ok,
    timeouts,
    crcErrors,
    lateBytes,
    missed,
    suspended: devices.filter(([, device]) => device.suspended).map(([id]) => id),
    refused: devices.flatMap(([id, { refused }]) => refused.map((point) => `${id}.${point}`)),
  };
}

/** A board is alone on its line; its counters in the same words. */
function boardHealth({ phase, counters }: BoardView): BusHealth {
  return {
    isUp: phase === 'ready',
    utilisation: 0,
    ok: counters.linesGood,
    timeouts: counters.timeouts,
    crcErrors: counters.linesRefused,
    lateBytes: counters.lateAnswers,
    missed: 0,
    suspended: [],
    refused: [],
  };
}
