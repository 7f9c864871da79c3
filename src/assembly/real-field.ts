/** The wires of this computer. */

import { hasConnectionTo } from '../adapters/open-connections.ts';
import { findPortUsers } from '../adapters/serial/port-owner.ts';
import { createSerialLink } from '../adapters/serial/serial-link.ts';
import { createTcpLink } from '../adapters/tcp-link.ts';
import type { Field } from '../fieldbus/field.ts';
import type { Clock } from '../ports/clock.ts';

/** Real serial ports and sockets. */
export function realField(clock: Clock): Field {
  return {
    clock,
    async usersOf(end) {
      if (end.kind === 'serial') return findPortUsers(end.path);
      const isTaken = (await hasConnectionTo(end.host, end.port)) === true;
      return isTaken ? ['a process of this computer'] : [];
    },
    linkTo(end, line) {
      if (end.kind === 'socket') return createTcpLink(end, clock);
      const { baud, format } = line.kind === 'serial' ? line : { baud: 9600, format: '8N1' as const };
      return createSerialLink({ path: end.path, baud, format }, clock);
    },
  };
}
