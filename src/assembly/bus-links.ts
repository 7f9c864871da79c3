/** The real link of each Modbus bus and of each board: a serial port or a socket. */

import { LINE_MAX } from '../../firmware-bridge/protocol/messages.ts';
import { createLineLink } from '../adapters/serial/line-link.ts';
import { createSerialLink } from '../adapters/serial/serial-link.ts';
import { createTcpLink } from '../adapters/tcp-link.ts';
import type { BoardPlan, BusPlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { ByteLink } from '../ports/field/byte-link.ts';
import type { LineLink } from '../ports/field/line-link.ts';
import type { Log } from '../ports/log.ts';

/** The serial port or socket of a bus. */
export function busLinkOf(bus: BusPlan, clock: Clock, log: Log): ByteLink {
  return bus.kind === 'modbus-rtu'
    ? createSerialLink(bus, clock, (text) => log.warn(text))
    : createTcpLink(bus, clock);
}

/** The serial port or socket of a board, as lines. */
export function boardLinkOf({ end }: BoardPlan, clock: Clock, log: Log): LineLink {
  const link =
    end.kind === 'tcp'
      ? createTcpLink(end, clock)
      : createSerialLink({ ...end, format: '8N1' }, clock, (text) => log.warn(text));
  return createLineLink(link, LINE_MAX);
}
