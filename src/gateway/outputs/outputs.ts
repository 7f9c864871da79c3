/**
 * From decisions to copper: writes what changed, renews what has a lease, compares with what the far end reads back.
 * Nothing is written before the far end was read back, so a restart causes no pulse.
 */

import { type RelaySwitch, relayPath } from '../../devices/modbus/relay-path.ts';
import type { Decision } from '../../model/decision.ts';
import { HOUR_MS } from '../../model/duration.ts';
import type { Event } from '../../model/event.ts';
import type { ProcessImage } from '../../model/image.ts';
import { message } from '../../model/message.ts';
import { setValueOf } from '../../plan/set-value.ts';
import { type OutputPlan, RENEWALS_PER_LEASE, type SitePlan } from '../../plan/site-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OutputWrite, WriteOutput } from '../../ports/field/output.ts';
import { createOutputLine, type OutputLine } from './output-line.ts';
import { compareReadBack } from './output-read-back.ts';

/** A write that could not be sent for this long is dropped: the next cycle decides afresh. */
const WRITE_DEADLINE_MS = 2000;
/** If there is no read-back for this long, the first write goes out without it. */
const READ_BACK_WAIT_MS = 5000;
/** A far end that does not take a write is tried again only now and then: each try costs its bus a timeout. */
const RETRY_MS = 5000;
/** A far end that takes a write and reads back another value is commanded ever more seldom: set values wear EEPROM. */
const REPEAT_MAX_MS = HOUR_MS;

/** Writes the decisions of each cycle. */
export interface Outputs {
  /** Called once a cycle, after the decisions. Gives what is worth telling. */
  apply(decisions: readonly Decision[], image: ProcessImage): readonly Event[];
  /** Writes every output's fail-safe value; `done` when all are settled. */
  failSafe(done: () => void): void;
  /** Outputs that `failSafe` has written and whose far end has not acknowledged it. */
  unconfirmed(): readonly string[];
}

interface State {
  readonly write: WriteOutput;
  readonly clock: Clock;
  readonly startMs: number;
  readonly lines: readonly OutputLine[];
  readonly lineById: ReadonlyMap<string, OutputLine>;
  readonly failSafeById: ReadonlyMap<string, number>;
  /** Outputs whose fail-safe value is not acknowledged. */
  readonly unsafe: Set<string>;
}

/** The owner of all outputs of `plan` that `write` reaches; those on boards have their own (boards.ts). */
export function createOutputs(plan: SitePlan, write: WriteOutput, clock: Clock): Outputs {
  const state = createState(plan, write, clock);
  return {
    apply: (decisions, image) => apply(state, decisions, image),
    failSafe: (done) => failSafe(state, done),
    unconfirmed: () => [...state.unsafe],
  };
}

function createState(plan: SitePlan, write: WriteOutput, clock: Clock): State {
  const boards = new Set(plan.boards.map(({ id }) => id));
  const isOnBoard = new Set(plan.devices.filter(({ bus }) => boards.has(bus)).map(({ id }) => id));
  const lines = plan.outputs
    .filter(({ device }) => !isOnBoard.has(device))
    .map((output) => createOutputLine(output, plan));
  return {
    write,
    clock,
    startMs: clock.nowMs(),
    lines,
    lineById: new Map(lines.map((line) => [line.plan.id, line])),
    failSafeById: new Map(plan.control.outputs.map(({ id, failSafe }) => [id, failSafe])),
    unsafe: new Set(),
  };
}

function apply(state: State, decisions: readonly Decision[], image: ProcessImage): readonly Event[] {
  const events: Event[] = [];
  for (const decision of decisions) {
    const line = state.lineById.get(decision.output);
    if (line === undefined) continue;
    compareReadBack(line, image, events);
    if (!isLeftAsItStands(line, decision, image.nowMs - state.startMs)) drive(state, line, decision.value);
    watch(line, image, events);
  }
  return events;
}

function failSafe(state: State, done: () => void): void {
  let open = state.lines.length + 1;
  const settle = (): void => {
    open -= 1;
    if (open === 0) done();
  };
  for (const line of state.lines) {
    const { id } = line.plan;
    state.unsafe.add(id);
    send(state, line, writesFor(line.plan, state.failSafeById.get(id) ?? 0, null), (isDone) => {
      if (isDone) state.unsafe.delete(id);
      settle();
    });
  }
  settle();
}

/**
 * While control starts, it decides fail-safe because it has no inputs. What the gateway before us left may stand until
 * its lease would have ended, so that a quick restart moves nothing.
 */
function isLeftAsItStands(
  {
    plan,
    presentPct: standing,
    acknowledgedPct: asked,
  }: Pick<OutputLine, 'plan' | 'presentPct' | 'acknowledgedPct'>,
  decision: Decision,
  runningMs: number,
): boolean {
  return decision.by === 'start' && asked === null && standing !== null && runningMs < plan.leaseMs;
}

function drive(state: State, line: OutputLine, target: number): void {
  const nowMs = state.clock.nowMs();
  if (line.isPending || !isDue(line, target, nowMs, state.startMs)) return;
  const writes = writesFor(line.plan, target, line.presentPct);
  line.isPending = writes.length > 0;
  line.writtenMs = nowMs;
  send(state, line, writes, (isDone) => {
    line.isPending = false;
    line.presentPct = isDone ? target : null;
    line.acknowledgedPct = line.presentPct;
    line.failingSinceMs = isDone ? null : (line.failingSinceMs ?? nowMs);
  });
}

