/** The station at a glance says what is not known. */

import { expect, test } from 'vitest';
import { createNow } from '../../../../src/backoffice/telemetry/now.ts';
import type { NowPayload } from '../../../../src/contract/now.ts';
import type { TickResult } from '../../../../src/control/tick.ts';
import { message } from '../../../../src/model/message.ts';
import { good } from '../../../../src/model/reading.ts';
import { cycleAt, imageAt, smallPlan } from '../small-plan.ts';

const guns = smallPlan.control.cabinets[0]?.guns ?? [];
const [gun = ''] = guns;
const cabinet = smallPlan.control.cabinets[0]?.id ?? '';

function carsAt(image: ReturnType<typeof imageAt>): number | null | undefined {
  const [message] = createNow(smallPlan, 's1').due(image, cycleAt(image).result, 0);
  return (JSON.parse(message?.payload ?? '{}') as NowPayload).cabinets[cabinet]?.cars;
}

function sentOver(
  seconds: number,
  decisionsAt: (second: number) => TickResult['decisions'],
  plan = smallPlan,
) {
  const now = createNow(plan, 's1');
  return Array.from({ length: seconds }, (_, second) => {
    const image = imageAt(1000 * second);
    const { result } = cycleAt(image, { decisions: decisionsAt(second) });
    return now.due(image, result, 0).length > 0 ? [second] : [];
  }).flat();
}

const why = message('cabinet-at', { cabinet: 'a', tempC: 48.3 });
const decided = (output: string, value: number, by = 'thermal-fan') => ({
  ...{ output, value, by, reason: why, overruled: [] },
});

test('a fan that follows the temperature is no news; one that moves far is, and so is each step of a limit', () => {
  expect(sentOver(31, (second) => [decided('fan-a', 40 + second / 4)])).toEqual([0, 10, 20, 30]);
  expect(sentOver(40, (second) => [decided('fan-a', second < 5 ? 40 : 52)])).toEqual([0, 5, 35]);
  expect(sentOver(8, (second) => [decided('limit-a', second < 5 ? 100 : 50)])).toEqual([0, 5]);
});

test('while nothing moves it comes each half minute, within its validity', () => {
  expect(sentOver(95, () => [decided('fan-a', 40)])).toEqual([0, 30, 60, 90]);
  const level = 'slm-north.sound.laeq';
  const now = createNow(smallPlan, 's1');
  const sentAtS = Array.from({ length: 60 }, (_, second) => {
    const nowMs = 1000 * second;
    const image = imageAt(nowMs, { [level]: good(second < 25 ? 40.4 : 41.5, nowMs) });
    return now.due(image, cycleAt(image).result, 0).length > 0 ? [second] : [];
  }).flat();
  expect(sentAtS).toEqual([0, 25, 55]);
  const [sent] = now.all();
  expect((JSON.parse(sent?.payload ?? '{}') as NowPayload).valid_s).toBeGreaterThan(30);
});

test('of an output with steps rule and reason are told', () => {
  const image = imageAt(1000);
  const { result } = cycleAt(image, { decisions: [decided('fan-a', 40), decided('limit-a', 50)] });
  const [sent] = createNow(smallPlan, 's1').due(image, result, 0);
  expect((JSON.parse(sent?.payload ?? '{}') as NowPayload).outputs).toEqual({
    'fan-a': { wanted: 40 },
    'limit-a': { wanted: 50, by: 'thermal-fan', why: 'cabinet-at' },
  });
});

test('a gun that gives power is a car, one that gives none is not', () => {
  expect(carsAt(imageAt(1000, { [gun]: good(60_000, 1000) }))).toBe(1);
  expect(carsAt(imageAt(1000, { [gun]: good(0, 1000) }))).toBe(0);
});

test('guns that are silent are no empty station: the number of cars is not known', () => {
  const silent = Object.fromEntries(guns.map((id) => [id, good(60_000, 1000)]));
  expect(carsAt(imageAt(600_000, silent))).toBeNull();
});
