/** `quietpost write DEVICE REGISTER|COMMAND VALUE`: one write, shown before and read back after. */

import { askAfterWrite, askPatiently } from '../../../commissioning/ask-patiently.ts';
import { echoNote } from '../../../commissioning/diagnosis/broken-answers.ts';
import { type Question, type Trial, wordsOf } from '../../../commissioning/diagnosis/trial.ts';
import { createFieldSession, type FieldSession } from '../../../commissioning/field-session.ts';
import { describeEnd, endOf, type Field } from '../../../fieldbus/field.ts';
import { settingOf } from '../../../fieldbus/modbus/line-setting.ts';
import { encodeRequest } from '../../../fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../../fieldbus/modbus/rtu-framing.ts';
import { tcpFraming } from '../../../fieldbus/modbus/tcp-framing.ts';
import { EXIT } from '../../../model/exit-code.ts';
import type { BusPlan, DevicePlan } from '../../../plan/site-plan.ts';
import type { ModbusRequest } from '../../../ports/field/modbus-client.ts';
import type { Person } from '../../../ports/person.ts';
import { hex, hexBytes } from '../../terminal/columns.ts';
import { tell, tellFault } from '../../terminal/tell.ts';
import { atTerminal } from '../../terminal/terminal.ts';
import type { AtOptions } from '../place/device-at.ts';
import { type FieldPlan, findDevice } from '../place/field-plan.ts';
import { placeOf } from '../place/place.ts';
import { refusedBy } from './agreed.ts';
import { writeHere } from './write-here.ts';
import { type WriteOrder, type WriteWish, writeOrderOf } from './write-order.ts';

/** The options as typed. `yes`: without asking. */
export interface WriteOptions extends AtOptions {
  readonly site: string;
  readonly yes?: boolean;
  readonly link?: readonly string[];
  readonly for?: string;
}

/** Runs the command. */
export async function writeCommand(
  device: string,
  target: string,
  value: string,
  options: WriteOptions,
): Promise<number> {
  const person = atTerminal();
  const place = await placeOf(device, options);
  if (typeof place === 'number') return place;
  if (typeof place === 'string') {
    person.complain(tell('command-says', { command: 'write', why: place }));
    return EXIT.USAGE;
  }
  const wish: WriteWish = {
    ...{ device: place.device, target, value, yes: options.yes === true },
    ...(options.for === undefined ? {} : { for: options.for }),
  };
  const { site, field } = place;
  const here = site === undefined ? undefined : writeHere(site, wish, field.clock, person);
  if (here !== undefined) return here;
  return writeDevice(place.plan, wish, place.field, person);
}

/** Shows what would be written, asks, writes, reads back. Gives the exit code. */
export async function writeDevice(
  plan: FieldPlan,
  wish: WriteWish,
  field: Field,
  person: Person,
): Promise<number> {
  const found = findDevice(plan, wish.device);
  const order =
    typeof found === 'string' ? found : writeOrderOf(found.device.definition, wish.target, wish.value);
  if (typeof found === 'string' || typeof order === 'string') {
    const why = typeof found === 'string' ? found : `${order}`;
    person.complain(tell('command-says', { command: 'write', why }));
    return EXIT.USAGE;
  }
  const { device, bus } = found;
  const session = createFieldSession(field, endOf(bus));
  try {
    const before = await askPatiently(session, questionOf(bus, device, order.readBack));
    for (const line of announcement(plan, bus, device, order, before)) person.write(line);
    for (const line of echoNote([before])) person.write(tell('write-mind', { what: line }));
    if (before.sent.length === 0) return EXIT.UNAVAILABLE;
    const refused = await refusedBy(person, wish.yes);
    if (refused !== undefined) return refused;
    return await writeAndCheck(session, bus, device, order, person);
  } finally {
    await session.close();
  }
}

async function writeAndCheck(
  session: FieldSession,
  bus: BusPlan,
  device: DevicePlan,
  order: WriteOrder,
  person: Person,
): Promise<number> {
  const written = await askPatiently(session, questionOf(bus, device, order.request));
  if (!written.outcome.ok) {
    person.complain(tell('write-unconfirmed', { why: tellFault(written.outcome.fault) }));
    return EXIT.IOERR;
  }
  const after = await askAfterWrite(session, questionOf(bus, device, order.readBack));
  const words = wordsOf(after);
  if (words === undefined) {
    person.write(tell('write-not-read', { state: stateText(after) }));
    return EXIT.OK;
  }
  if (isSame(words, order.expected)) {
    person.write(tell('write-done', { state: stateText(after) }));
    return EXIT.OK;
  }
  person.complain(tell('write-not-taken', { state: stateText(after) }));
  return EXIT.IOERR;
}

function announcement(
  plan: FieldPlan,
  bus: BusPlan,
  device: DevicePlan,
  order: WriteOrder,
  before: Trial,
): readonly string[] {
  const { id, unitId } = device;
  const outputs = plan.outputs.filter((output) => output.device === id).map((output) => output.id);
  const isOutput =
    outputs.length === 0 ? [] : [tell('write-mind', { what: tell('write-outputs', { outputs }) })];
  return [
    tell('write-head', {
      ...{ device: id, unitId, bus: bus.id },
      end: describeEnd(endOf(bus), settingOf(bus)),
    }),
    tell('write-what', { what: order.what }),
    tell('write-frame', { bytes: hexBytes(frameOf(bus, unitId, order.request)) }),
    tell('write-now', { state: stateText(before) }),
    ...order.cautions.map((what) => tell('write-mind', { what })),
    ...isOutput,
  ];
}

function questionOf(bus: BusPlan, { unitId, definition }: DevicePlan, request: ModbusRequest): Question {
  const { responseTimeoutMs: timeoutMs, minGapMs: gapMs } = definition;
  return { line: settingOf(bus), unitId, request, timeoutMs, gapMs };
}

function frameOf(bus: BusPlan, unitId: number, request: ModbusRequest): Uint8Array {
  const framing = bus.kind === 'modbus-tcp' ? tcpFraming : rtuFraming;
  return framing.wrap(unitId, encodeRequest(request), 2);
}

function stateText(trial: Trial): string {
  const words = wordsOf(trial);
  if (words !== undefined) return words.map((word) => `${hex(word)} (${word})`).join(' ');
  return trial.outcome.ok ? tell('write-nothing-there') : tellFault(trial.outcome.fault);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