/** A write, and how long the one before it must have stood. */
type Paced = OutputWrite & { readonly afterMs: number };

/** One after the other: what was not acknowledged stops the rest, so that no relay closes on one that did not open. */
function send(
  { clock, write }: State,
  line: OutputLine,
  writes: readonly Paced[],
  done: (isDone: boolean) => void,
): void {
  line.sequence += 1;
  const { sequence } = line;
  const next = (index: number): void => {
    const one = writes[index];
    if (one === undefined || sequence !== line.sequence) {
      done(one === undefined);
      return;
    }
    const go = (): void => {
      if (sequence !== line.sequence) {
        done(false);
        return;
      }
      write(line.plan.device, one, clock.nowMs() + WRITE_DEADLINE_MS, (result) => {
        if (result.ok) next(index + 1);
        else done(false);
      });
    };
    if (one.afterMs > 0) clock.at(clock.nowMs() + one.afterMs, go);
    else go();
  };
  next(0);
}

function isDue(line: OutputLine, target: number, nowMs: number, startMs: number): boolean {
  const { command, presentPct: standing } = line;
  if (standing === null && line.writtenMs === Number.NEGATIVE_INFINITY) {
    return nowMs - startMs >= READ_BACK_WAIT_MS;
  }
  const sinceMs = nowMs - line.writtenMs;
  if (line.failingSinceMs !== null && sinceMs < RETRY_MS) return false;
  const renews = command.lease === undefined || command.lease.kind !== 'traffic';
  const renewalMs = line.plan.leaseMs / RENEWALS_PER_LEASE;
  if (target === line.acknowledgedPct && sinceMs < repeatMs(line, renews ? renewalMs : REPEAT_MAX_MS))
    return false;
  const isRenewal = renews && sinceMs >= renewalMs;
  if (command.kind !== 'register') return target !== standing || (isRenewal && hasEnergised(line, target));
  if (sinceMs < (command.minInterval ?? 0)) return false;
  if (standing === null) return true;
  const isEdge = target === 0 || target === 100;
  const isStep = Math.abs(target - standing) >= Math.max(command.minStep ?? 0, 0.5);
  return isStep || (isEdge && target !== standing) || isRenewal;
}

/** How long a value that the far end took and does not show is left alone: at once, 5 s, 10 s, up to `mostMs`. */
function repeatMs(line: OutputLine, mostMs: number): number {
  return line.refusals <= 1 ? 0 : Math.min(mostMs, RETRY_MS * 2 ** (line.refusals - 2));
}

function hasEnergised(line: OutputLine, target: number): boolean {
  return line.plan.kind === 'relay-steps' && (line.plan.steps[String(target)]?.length ?? 0) > 0;
}

/** What brings the output to `target`; relays that stay energised are renewed, those already released left alone. */
function writesFor(output: OutputPlan, target: number, standing: number | null): readonly Paced[] {
  const { command } = output;
  if (output.kind === 'register')
    return [{ kind: 'set-value', command, value: setValueOf(output, target), afterMs: 0 }];
  const { coils, steps, leaseMs, order, delayMs } = output;
  const on = steps[String(target)] ?? [];
  const from = standing === null ? undefined : steps[String(standing)];
  const path = from === undefined ? blindPath(output, on) : relayPath(steps, order, from, on);
  const switches = path ?? blindPath(output, on);
  const renewed = from === undefined ? [] : coils.filter((coil) => on.includes(coil) && from.includes(coil));
  const all = [...switches, ...renewed.map((relay) => ({ relay, isEnergised: true }))];
  return all.map(({ relay, isEnergised }, index) => {
    const turns = index < switches.length && index > 0 && all[index - 1]?.isEnergised !== isEnergised;
    return { kind: 'relay', command, relay, isEnergised, leaseMs, afterMs: turns ? delayMs : 0 };
  });
}

/** When the position of the relays is not known: all of them, in the order of the wiring. */
function blindPath({ coils, order }: RelayOutput, on: readonly number[]): readonly RelaySwitch[] {
  const release = coils.filter((coil) => !on.includes(coil)).map((relay) => ({ relay, isEnergised: false }));
  const energise = on.map((relay) => ({ relay, isEnergised: true }));
  return order === 'break-before-make' ? [...release, ...energise] : [...energise, ...release];
}

type RelayOutput = Extract<OutputPlan, { kind: 'relay-steps' }>;

/** After a whole lease without success: reports its position, once, and when it is back. */
function watch(line: OutputLine, image: ProcessImage, events: Event[]): void {
  const lost = line.failingSinceMs !== null && image.nowMs - line.failingSinceMs >= line.plan.leaseMs;
  if (lost === line.isReported) return;
  line.isReported = lost;
  const { id, device, leaseMs } = line.plan;
  const where = message(line.command.lease === undefined ? 'nothing-falls-back' : 'falls-to-own-fail-safe');
  events.push({
    class: 'fault',
    severity: lost ? 'alarm' : 'info',
    wallMs: image.wallMs,
    subject: id,
    state: lost ? 'raised' : 'cleared',
    message: lost
      ? message('output-lost', { output: id, seconds: leaseMs / 1000, where, device })
      : message('output-back', { output: id }),
  });
}
