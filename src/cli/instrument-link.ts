/** The real way to an instrument: a socket, a serial port, the files of its sensors. */

import { instrumentLinkOver } from '../adapters/instrument-link.ts';
import { createSensorFiles } from '../adapters/sensor-files.ts';
import { createSerialLink } from '../adapters/serial-link.ts';
import { createTcpLink } from '../adapters/tcp-link.ts';
import type { PortPlan } from '../config/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { InstrumentLink } from '../ports/instrument-link.ts';

export function instrumentLinkOf(port: PortPlan, clock: Clock): InstrumentLink {
  if (port.kind === 'one-wire') return { kind: 'files', files: createSensorFiles(port.path) };
  const link = port.kind === 'meter-tcp' ? createTcpLink(port, clock) : createSerialLink(port, clock);
  return instrumentLinkOver(port, link);
}

/** Where the port is, for people. */
export function describePort(port: PortPlan): string {
  if (port.kind === 'one-wire') return `files in ${port.path}`;
  return port.kind === 'meter-tcp'
    ? `tcp ${port.host}:${port.port}`
    : `serial ${port.path} ${port.baud} ${port.format}`;
}
