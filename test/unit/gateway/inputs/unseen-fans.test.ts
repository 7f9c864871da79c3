import { expect, test } from 'vitest';
import { createUnseenFans } from '../../../../src/gateway/inputs/unseen-fans.ts';
import { inEnglish } from '../../../../src/language/say.ts';
import type { ProcessImage } from '../../../../src/model/image.ts';
import { bad, good, type Reading } from '../../../../src/model/reading.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';

const fan = (output: string) => ({ output, speed: `${output}.fan.speed`, fullRpm: 3000, atDb: {} });
const plan = { cabinets: [{ id: 'a', fans: [fan('fan-1'), fan('fan-2')] }] } as unknown as ControlPlan;

function image(nowMs: number, speeds: Readonly<Record<string, Reading>>): ProcessImage {
  return { nowMs, wallMs: nowMs, channels: speeds } as unknown as ProcessImage;
}

const refused = bad({ kind: 'modbus-exception', code: 2 }, 0);

test('a fan whose speed never came within a minute is told once; one that came once is not', () => {
  const look = createUnseenFans(plan, 0);
  const told: string[] = [];
  for (let ms = 0; ms <= 180_000; ms += 1000) {
    const seen = ms === 5000 ? good(900, ms) : refused;
    const speeds = { 'fan-1.fan.speed': refused, 'fan-2.fan.speed': seen };
    told.push(
      ...look(image(ms, speeds)).map(({ message, subject }) => `${ms} ${subject} ${inEnglish(message)}`),
    );
  }
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(
    /^60000 fan-1 fan-1: its speed \(fan-1\.fan\.speed\) has not been read once in 60 s/,
  );
});

test('a station whose fans all answer is told nothing', () => {
  const look = createUnseenFans(plan, 0);
  const speeds = { 'fan-1.fan.speed': good(0, 0), 'fan-2.fan.speed': good(900, 0) };
  for (let ms = 0; ms <= 120_000; ms += 1000) expect(look(image(ms, speeds))).toEqual([]);
});
