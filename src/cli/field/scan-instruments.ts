/**
 * `quietpost scan --instruments`: which instrument with a language of its own hangs on a port. Each that is known is
 * begun and asked as the gateway does it, at its factory setting.
 */

import type { MeterDefinition } from '../../devices/instruments/instrument.ts';
import type { Field, FieldEnd } from '../../fieldbus/field.ts';
import { atMost } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { MeterPortPlan } from '../../plan/site-plan.ts';
import type { Person } from '../../ports/person.ts';
import { tell, tellFault } from '../terminal/tell.ts';
import { sharedHint } from './place/field-plan.ts';
import { ASK_MAX_MS, firstGood, wayTo } from './read-instrument.ts';

const POLL_MS = 1000;
const VALID_MS = 5000;

/** Prints who answers with a reading that can be true. Gives the exit code. */
export async function scanInstruments(
  end: FieldEnd,
  definitions: readonly MeterDefinition[],
  field: Field,
  person: Person,
): Promise<number> {
  const maxMs = definitions.length * (ASK_MAX_MS + POLL_MS);
  person.write(tell('scan-instruments', { count: definitions.length, most: atMost(maxMs) }));
  let found = 0;
  for (const definition of definitions) {
    if (person.signal.aborted) break;
    person.status?.(tell('scan-asking', { model: definition.model }));
    const port = portFor(end, definition);
    const reply = await firstGood(port, port.meter, wayTo(port, field).way, field);
    if (!reply.ok && reply.fault.kind === 'link-down' && found === 0) {
      person.status?.('');
      person.complain(tell('command-says', { command: 'scan', why: tellFault(reply.fault) }));
      return EXIT.UNAVAILABLE;
    }
    if (!reply.ok || !reply.value.some(({ result }) => result.ok)) continue;
    found++;
    const { model, title } = definition;
    person.write(tell('scan-instrument', { model, title, setting: settingText(port) }));
  }
  person.status?.('');
  if (found > 0) return EXIT.OK;
  person.write(tell('scan-no-instrument'));
  for (const line of await sharedHint(field, end)) person.write(line);
  return person.signal.aborted ? EXIT.INTERRUPTED : EXIT.UNAVAILABLE;
}

function portFor(end: FieldEnd, definition: MeterDefinition): MeterPortPlan {
  const id = 'port';
  const meter = { id: 'instrument', bus: id, definition, pollMs: POLL_MS, validMs: VALID_MS };
  if (end.kind === 'socket') return { id, kind: 'meter-tcp', host: end.host, port: end.port, meter };
  const { baud, format } = definition.serial;
  return { id, kind: 'meter-serial', path: end.path, baud, format, meter };
}

function settingText(port: MeterPortPlan): string {
  return port.kind === 'meter-serial' ? `${port.baud} ${port.format}` : `${port.host}:${port.port}`;
}
