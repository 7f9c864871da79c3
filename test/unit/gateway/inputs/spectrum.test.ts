/** Bands of a meter on their way in: one vector, good as a whole or not, each second once. */

import { expect, test } from 'vitest';
import { createIntake } from '../../../../src/gateway/inputs/intake.ts';
import { createLatest } from '../../../../src/gateway/inputs/latest.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import { block, meter, words } from '../meter.ts';

const [laeq, lafmax, count, status] = block.points;
if (laeq === undefined || lafmax === undefined || count === undefined || status === undefined)
  throw new Error('the block has lost a point');
const band = (hz: number, address: number) =>
  ({ ...lafmax, id: `sound.band.${hz}`, quantity: 'sound.band', address, min: -30, max: 145 }) as const;
/** LAeq and LAFmax of the wire stand for two bands, beside a counter and a status. */
const points = [laeq, band(63, 0), band(125, 1), count, status];
const spectral = { ...block, points };

function bench(offsetDb = 0) {
  const latest = createLatest({}, 0);
  const intake = createIntake(latest, { offsetDb: () => offsetDb });
  let nowMs = 0;
  return (second: Parameters<typeof words>[0] | null) => {
    nowMs += 1000;
    const reply = second === null ? failed({ kind: 'timeout' as const, afterMs: 500 }) : ok(words(second));
    intake.take(meter, spectral, reply, nowMs);
    return latest.freeze().spectra;
  };
}

test('two bands are one vector with the time it was taken; calibration shifts all of it', () => {
  const take = bench(0.5);
  expect(take({ laeqDb: 50, lafmaxDb: 61, count: 1 })).toEqual([
    {
      channel: 'slm.sound.bands',
      bandsDb: [50.5, 61.5],
      lceqDb: null,
      seconds: 1,
      takenMs: 1000,
      quality: 'good',
    },
  ]);
});

test('a second that is read twice counts once, and a lost answer is no spectrum', () => {
  const take = bench();
  expect(take({ count: 7 })).toHaveLength(1);
  expect(take({ count: 7 })).toHaveLength(0);
  expect(take(null)).toHaveLength(0);
  expect(take({ count: 8 })).toHaveLength(1);
});

test('overload, and one band without a value, leave none of them', () => {
  const take = bench();
  expect(take({ count: 1, status: 1 })).toMatchObject([{ bandsDb: null, quality: 'overload' }]);
  expect(take({ count: 2, lafmaxDb: 200 })).toMatchObject([{ bandsDb: null, quality: 'out-of-range' }]);
});
