/** The effect of what is switched and set: the power limit of each cabinet, by relays or in a register, and the lamp. */

import type { OutputPlan, SitePlan } from '../../src/plan/site-plan.ts';

/** The relays of the station. */
export interface RelayPanel {
  /** Sets the coils of a board, bit 0 = coil 1. */
  set(device: string, mask: number): void;
  /** Sets the power limit that a device holds in a register, W. */
  setLimit(device: string, command: string, limitW: number): void;
  /** Value of an output, percent. A pattern that is none of its steps counts as the lowest one. */
  valuePct(output: string): number;
  isLampOn(): boolean;
  /** Changes of single relays since the start. */
  switches(): number;
}

type RelayOutput = Extract<OutputPlan, { kind: 'relay-steps' }>;

/** A panel with all relays released. */
export function createRelayPanel(plan: SitePlan): RelayPanel {
  const outputs = plan.outputs.filter((output): output is RelayOutput => output.kind === 'relay-steps');
  const masks = new Map(outputs.map((output) => [output.device, 0]));
  const values = new Map(outputs.map((output) => [output.id, stepOf(output, 0)]));
  const { lampOutput } = plan.layout;
  let switches = 0;
  return {
    set(device, mask) {
      switches += countBits((masks.get(device) ?? 0) ^ mask);
      masks.set(device, mask);
      for (const output of outputs) if (output.device === device) values.set(output.id, stepOf(output, mask));
    },
    setLimit(device, command, limitW) {
      for (const output of plan.outputs) {
        if (output.kind !== 'register' || output.fullW === undefined) continue;
        if (output.device !== device || output.command !== command) continue;
        values.set(output.id, Math.min(100, (100 * limitW) / output.fullW));
      }
    },
    valuePct: (output) => values.get(output) ?? 100,
    isLampOn: () => lampOutput !== undefined && (values.get(lampOutput) ?? 0) > 0,
    switches: () => switches,
  };
}

function stepOf(output: RelayOutput, mask: number): number {
  const managed = mask & maskOf(output.coils);
  const steps = Object.entries(output.steps).map(([pct, coils]) => ({
    pct: Number(pct),
    mask: maskOf(coils),
  }));
  const found = steps.find((step) => step.mask === managed);
  return found?.pct ?? Math.min(...steps.map((step) => step.pct));
}

/** The mask of coils, which are printed from 1. */
function maskOf(coils: readonly number[]): number {
  return coils.reduce((mask, coil) => mask | (1 << (coil - 1)), 0);
}

function countBits(mask: number): number {
  let count = 0;
  for (let rest = mask >>> 0; rest > 0; rest >>>= 1) count += rest & 1;
  return count;
}
