/** One output as the gateway knows it: its far end, its present value, what the far end acknowledged last. */

import type { Command } from '../../devices/modbus/command.ts';
import type { Point } from '../../devices/modbus/definition.ts';
import { rawStepOf } from '../../devices/modbus/encode.ts';
import { maskOf } from '../../devices/modbus/relay-path.ts';
import type { Reading } from '../../model/reading.ts';
import { setValueOf } from '../../plan/set-value.ts';
import type { OutputPlan, SitePlan } from '../../plan/site-plan.ts';

/** One output, its command and what is known of its far end. */
export interface OutputLine {
  readonly plan: OutputPlan;
  readonly command: Command;
  readonly readBackChannel: string;
  /** The smallest change that the far end can hold, percent; of relays 0. */
  readonly stepPct: number;
  /** Value of the far end: as it acknowledged, or as it reads back. */
  presentPct: number | null;
  /** Value that the far end acknowledged last; null before, and after a write whose end is not known. */
  acknowledgedPct: number | null;
  /** Acknowledged writes in a row that read back otherwise. */
  refusals: number;
  /** Last write of any kind, for intervals and leases. */
  writtenMs: number;
  isPending: boolean;
  failingSinceMs: number | null;
  isReported: boolean;
  /** Grows with every sequence of writes: an older one that is still waiting ends there. */
  sequence: number;
}

/**
 * The output before its first read-back: nothing is known of where it stands. Asserts that its device has
 * the command.
 */
export function createOutputLine(output: OutputPlan, plan: SitePlan): OutputLine {
  const device = plan.devices.find((candidate) => candidate.id === output.device);
  const command = device?.definition.commands.find((candidate) => candidate.name === output.command);
  if (command === undefined) throw new Error(`assertion: output ${output.id} has no command in its device`);
  return {
    plan: output,
    command,
    readBackChannel: `${output.device}.${readBackPoint(command, device?.definition.points ?? [])}`,
    stepPct: stepOf(output, command),
    presentPct: null,
    acknowledgedPct: null,
    refusals: 0,
    writtenMs: Number.NEGATIVE_INFINITY,
    isPending: false,
    failingSinceMs: null,
    isReported: false,
    sequence: 0,
  };
}

/** Value of the far end in percent; null when its relays have the pattern of no step. */
export function foundValue(line: OutputLine, reading: Reading): number | null {
  const value = reading.value ?? 0;
  if (line.plan.kind === 'register') return Math.round((value * 1000) / setValueOf(line.plan, 100)) / 10;
  const managed = maskOf(line.plan.coils);
  const step = Object.entries(line.plan.steps).find(([, coils]) => maskOf(coils) === (value & managed));
  return step === undefined ? null : Number(step[0]);
}

function stepOf(output: OutputPlan, command: Command): number {
  if (output.kind !== 'register' || command.kind !== 'register') return 0;
  return (100 * rawStepOf(command)) / setValueOf(output, 100);
}

/** The read-back of a command is the register of the same address, or the mask of all relays. */
function readBackPoint(command: Command, points: readonly Point[]): string {
  if (command.kind !== 'register') return 'relay.coils';
  const isSame = (point: Point) => point.table === 'holding' && point.address === command.address;
  return points.find(isSame)?.id ?? command.quantity;
}
