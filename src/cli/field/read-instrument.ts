/** `quietpost read` of an instrument that is no Modbus device: recognised, started and asked as the gateway does it. */

import { createSensorFiles } from '../../adapters/sensor-files.ts';
import { instrumentLinkOver } from '../../adapters/serial/instrument-link.ts';
import { byteLinkTo, describePort } from '../../assembly/instrument-links.ts';
import { tapped } from '../../commissioning/field-session.ts';
import type { DecodedValue } from '../../devices/instruments/language.ts';
import type { Field } from '../../fieldbus/field.ts';
import { createInstrumentPort } from '../../fieldbus/instruments/instrument-port.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { Fault } from '../../model/fault.ts';
import { specOf } from '../../model/quantity.ts';
import { bad } from '../../model/reading.ts';
import type { Result } from '../../model/result.ts';
import { type InstrumentPlan, instrumentsOn, type PortPlan, type SitePlan } from '../../plan/site-plan.ts';
import type { InstrumentLink } from '../../ports/field/instrument-link.ts';
import type { Person } from '../../ports/person.ts';
import { columns, shownNumber } from '../terminal/columns.ts';
import { tell, tellFault } from '../terminal/tell.ts';
import { type FieldPlan, ownerHint } from './place/field-plan.ts';

/** After this many slots, and the time to be recognised, the instrument counts as silent. */
const SLOTS_MAX = 4;
const BEGIN_MS = 5000;
/** The longest it takes to hear that there is nothing, beside the slots. */
export const ASK_MAX_MS = BEGIN_MS + 3000;

type Reply = Result<readonly DecodedValue[], Fault>;

/** The port and the instrument on it by the name in the site file. */
export function findInstrument(
  plan: Pick<SitePlan, 'ports'>,
  id: string,
): { readonly port: PortPlan; readonly instrument: InstrumentPlan } | undefined {
  for (const port of plan.ports) {
    const instrument = instrumentsOn(port).find((one) => one.id === id);
    if (instrument !== undefined) return { port, instrument };
  }
  return undefined;
}

/** Reads one instrument of a site and prints it; with `raw` also every byte. Gives the exit code. */
export async function readInstrument(
  plan: FieldPlan,
  { port, instrument }: NonNullable<ReturnType<typeof findInstrument>>,
  raw: boolean,
  field: Field,
  person: Person,
): Promise<number> {
  const { id, definition } = instrument;
  person.write(
    tell('instrument-head', { device: id, title: definition.title, port: port.id, end: describePort(port) }),
  );
  const { way, bytes } = wayTo(port, field);
  const reply = await firstGood(port, instrument, way, field);
  for (const line of table(instrument, reply)) person.write(line);
  if (raw && bytes !== undefined)
    for (const line of rawLines(bytes(), definition.kind === 'ascii')) person.write(line);
  if (!reply.ok && reply.fault.kind === 'link-down')
    for (const line of ownerHint(plan, port.id, id)) person.write(line);
  if (!reply.ok) return EXIT.UNAVAILABLE;
  return reply.value.every(({ result }) => result.ok) ? EXIT.OK : EXIT.DATAERR;
}

/** The way to an instrument, and what went over it. */
export function wayTo(port: PortPlan, field: Field) {
  if (port.kind === 'one-wire') {
    const way: InstrumentLink = { kind: 'files', files: createSensorFiles(port.path) };
    return { way, bytes: undefined };
  }
  const tap = tapped(byteLinkTo(port, field));
  return { way: instrumentLinkOver(port, tap.link), bytes: tap.bytes };
}

/** The first reading, else why the last slot had none. */
export function firstGood(port: PortPlan, { id, pollMs }: InstrumentPlan, way: InstrumentLink, field: Field) {
  const { clock } = field;
  return new Promise<Reply>((resolve) => {
    let last: Reply = { ok: false, fault: { kind: 'never-read' } };
    let slots = 0;
    let isDone = false;
    const owner = createInstrumentPort(port, way, {
      clock,
      jitter: Math.random,
      onReading(instrument, reply) {
        if (instrument.id !== id) return;
        last = reply;
        if (reply.ok || ++slots >= SLOTS_MAX) done();
      },
      onState: () => {},
    });
    const cancel = clock.at(clock.nowMs() + BEGIN_MS + SLOTS_MAX * pollMs, done);
    owner.start();

    function done(): void {
      if (isDone) return;
      isDone = true;
      cancel();
      owner.stop();
      resolve(last);
    }
  });
}

function table({ definition, pollMs }: InstrumentPlan, reply: Reply): readonly string[] {
  const rows = definition.points.map(({ id, quantity }) => {
    const { unit } = specOf(quantity);
    const result = reply.ok ? reply.value.find(({ point }) => point.id === id)?.result : reply;
    if (result?.ok && typeof result.value === 'number')
      return [id, shownNumber(result.value), unit, tell('quality-good'), ''];
    const fault: Fault = result === undefined || result.ok ? { kind: 'never-read' } : result.fault;
    return [id, '--', unit, bad(fault, 0).quality, tellFault(fault)];
  });
  const heads = [tell('read-point'), tell('read-value'), tell('read-unit'), tell('read-quality'), ''];
  return [...columns([heads, ...rows], [1]), tell('instrument-every', { seconds: pollMs / 1000 })];
}

function rawLines(
  { sent, received }: { sent: Uint8Array; received: Uint8Array },
  isText: boolean,
): readonly string[] {
  const show = (bytes: Uint8Array) =>
    isText
      ? JSON.stringify(Buffer.from(bytes).toString('latin1'))
      : Buffer.from(bytes)
          .toString('hex')
          .toUpperCase()
          .replaceAll(/..(?=.)/g, '$& ');
  return [
    '',
    tell('instrument-sent', { bytes: show(sent) }),
    tell('instrument-received', { bytes: show(received) }),
  ];
}
