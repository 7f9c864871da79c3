/** A marker makes a stop a handover for one lease, and for one start. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clearHandover, handoverPath, isHandover, leaveHandover } from '../../../src/assembly/handover.ts';
import { shippedPlan } from '../../scenario/rig.ts';

const leftMs = Date.UTC(2026, 6, 15);
const leaseMs = Math.min(...shippedPlan().outputs.map((output) => output.leaseMs));

function planWith(marker?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'quietpost-handover-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const shipped = shippedPlan();
  const plan = { ...shipped, history: { ...shipped.history, path: join(folder, 'history.db') } };
  if (marker !== undefined) writeFileSync(handoverPath(plan), marker);
  return plan;
}

test('a stop without a marker, or with one that says nothing, is final', () => {
  for (const marker of [undefined, '', '{', 'null', '{"v":2,"leftMs":1}', '{"v":1,"leftMs":"now"}'])
    expect(isHandover(planWith(marker), leftMs), marker).toBe(false);
});

test('a marker holds for the shortest lease, and not before it was left', () => {
  const plan = planWith(JSON.stringify({ v: 1, leftMs }));
  expect([-1, 0, leaseMs - 1, leaseMs].map((ms) => isHandover(plan, leftMs + ms))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('a start takes the marker away', () => {
  const plan = planWith(JSON.stringify({ v: 1, leftMs }));
  clearHandover(plan);
  expect(isHandover(plan, leftMs)).toBe(false);
  clearHandover(plan);
});

test('the marker that a restart leaves is the one that a stop looks for', () => {
  const plan = planWith();
  leaveHandover(plan, leftMs);
  expect(isHandover(plan, leftMs + 1)).toBe(true);
});
