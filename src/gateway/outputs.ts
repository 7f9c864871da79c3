/**
 * From decisions to copper: writes what changed, renews what has a lease, compares with what the far end reads back.
 * Nothing is written before the far end has said how it stands, so a restart causes no pulse.
 */

import { type OutputPlan, renewalsPerLease, type SitePlan } from '../config/plan.ts';
import type { Command, RegisterCommand, RelayCommand } from '../devices/command.ts';
import type { Point } from '../devices/definition.ts';
import { encodeRegisterCommand, encodeRelayCommand } from '../devices/encode.ts';
import type { Decision } from '../model/decision.ts';
import type { Event } from '../model/event.ts';
import type { Fault } from '../model/fault.ts';
import type { ProcessImage } from '../model/image.ts';
import type { Reading } from '../model/reading.ts';
import type { Result } from '../model/result.ts';
import type { ModbusReply, ModbusRequest } from '../ports/modbus-client.ts';

/** A write that could not be sent for this long is dropped: the next cycle decides afresh. */
const WRITE_DEADLINE_MS = 2000;
/** Without any read-back for this long the first write goes out blind. */
const READ_BACK_PATIENCE_MS = 5000;
/** A read-back older than this after a write may still show the value before it. */
const READ_BACK_AFTER_MS = 200;
const READ_BACK_TOLERANCE_PCT = 1;
/** A far end that does not take a write is tried again only now and then: each try costs its bus a timeout. */
const RETRY_MS = 5000;
/** One that takes it and reads back another value is asked for the same ever more seldom: set values wear EEPROM. */
const REPEAT_MAX_MS = 3_600_000;
/** So many times in a row are no accident any more. */
const REFUSALS_TOLD = 3;

export type WriteToDevice = (
  device: string,
  request: ModbusRequest,
  deadlineMs: number,
  done: (result: Result<ModbusReply, Fault>) => void,
) => void;

interface Line {
  readonly plan: OutputPlan;
  readonly command: Command;
  readonly readBackChannel: string;
  /** Where the far end stands: as it acknowledged, or as it reads back. */
  standing: number | null;
  /** What it acknowledged last; null before, and after a write of unknown fate. */
  asked: number | null;
  /** Acknowledged writes in a row that read back otherwise. */
  refusals: number;
  /** Last write of any kind, for intervals and leases. */
  writtenMs: number;
  pending: boolean;
  failingSinceMs: number | null;
  reported: boolean;
}

export interface Outputs {
  /** Called once a cycle, after the decisions. Gives what is worth telling. */
  apply(decisions: readonly Decision[], image: ProcessImage): readonly Event[];
  /** Writes every output's fail-safe value; `done` when all are settled. */
  failSafe(nowMs: number, done: () => void): void;
  /** Outputs that `failSafe` has written and whose far end has not acknowledged it. */
  unconfirmed(): readonly string[];
}

export function createOutputs(plan: SitePlan, write: WriteToDevice, startMs: number): Outputs {
  const lines = plan.outputs.map((output) => lineOf(output, plan));
  const byId = new Map(lines.map((line) => [line.plan.id, line]));
  const failSafeOf = new Map(plan.control.outputs.map((spec) => [spec.id, spec.failSafe]));
  /** Fail-safe writes of each output that are not acknowledged. */
  const unsafe = new Map<string, number>();

  return {
    apply(decisions, image) {
      const events: Event[] = [];
      for (const decision of decisions) {
        const line = byId.get(decision.output);
        if (line === undefined) continue;
        compare(line, image, events);
        drive(line, decision.value, image.nowMs, startMs, write);
        watch(line, image, events);
      }
      return events;
    },
    failSafe(nowMs, done) {
      let open = 1;
      const settle = (): void => {
        open -= 1;
        if (open === 0) done();
      };
      for (const line of lines) {
        const { id, device } = line.plan;
        const requests = requestsFor(line, failSafeOf.get(id) ?? 0, null);
        unsafe.set(id, requests.length);
        for (const request of requests) {
          open += 1;
          write(device, request, nowMs + WRITE_DEADLINE_MS, (result) => {
            if (result.ok) unsafe.set(id, (unsafe.get(id) ?? 0) - 1);
            settle();
          });
        }
      }
      settle();
    },
    unconfirmed: () => [...unsafe].filter(([, writes]) => writes > 0).map(([id]) => id),
  };
}

