import { expect, test } from 'vitest';
import { type CabinetMinute, withheldOf } from '../../../../src/report/data/withheld.ts';
import { sitePlan } from '../made-night.ts';

const [cabinet] = sitePlan.control.cabinets;
if (cabinet === undefined) throw new Error('assertion: the site has a cabinet');
const { ratedW, heat } = cabinet;
const minute = (changes: Partial<CabinetMinute>): CabinetMinute => {
  return { cabinet, servedW: 0.3 * ratedW, limitW: ratedW, hottestC: 30, ...changes };
};

test('a cap that is not reached withholds nothing', () => {
  expect(withheldOf([minute({}), minute({ limitW: 0.5 * ratedW })])).toEqual({
    ...{ relayS: 0, relayWh: 0, heatS: 0, heatWh: 0, warmS: 0 },
  });
});

test('a limit that is reached withholds at most the rest up to the rated power', () => {
  const reached = withheldOf([minute({ limitW: 0.5 * ratedW, servedW: 0.48 * ratedW })]);
  expect(reached).toMatchObject({ relayS: 60, heatS: 0, heatWh: 0 });
  expect(reached?.relayWh).toBeCloseTo((0.52 * ratedW) / 60, 6);
});

test('warm modules withhold without any limit, and are told from it', () => {
  const hottestC = (heat.fullPowerC + heat.noPowerC) / 2;
  expect(withheldOf([minute({ hottestC, servedW: 0.49 * ratedW })])).toMatchObject({ relayS: 0, heatS: 60 });
  // Warm and not asked for more: nothing is withheld, but it is not said that nothing was limited.
  expect(withheldOf([minute({ hottestC })])).toMatchObject({ heatS: 0, heatWh: 0, warmS: 60 });
});

test('nothing known is null, not nothing withheld', () => {
  expect(withheldOf([])).toBeNull();
  expect(withheldOf([minute({ servedW: null }), minute({ limitW: null })])).toBeNull();
});
