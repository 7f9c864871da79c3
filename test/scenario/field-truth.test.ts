/** What the field does not say is not said: old values do not pass for new ones (T5), absurd ones for levels (T6). */

import { expect, test } from 'vitest';
import { specOf } from '../../src/model/quantity.ts';
import { sampleSize } from '../sample-size.ts';
import { createRig, type Rig } from './rig.ts';

const always = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, seed: 1 } as const;
const silentMin = sampleSize({ sample: 25, full: 60 });
const absurdS = sampleSize({ sample: 400, full: 1200 });

interface LiveValue {
  readonly v: number | null;
  readonly q: number;
}

function liveOf(rig: Rig, device: string, from = 0): readonly (readonly [string, LiveValue])[] {
  return rig.broker.messages
    .slice(from)
    .filter(({ topic }) => topic.endsWith(`live/${device}`))
    .flatMap(({ payload }) => Object.entries<LiveValue>(JSON.parse(payload).ch));
}

test(`a device that falls silent for ${silentMin} min is stale within 5 s, never shown newer than its last answer, acted upon before it can have become too warm`, () => {
  const rig = createRig();
  rig.run(120);
  const silenced = ['temp-a1', 'temp-a2'];
  const channels = silenced.map((device) => `${device}.temperature`);
  for (const device of silenced) rig.wire.faults.setFault({ ...always, device, kind: 'silent' });
  const silentMs = rig.clock.nowMs();
  let staleAfterMs = Number.POSITIVE_INFINITY;
  let actedAfterMs = Number.POSITIVE_INFINITY;
  const messagesBefore = rig.broker.messages.length;
  for (let second = 1; second <= 60 * silentMin; second++) {
    rig.run(1);
    const sinceMs = rig.clock.nowMs() - silentMs;
    const readings = channels.map(rig.reading);
    // A value stands with the time of its answer, which was before; a new time has no value.
    for (const { value, takenMs } of readings)
      if (value !== null) expect(takenMs).toBeLessThanOrEqual(silentMs);
    if (readings.every(({ value }) => value === null)) staleAfterMs = Math.min(staleAfterMs, sinceMs);
    // Acted upon: cooled by the worst it can have become.
    if (rig.decided('fan-a1').reason.includes('at worst')) actedAfterMs = Math.min(actedAfterMs, sinceMs);
  }
  expect(rig.decided('limit-a').by).toBe('lost-input');
  expect(staleAfterMs).toBeLessThanOrEqual(5000);
  // From 27 C at a light load the fastest rise takes so long to the warning.
  expect(actedAfterMs).toBeLessThanOrEqual(600_000);
  const shown = silenced.flatMap((device) => liveOf(rig, device, messagesBefore)).slice(10);
  expect(shown.length).toBeGreaterThan(10);
  for (const [, { v, q }] of shown.slice(2 * silenced.length)) {
    expect(v).toBeNull();
    expect(q).toBeGreaterThan(0);
  }

  const limits: number[] = [];
  rig.wire.faults.clearFault({});
  for (let second = 0; second < 400; second++) {
    rig.run(1);
    limits.push(rig.decided('limit-a').value);
  }
  const switches = limits.filter((value, index) => index > 0 && value !== limits[index - 1]).length;
  expect(limits.at(-1)).toBe(100);
  expect(switches).toBeLessThanOrEqual(2);
});

test('words that no meter can mean, 0xFFFF to NaN and 150 dB, never pass for a level, and nothing leaves its physical range', () => {
  const rig = createRig();
  rig.run(60);
  const devices = ['slm-north', 'slm-rest', 'temp-a1', 'temp-b2'];
  for (const device of devices) rig.wire.faults.setFault({ ...always, device, kind: 'absurd' });
  const messagesBefore = rig.broker.messages.length;
  const bad = { good: 0, refused: 0 };
  for (let second = 1; second <= absurdS; second++) {
    rig.run(1);
    const { channels, samples } = rig.image();
    // The first second may still show what was read before.
    if (second <= 6) continue;
    for (const device of devices) {
      for (const [channel, { value }] of Object.entries(channels)) {
        if (!channel.startsWith(`${device}.`)) continue;
        if (value === null) bad.refused++;
        else if (channel.includes('.sound.la')) bad.good++;
      }
    }
    for (const { channel, value } of samples)
      if (value !== null && devices.some((device) => channel.startsWith(`${device}.`))) bad.good++;
    for (const [channel, { value }] of Object.entries(channels)) {
      const quantity = rig.plan.control.channels[channel]?.quantity;
      if (value === null || quantity === undefined) continue;
      const { min, max } = specOf(quantity);
      expect(value >= min && value <= max, `${channel} ${value}`).toBe(true);
    }
  }
  expect(bad.good).toBe(0);
  expect(bad.refused).toBeGreaterThan(1.6 * absurdS);
  const levels = ['slm-north', 'slm-rest'].flatMap((device) => liveOf(rig, device, messagesBefore));
  const shown = levels.filter(([point, { v }]) => point.startsWith('sound.la') && v !== null);
  // What was read before the fault may be shown once more.
  expect(shown.length).toBeLessThanOrEqual(4);
  rig.wire.faults.clearFault({});
  rig.run(15);
  expect(rig.reading('slm-north.sound.laeq').quality).toBe('good');
});
