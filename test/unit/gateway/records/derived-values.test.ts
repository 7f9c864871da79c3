import { expect, test } from 'vitest';
import { createDerivedValues } from '../../../../src/gateway/records/derived-values.ts';
import { plain } from '../../../../src/model/message.ts';
import { good, type Reading } from '../../../../src/model/reading.ts';
import { imageAt, smallPlan } from '../../backoffice/small-plan.ts';

/** A station whose cabinet serves so much at such a limit and temperature, and the values that are derived each second. */
function makeStation(before?: Readonly<Record<string, number>> | null) {
  const values: Record<string, number | null> = {};
  const put = (channel: string, { value }: Reading): void => {
    values[channel] = value;
  };
  const derive = createDerivedValues(put, before);
  let nowMs = 0;
  const run = (seconds: number, limitPct: number | null, servedW: number | null, tempC = 30): void => {
    for (let second = 0; second < seconds; second += 1) {
      nowMs += 1000;
      const readings = {
        'temp-a.temperature': good(tempC, nowMs),
        ...(servedW === null ? {} : { 'cab-a.power.active': good(servedW, nowMs) }),
      };
      const decisions = [{ output: 'limit-a', value: 50, by: 'x', reason: plain(''), overruled: [] }];
      const seen = {
        image: imageAt(nowMs, readings),
        result: { decisions },
        positions: { 'limit-a': limitPct },
      };
      derive(seen, smallPlan.control);
    }
  };
  return { values, run };
}

test('what an output is to be and where it stands are two values, and a silent far end is no value', () => {
  const { values, run } = makeStation();
  run(1, 100, 1000);
  expect(values).toMatchObject({ 'limit-a.wanted': 50, 'limit-a.stands': 100 });
  run(1, null, 1000);
  expect(values).toMatchObject({ 'limit-a.wanted': 50, 'limit-a.stands': null });
});

test('energy is withheld by the relays while the power has reached their limit, and by heat above it', () => {
  const { values, run } = makeStation();
  run(1, 50, 120_000);
  run(3600, 50, 120_000);
  expect(values['a.withheld.relay']).toBeCloseTo(120_000, 0);
  expect(values['a.withheld.heat']).toBe(0);
  run(3600, 100, 60_000, 70);
  expect(values['a.withheld.heat']).toBeCloseTo(180_000, 0);
  expect(values['a.withheld.relay']).toBeCloseTo(120_000, 0);
});

test('nothing is withheld while the cars take less than they may, or nobody knows what they take', () => {
  const { values, run } = makeStation();
  run(100, 50, 90_000);
  expect(values['a.withheld.relay']).toBe(0);
});

test('a counter goes on from the last recorded value and never back', () => {
  const { values, run } = makeStation({ 'a.withheld.relay': 4711 });
  run(1, 100, 1000);
  expect(values['a.withheld.relay']).toBe(4711);
  run(3600, 50, 120_000);
  expect(values['a.withheld.relay']).toBeGreaterThan(120_000);
});

test('where the value before is not known, no counter is told', () => {
  const { values, run } = makeStation(null);
  run(100, 50, 120_000);
  expect(values['a.withheld.relay']).toBeNull();
});
