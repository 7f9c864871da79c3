/**
 * The marker of a handover: a file beside the history that says when it was left. Whoever ends a gateway in order to
 * start the next one at once leaves it; then the outputs keep their values, and their leases watch over the time
 * between. It is valid for the shortest lease of the site. Without it a stop is final, and the outputs go to fail-safe.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SitePlan } from '../plan/site-plan.ts';

type HandoverPlan = Pick<SitePlan, 'history' | 'outputs'>;

/** Where the marker stands: `{"v":1,"leftMs":<wall time, ms>}`. */
export function handoverPath({ history }: HandoverPlan): string {
  return `${history.path}.handover`;
}

/** Leaves the marker, for whoever is about to end the gateway and start the next one. */
export function leaveHandover(plan: HandoverPlan, wallMs: number): void {
  const path = handoverPath(plan);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ v: 1, leftMs: wallMs }), { mode: 0o644 });
}

/** Whether a stop at `wallMs` is a handover. */
export function isHandover(plan: HandoverPlan, wallMs: number): boolean {
  const ageMs = wallMs - leftMs(handoverPath(plan));
  const leaseMs = Math.min(...plan.outputs.map((output) => output.leaseMs));
  return ageMs >= 0 && ageMs < leaseMs;
}

/** Called at the start: a marker serves for one handover alone. */
export function clearHandover(plan: HandoverPlan): void {
  try {
    rmSync(handoverPath(plan), { force: true });
  } catch {
    // A card that has become read-only keeps it: after one lease it says nothing any more.
  }
}

/** NaN where there is no marker that can be read. */
function leftMs(path: string): number {
  try {
    const marker = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly v?: unknown;
      readonly leftMs?: unknown;
    };
    return marker.v === 1 && typeof marker.leftMs === 'number' ? marker.leftMs : Number.NaN;
  } catch {
    // No marker, or one that says nothing: the stop is final.
    return Number.NaN;
  }
}
