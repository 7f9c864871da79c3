/** `quietpost check --probe`: asks each device of a site once, reading only, and says who answers. */

import { createSystemClock } from '../../adapters/system-clock.ts';
import { realField } from '../../assembly/real-field.ts';
import { askPatiently } from '../../commissioning/ask-patiently.ts';
import { createFieldSession, type FieldSession } from '../../commissioning/field-session.ts';
import { planReads } from '../../devices/modbus/read-plan.ts';
import { endOf, type Field } from '../../fieldbus/field.ts';
import { settingOf } from '../../fieldbus/modbus/line-setting.ts';
import { EXIT } from '../../model/exit-code.ts';
import { lineOf } from '../../plan/bus-line.ts';
import { type BusPlan, type DevicePlan, instrumentsOn, type PortPlan } from '../../plan/site-plan.ts';
import type { Person } from '../../ports/person.ts';
import type { FieldPlan } from '../field/place/field-plan.ts';
import { firstGood, wayTo } from '../field/read-instrument.ts';
import { columns } from '../terminal/columns.ts';
import { type PlanOverrides, planFor } from '../terminal/site-argument.ts';
import { tell, tellFault } from '../terminal/tell.ts';
import { atTerminal } from '../terminal/terminal.ts';

/** What one device said. `null`: it was not asked. */
interface Probed {
  readonly bus: string;
  readonly device: string;
  readonly model: string;
  readonly where: string;
  readonly answers: boolean | null;
  readonly what: string;
}

/** What of a site is asked. */
export type ProbedPlan = FieldPlan & { readonly boards: readonly { readonly id: string }[] };

/** On the wires of this computer. Gives the exit code. */
export async function probeSite(site: string, options: PlanOverrides): Promise<number> {
  const plan = planFor(site, options);
  if (typeof plan === 'number') return plan;
  const person = atTerminal();
  person.write(`\n${tell('probe-devices')}`);
  return probe(plan, realField(createSystemClock({ wallSync: 'assumed' })), person);
}

/** Lines are asked side by side, the devices of a line one after the other. Gives the exit code. */
export async function probe(plan: ProbedPlan, field: Field, person: Person): Promise<number> {
  person.status?.(tell('probe-asking'));
  const byLine = await Promise.all([
    ...plan.buses.map((bus) => probeBus(plan, bus, field, person)),
    ...plan.ports.map((port) => probePort(port, field)),
  ]);
  person.status?.('');
  const all = byLine.flat();
  const rows = all.map(({ bus, device, model, where, answers, what }) => {
    return [device, `${bus}${where}`, model, answerText(answers), what];
  });
  for (const line of columns(rows)) person.write(`  ${line}`);
  for (const { id } of plan.boards) person.write(`  ${tell('probe-board', { board: id })}`);
  person.write(countText(all));
  if (person.signal.aborted) return EXIT.INTERRUPTED;
  return all.every(({ answers }) => answers === true) ? EXIT.OK : EXIT.UNAVAILABLE;
}

function answerText(answers: boolean | null): string {
  if (answers === null) return '?';
  return tell(answers ? 'probe-answers' : 'probe-silent');
}

function countText(all: readonly Probed[]): string {
  const [count, answering] = [all.length, all.filter(({ answers }) => answers === true).length];
  const unasked = all.filter(({ answers }) => answers === null).length;
  const counted =
    unasked === 0
      ? tell('probe-count', { answering, count })
      : tell('probe-count-unasked', { answering, count, unasked });
  const silent = all.find(({ answers }) => answers === false);
  return silent === undefined ? counted : tell('probe-reason', { counted, device: silent.device });
}

async function probeBus(
  plan: FieldPlan,
  bus: BusPlan,
  field: Field,
  person: Person,
): Promise<readonly Probed[]> {
  const devices = plan.devices.filter((device) => device.bus === bus.id);
  // A second client would take answers from the first, or its only connection.
  const users = (await field.usersOf?.(endOf(bus))) ?? [];
  if (users.length > 0) return devices.map((device) => unasked(bus, device, tell('probe-in-use', { users })));
  const session = createFieldSession(field, endOf(bus));
  const probed: Probed[] = [];
  for (const device of devices)
    probed.push(
      person.signal.aborted
        ? unasked(bus, device, tell('probe-ended'))
        : await probeDevice(bus, device, session),
    );
  await session.close();
  return probed;
}

/** The first thing that the gateway would read of it. */
async function probeDevice(bus: BusPlan, device: DevicePlan, session: FieldSession): Promise<Probed> {
  const { definition, unitId, pollMs } = device;
  const block = planReads(definition, pollMs, lineOf(bus))[0];
  if (block === undefined) return unasked(bus, device, tell('probe-nothing'));
  const { table, address, count } = block;
  const request = { kind: 'read', table, address, count } as const;
  const { responseTimeoutMs: timeoutMs, minGapMs: gapMs } = definition;
  const line = settingOf(bus);
  const { outcome, tookMs } = await askPatiently(session, { line, unitId, request, timeoutMs, gapMs });
  const what = outcome.ok ? `${Math.round(tookMs)} ms` : tellFault(outcome.fault);
  // A refusal is an answer, too: the device is there.
  const isThere = outcome.ok || outcome.fault.kind === 'modbus-exception';
  return { ...unasked(bus, device, what), answers: isThere };
}

function unasked(bus: BusPlan, { id, unitId, definition }: DevicePlan, what: string): Probed {
  return {
    bus: bus.id,
    device: id,
    model: definition.model,
    where: ` ${tell('probe-unit', { unitId })}`,
    answers: null,
    what,
  };
}

async function probePort(port: PortPlan, field: Field): Promise<readonly Probed[]> {
  const probed: Probed[] = [];
  for (const instrument of instrumentsOn(port)) {
    const reply = await firstGood(port, instrument, wayTo(port, field).way, field);
    probed.push({
      bus: port.id,
      device: instrument.id,
      model: instrument.definition.model,
      where: '',
      answers: reply.ok,
      what: reply.ok ? '' : tellFault(reply.fault),
    });
  }
  return probed;
}
