/** What a fault that lasts says on the console: what happened, once, and then next to nothing. */

import { expect, test } from 'vitest';
import { createCalmLog } from '../../src/adapters/console/calm-log.ts';
import { sampleSize } from '../sample-size.ts';
import { createRig, type Rig, shippedPlan } from './rig.ts';

const always = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, seed: 1 } as const;
const MINUTES = sampleSize({ sample: 4, full: 30 });

/** Lines of each minute after the first two, by the gateway's own log. */
function linesByMinute(broken: (rig: Rig) => void, disturb: (rig: Rig, second: number) => void = () => {}) {
  const lines: { readonly minute: number; readonly text: string }[] = [];
  let nowMs = (): number => 0;
  const put = (text: string): void => void lines.push({ minute: Math.floor(nowMs() / 60_000), text });
  const log = createCalmLog({ info: put, warn: put, error: put }, () => nowMs());
  const rig = createRig({ log });
  nowMs = () => rig.clock.nowMs();
  rig.run(60);
  broken(rig);
  for (let second = 0; second < MINUTES * 60; second += 1) {
    disturb(rig, second);
    rig.run(1);
  }
  const counts = Array.from({ length: MINUTES - 2 }, (_, index) => {
    return lines.filter(({ minute }) => minute === index + 3).length;
  });
  return { counts, lines: lines.map(({ text }) => text) };
}

test('a dead bus is told once, and then at most ten lines a minute come', () => {
  const devices = shippedPlan().devices.filter(({ bus }) => bus === 'io' || bus === 'noise');
  const { counts, lines } = linesByMinute((rig) => {
    for (const { id } of devices) rig.wire.faults.setFault({ ...always, device: id, kind: 'silent' });
  });
  expect(lines.filter((text) => text.startsWith('bus noise is down'))).toHaveLength(1);
  expect(Math.max(...counts)).toBeLessThanOrEqual(10);
});

test('so do devices that come and go all the time', () => {
  const devices = ['slm-north', 'temp-a1', 'relays-a', 'fan-b1'];
  const { counts } = linesByMinute(
    () => {},
    (rig, second) => {
      if (second % 20 === 0)
        for (const device of devices) rig.wire.faults.setFault({ ...always, device, kind: 'silent' });
      if (second % 20 === 10) rig.wire.faults.clearFault({});
    },
  );
  expect(Math.max(...counts)).toBeLessThanOrEqual(10);
});
