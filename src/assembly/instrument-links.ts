/** The real link to an instrument: a socket, a serial port, the files of its sensors. */

import { createSensorFiles } from '../adapters/sensor-files.ts';
import { instrumentLinkOver } from '../adapters/serial/instrument-link.ts';
import type { Field } from '../fieldbus/field.ts';
import type { MeterPortPlan, PortPlan } from '../plan/site-plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { ByteLink } from '../ports/field/byte-link.ts';
import type { InstrumentLink } from '../ports/field/instrument-link.ts';
import { realField } from './real-field.ts';

/** The link to an instrument; for 1-wire sensors their files. */
export function instrumentLinkOf(port: PortPlan, clock: Clock): InstrumentLink {
  return port.kind === 'one-wire'
    ? { kind: 'files', files: createSensorFiles(port.path) }
    : instrumentLinkOver(port, byteLinkTo(port, realField(clock)));
}

/** The bytes under it, on real or simulated links. */
export function byteLinkTo(port: MeterPortPlan, field: Field): ByteLink {
  return port.kind === 'meter-tcp'
    ? field.linkTo({ kind: 'socket', host: port.host, port: port.port }, { kind: 'tcp' })
    : field.linkTo(
        { kind: 'serial', path: port.path },
        { kind: 'serial', baud: port.baud, format: port.format },
      );
}

/** The place of the port, for people. */
export function describePort(port: PortPlan): string {
  if (port.kind === 'one-wire') return `files in ${port.path}`;
  return port.kind === 'meter-tcp'
    ? `tcp ${port.host}:${port.port}`
    : `serial ${port.path} ${port.baud} ${port.format}`;
}
