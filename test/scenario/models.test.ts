/** What the station has learnt of itself goes north, and onto the console. */

import { expect, test } from 'vitest';
import { statusLine } from '../../src/assembly/status-line.ts';
import { modelsSchema } from '../../src/contract/standing/models.ts';
import type { TickResult } from '../../src/control/tick.ts';
import { createRig } from './rig.ts';

test('at night the models of the shipped station are published, and the status line tells the ladder', () => {
  let result: TickResult | undefined;
  const rig = createRig({
    startHour: 22.5,
    onCycle: (_image, resultNow) => {
      result = resultNow;
    },
  });
  rig.run(1200);
  const sent = rig.broker.messages.filter(({ topic }) => topic.endsWith('/models'));
  expect(sent.length).toBeGreaterThanOrEqual(4);
  const models = modelsSchema.parse(JSON.parse(sent.at(-1)?.payload ?? ''));
  expect(Object.keys(models.cabinets)).toEqual(['a', 'b']);
  expect(models.cabinets['a']?.identified_min).toBeGreaterThanOrEqual(15);
  expect(models.cabinets['a']?.rise_k).not.toBe(22);
  expect(Object.keys(models.limits)).toEqual(['limit-a', 'limit-b']);
  const north = models.receptors['north'];
  expect(north?.limit_db).toBe(45);
  expect(north?.allowed_db).toBeLessThanOrEqual(44);
  expect(north?.allowed_db).toBeGreaterThan(north?.equipment_db ?? 99);

  if (result === undefined) throw new Error('no cycle yet');
  const line = statusLine(rig.image(), result, rig.plan.control, 'end');
  expect(line).toMatch(/north \d+\.\d dB \(limit 45, equipment \d+\.\d, allowed \d+\.\d/);
  expect(line).toMatch(/rest \d+\.\d dB \|/);
  expect(line).not.toContain('advise');
  expect(statusLine(rig.image(), result, { ...rig.plan.control, mode: 'advise' }, 'end')).toContain('advise');
  rig.stop();
});