function lineOf(output: OutputPlan, plan: SitePlan): Line {
  const device = plan.devices.find((candidate) => candidate.id === output.device);
  const command = device?.definition.commands.find((candidate) => candidate.name === output.command);
  if (command === undefined) throw new Error(`assertion: output ${output.id} has no command in its device`);
  return {
    plan: output,
    command,
    readBackChannel: `${output.device}.${readBackPoint(command, device?.definition.points ?? [])}`,
    standing: null,
    asked: null,
    refusals: 0,
    writtenMs: Number.NEGATIVE_INFINITY,
    pending: false,
    failingSinceMs: null,
    reported: false,
  };
}

/** What a command has set stands in the register of the same address, or in the mask of all relays. */
function readBackPoint(command: Command, points: readonly Point[]): string {
  if (command.kind !== 'register') return 'relay.coils';
  const isSame = (point: Point) => point.table === 'holding' && point.address === command.address;
  return points.find(isSame)?.id ?? command.quantity;
}

/** Takes the far end's word: at the start instead of a write, later to find what it does not do, or what moved it. */
function compare(line: Line, image: ProcessImage, events: Event[]): void {
  const reading = image.channels[line.readBackChannel];
  if (reading === undefined || reading.value === null || line.pending) return;
  if (reading.takenMs < line.writtenMs + READ_BACK_AFTER_MS) return;
  const found = foundValue(line, reading);
  if (line.asked === null) {
    line.standing = found;
    return;
  }
  if (found !== null && Math.abs(found - line.asked) <= READ_BACK_TOLERANCE_PCT) {
    if (line.refusals >= REFUSALS_TOLD) events.push(readBackEvent(line, found, image.wallMs, true));
    line.refusals = 0;
    line.standing = line.asked;
    return;
  }
  const isNew = line.standing === line.asked;
  line.standing = found;
  // Seen again before the next write it is the same contradiction.
  if (!isNew) return;
  line.refusals += 1;
  if (line.refusals === 1 || line.refusals === REFUSALS_TOLD) {
    events.push(readBackEvent(line, found, image.wallMs, false));
  }
}

function readBackEvent(line: Line, found: number | null, wallMs: number, agrees: boolean): Event {
  const { id } = line.plan;
  const common = { class: 'fault', wallMs, subject: id, state: 'noted' } as const;
  if (agrees) return { ...common, severity: 'info', text: `${id} follows its set value again.` };
  const seen = `${id} was set to ${line.asked} % but reads back ${found === null ? 'an unknown pattern' : `${found} %`}`;
  if (line.refusals < REFUSALS_TOLD) {
    const text = `${seen}: writing it again. Somebody else moved it, or it fell back to its own fail-safe.`;
    return { ...common, severity: 'warning', text };
  }
  const text = `${seen}, time after time: it is asked ever more seldom. Check that ${line.plan.device} is set to take its commands from the bus.`;
  return { ...common, severity: 'alarm', text };
}

/** The percent the far end stands at; null for relays in a pattern that no step has. */
function foundValue(line: Line, reading: Reading): number | null {
  const value = reading.value ?? 0;
  if (line.plan.kind === 'register') return Math.round(value * 10) / 10;
  const managed = maskOf(line.plan.coils);
  const step = Object.entries(line.plan.steps).find(([, coils]) => maskOf(coils) === (value & managed));
  return step === undefined ? null : Number(step[0]);
}

