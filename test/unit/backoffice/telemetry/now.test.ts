/** The station at a glance says what is not known. */

import { expect, test } from 'vitest';
import { createNow } from '../../../../src/backoffice/telemetry/now.ts';
import type { NowPayload } from '../../../../src/contract/now.ts';
import { good } from '../../../../src/model/reading.ts';
import { cycleAt, imageAt, smallPlan } from '../small-plan.ts';

const guns = smallPlan.control.cabinets[0]?.guns ?? [];
const [gun = ''] = guns;
const cabinet = smallPlan.control.cabinets[0]?.id ?? '';

function carsAt(image: ReturnType<typeof imageAt>): number | null | undefined {
  const [message] = createNow(smallPlan, 's1').due(image, cycleAt(image).result, 0);
  return (JSON.parse(message?.payload ?? '{}') as NowPayload).cabinets[cabinet]?.cars;
}

test('a gun that gives power is a car, one that gives none is not', () => {
  expect(carsAt(imageAt(1000, { [gun]: good(60_000, 1000) }))).toBe(1);
  expect(carsAt(imageAt(1000, { [gun]: good(0, 1000) }))).toBe(0);
});

test('guns that are silent are no empty station: the number of cars is not known', () => {
  const silent = Object.fromEntries(guns.map((id) => [id, good(60_000, 1000)]));
  expect(carsAt(imageAt(600_000, silent))).toBeNull();
});
