/** The shipped station heard by instruments of other tongues: lines, bytes, streams, 1-wire, on virtual time. */

import { expect, test } from 'vitest';
import type { FaultSwitch } from '../../hw-mocks/faults/faults.ts';
import { instrumentPlan } from '../unit/config/instrument-site.ts';
import { createRig } from './rig.ts';

const levels = [
  'slm-north.sound.laeq',
  'slm-rest.sound.laf',
  'slm-cover-a.sound.laeq',
  'slm-cover-b.sound.laf',
] as const;
const always = { fromMs: 0, untilMs: Number.POSITIVE_INFINITY };

function secondsHeard(faults: readonly FaultSwitch[] = [], seconds = 120) {
  const heard = new Map<string, { seconds: number; good: number }>(
    levels.map((id) => [id, { seconds: 0, good: 0 }]),
  );
  const rig = createRig({
    plan: instrumentPlan(),
    from: '2026-07-15',
    startHour: 21,
    faults,
    onCycle: ({ samples }) => {
      for (const { channel, seconds: length, value } of samples) {
        const sum = heard.get(channel);
        if (sum === undefined) continue;
        sum.seconds += length;
        if (value !== null) sum.good += length;
      }
    },
  });
  rig.run(seconds);
  return { rig, heard };
}

test('every instrument gives a level for each second, once, and the station leaves fail-safe on it', () => {
  const { rig, heard } = secondsHeard();
  for (const channel of levels) {
    const { quality, value } = rig.reading(channel);
    expect([channel, quality]).toEqual([channel, 'good']);
    expect(value).toBeGreaterThan(25);
    const sum = heard.get(channel);
    expect(sum?.good, channel).toBeGreaterThanOrEqual(116);
    expect(sum?.seconds, channel).toBeLessThanOrEqual(121);
  }
  for (const sensor of ['temp-a1', 'temp-b1']) {
    const value = rig.station.value(sensor, 'temperature') ?? Number.NaN;
    expect(rig.reading(`${sensor}.temperature`).quality).toBe('good');
    expect(rig.reading(`${sensor}.temperature`).value).toBeCloseTo(value, 0);
  }
  expect(rig.events.some((event) => event.includes('out of fail-safe'))).toBe(true);
  const counters = rig.gateway.health().buses['slm-a'];
  expect(counters).toMatchObject({ isUp: true, timeouts: 0, crcErrors: 0, lateBytes: 0 });
});

test('a meter that falls silent is told, its level goes bad in time and returns by itself', () => {
  const { rig } = secondsHeard(
    [{ ...always, device: 'slm-north', kind: 'silent', fromMs: 30_000, untilMs: 90_000, seed: 1 }],
    60,
  );
  expect(rig.reading('slm-north.sound.laeq').value).toBeNull();
  expect(
    rig.events.some((event) => event.startsWith('slm-north on slm-a is silent: no answer within 500 ms')),
  ).toBe(true);
  rig.run(60);
  expect(rig.reading('slm-north.sound.laeq').quality).toBe('good');
  expect(rig.events).toContain('slm-north on slm-a answers again.');
});

test('faults of all kinds on every instrument for ten minutes: no level beyond what was heard', () => {
  const kinds = ['silent', 'late', 'garbled', 'truncated', 'doubled', 'noise'] as const;
  const faults = kinds.map((kind, seed): FaultSwitch => ({ ...always, kind, seed, probability: 0.02 }));
  const seen = new Map<string, number[]>();
  const rig = createRig({
    plan: instrumentPlan(),
    from: '2026-07-15',
    startHour: 21,
    faults,
    onCycle: ({ samples }) => {
      for (const { channel, value } of samples)
        if (value !== null) seen.set(channel, [...(seen.get(channel) ?? []), value]);
    },
  });
  rig.run(600);
  for (const channel of levels) {
    const values = seen.get(channel) ?? [];
    expect(values.length, channel).toBeGreaterThan(150);
    expect(Math.min(...values), channel).toBeGreaterThan(25);
    expect(Math.max(...values), channel).toBeLessThan(95);
  }
});