function drive(line: Line, target: number, nowMs: number, startMs: number, write: WriteToDevice): void {
  if (line.pending || !isDue(line, target, nowMs, startMs)) return;
  const requests = requestsFor(line, target, line.standing);
  let open = requests.length;
  let fault: Fault | undefined;
  line.pending = open > 0;
  line.writtenMs = nowMs;
  for (const request of requests) {
    write(line.plan.device, request, nowMs + WRITE_DEADLINE_MS, (result) => {
      if (!result.ok) fault = result.fault;
      open -= 1;
      if (open > 0) return;
      line.pending = false;
      line.standing = fault === undefined ? target : null;
      line.asked = line.standing;
      line.failingSinceMs = fault === undefined ? null : (line.failingSinceMs ?? nowMs);
    });
  }
}

function isDue(line: Line, target: number, nowMs: number, startMs: number): boolean {
  const { command, standing } = line;
  if (standing === null && line.writtenMs === Number.NEGATIVE_INFINITY) {
    return nowMs - startMs >= READ_BACK_PATIENCE_MS;
  }
  const sinceMs = nowMs - line.writtenMs;
  if (line.failingSinceMs !== null && sinceMs < RETRY_MS) return false;
  const renews = command.lease === undefined || command.lease.kind !== 'traffic';
  const renewalMs = line.plan.leaseMs / renewalsPerLease;
  if (target === line.asked && sinceMs < repeatMs(line, renews ? renewalMs : REPEAT_MAX_MS)) return false;
  const isRenewal = renews && sinceMs >= renewalMs;
  if (command.kind !== 'register') return target !== standing || (isRenewal && hasEnergised(line, target));
  if (sinceMs < (command.minInterval ?? 0)) return false;
  if (standing === null) return true;
  const isEdge = target === 0 || target === 100;
  const isStep = Math.abs(target - standing) >= Math.max(command.minStep ?? 0, 0.5);
  return isStep || (isEdge && target !== standing) || isRenewal;
}

/** How long a value that the far end took and does not show is left alone: at once, 5 s, 10 s, up to `mostMs`. */
function repeatMs(line: Line, mostMs: number): number {
  return line.refusals <= 1 ? 0 : Math.min(mostMs, RETRY_MS * 2 ** (line.refusals - 2));
}

function hasEnergised(line: Line, target: number): boolean {
  return line.plan.kind === 'relay-steps' && (line.plan.steps[String(target)]?.length ?? 0) > 0;
}

/** Relays that open go first: never more contacts closed than in either of the two patterns. */
function requestsFor(line: Line, target: number, standing: number | null): readonly ModbusRequest[] {
  if (line.plan.kind === 'register') {
    const command = line.command as RegisterCommand;
    return [
      { kind: 'write-register', address: command.address, value: encodeRegisterCommand(command, target) },
    ];
  }
  const command = line.command as RelayCommand;
  const { coils, steps, leaseMs } = line.plan;
  const on = steps[String(target)] ?? [];
  const wasOn = standing === null ? coils : (steps[String(standing)] ?? coils);
  const release = coils.filter((coil) => !on.includes(coil) && wasOn.includes(coil));
  return [
    ...release.map((coil) => encodeRelayCommand(command, coil, false, leaseMs)),
    ...on.map((coil) => encodeRelayCommand(command, coil, true, leaseMs)),
  ];
}

/** After a whole lease without success the far end stands in its own fail-safe: say so once, and when it is back. */
function watch(line: Line, image: ProcessImage, events: Event[]): void {
  const lost = line.failingSinceMs !== null && image.nowMs - line.failingSinceMs >= line.plan.leaseMs;
  if (lost === line.reported) return;
  line.reported = lost;
  events.push({
    class: 'fault',
    severity: lost ? 'alarm' : 'info',
    wallMs: image.wallMs,
    subject: line.plan.id,
    state: lost ? 'raised' : 'cleared',
    text: lost
      ? `${line.plan.id} could not be written for ${line.plan.leaseMs / 1000} s: it stands in its own fail-safe now. Check ${line.plan.device} and its line.`
      : `${line.plan.id} can be written again.`,
  });
}

function maskOf(coils: readonly number[]): number {
  return coils.reduce((mask, coil) => mask | (1 << (coil - 1)), 0);
}
