/** The plans of boards and GPIO lines: what each must fall to is the fail-safe of the outputs on it. */

import type { BankPlan, BoardPlan } from '../../plan/site-plan.ts';
import { gpioModel } from '../site/built-in-models.ts';
import { isRelays } from '../site/output-entry.ts';
import type { Device, Station } from '../site/site-draft.ts';
import type { OutputEntry, SiteFile } from '../site/site-schema.ts';

/** Speed of a fan that no output commands: it cools as much as it can. */
const UNUSED_FAN_PCT = 100;
const SHORTEST_LEASE_MS = 1500;
const USUAL_LEASE_MS = 5000;

/** One plan for each enclosure board, with the fail-safe that the board keeps itself. */
export function boardPlans(file: SiteFile, station: Station): BoardPlan[] {
  return Object.entries(file.buses).flatMap(([id, bus]) => {
    if (bus.kind !== 'board') return [];
    const devices = [...station.devices.values()].filter((device) => device.bus === id);
    const outputs = devices.flatMap((device) => outputsOf(file, device));
    const fansPct = Array.from({ length: bus.fans }, (_, index) => {
      const fan = devices.find(({ model, unitId }) => model === 'board-fan' && unitId === index + 1);
      return Math.round(outputsOf(file, fan)[0]?.failSafe ?? UNUSED_FAN_PCT);
    });
    const closed = outputs.flatMap(energisedInFailSafe);
    const relays = Array.from({ length: bus.relays }, (_, index) => closed.includes(index + 1));
    const leaseMs = Math.min(...outputs.map(({ lease }) => lease));
    const end = { kind: 'serial', path: bus.path, baud: bus.baud } as const;
    return [{ id, end, failSafe: { fansPct, relays }, leaseMs: possibleLease(leaseMs) }];
  });
}

/** One plan for each device of relays on GPIO lines. */
export function bankPlans(file: SiteFile, station: Station): BankPlan[] {
  return [...station.devices.values()].flatMap((device) => {
    const bus = file.buses[device.bus];
    const { lines, activeLow } = file.devices[device.id] ?? {};
    if (bus?.kind !== 'gpio' || device.model !== gpioModel || lines === undefined) return [];
    const outputs = outputsOf(file, device);
    const closed = outputs.flatMap(energisedInFailSafe);
    return [
      {
        device: device.id,
        bus: device.bus,
        chip: bus.chip,
        driver: bus.driver,
        lines,
        isActiveLow: activeLow ?? false,
        failSafe: lines.map((_, index) => closed.includes(index + 1)),
        leaseMs: possibleLease(Math.min(...outputs.map(({ lease }) => lease))),
        pollMs: device.pollMs,
      },
    ];
  });
}

/** Relays, counted from 1, that are energised in the output's fail-safe. */
function energisedInFailSafe(output: OutputEntry): readonly number[] {
  if (!isRelays(output)) return [];
  if (output.kind === 'lamp') return output.failSafe === 0 ? [] : output.coils;
  return output.steps[String(output.failSafe)] ?? [];
}

function outputsOf(file: SiteFile, device: Device | undefined): readonly OutputEntry[] {
  return Object.values(file.outputs).filter((output) => output.device === device?.id);
}

/** What has nothing to command still has a lease in its plan. */
function possibleLease(leaseMs: number): number {
  return Number.isFinite(leaseMs) ? Math.max(SHORTEST_LEASE_MS, leaseMs) : USUAL_LEASE_MS;
}
