import { expect, test } from 'vitest';
import type { ReceptorSound } from '../../../../src/control/attribution/source-levels.ts';
import { initialHeat, watchHeat } from '../../../../src/control/heat/cabinet-heat.ts';
import { controlledCabinets } from '../../../../src/control/noise/cabinet-demand.ts';
import { initialState } from '../../../../src/control/tick.ts';
import { message } from '../../../../src/model/message.ts';
import { calm, imageOf, nightMs, smallPlan as plan, ruleInput } from '../small-plan.ts';

const image = imageOf(calm, initialState(plan), plan, 1000, nightMs);

/** The steps of the power limit that noise may choose at cabinet a, which has four guns of which some charge. */
function stepsWith(
  charging: number,
  isTrusted: boolean,
  limit?: { readonly min: number; readonly max: number },
): readonly number[] {
  return controlledWith(charging, isTrusted, limit)?.steps ?? [];
}

function controlledWith(
  charging: number,
  isTrusted: boolean,
  limit?: { readonly min: number; readonly max: number },
  before: Parameters<typeof controlledCabinets>[2] = {},
) {
  const guns = ['gun-1', 'gun-2', 'gun-3', 'gun-4'];
  const [first] = plan.cabinets;
  if (first === undefined) throw new Error('the small plan has a cabinet');
  const outputs = plan.outputs.map((output) => {
    if (limit === undefined || output.id !== first.limit) return output;
    const { steps: _, ...any } = output;
    return { ...any, ...limit };
  });
  const crowded = { ...plan, outputs, cabinets: [{ ...first, guns, ratedW: 400_000 }] };
  const values: Record<string, number> = {
    'temp-a1.temperature': 30,
    ...Object.fromEntries(guns.slice(0, charging).map((gun) => [gun, 50_000])),
  };
  const read = (channel: string) => values[channel] ?? null;
  const { cabinets: heat } = watchHeat(initialHeat(), image, crowded, read, {}, {});
  const sound: readonly ReceptorSound[] = [
    {
      receptor: 'north',
      fans: [1],
      converters: [1],
      standby: 0,
      most: 1,
      uncertaintyFactor: 1,
      isTrusted,
      why: message('no-request'),
      stepsS: null,
      isSuspected: false,
    },
  ];
  const params = { ...plan.rules['night-noise'], gunFloorKw: 60 };
  const input = ruleInput({ plan: crowded, image, read, heat, sound });
  return controlledCabinets(input, params, before, isTrusted).cabinets[0];
}

test('while the share of the equipment is not proved, power never goes below half', () => {
  expect(stepsWith(0, false)).toEqual([50, 75, 100]);
  expect(stepsWith(0, true)).toEqual([25, 50, 75, 100]);
});

test('no cut takes the least power from a car that charges, proved or not', () => {
  // 60 kW for each car of a cabinet of 400 kW: 15, 30, 45 and 60 %.
  expect(stepsWith(2, true)).toEqual([50, 75, 100]);
  expect(stepsWith(4, true)).toEqual([75, 100]);
  expect(stepsWith(4, false)).toEqual([75, 100]);
});

test('a meter that is silent says nothing of its car: no cut takes the least power from it', () => {
  const guns = { 'gun-1': 50_000, 'gun-2': 50_000 };
  expect(controlledWith(0, true, undefined, { a: { capPct: 100, guns } })?.steps).toEqual([50, 75, 100]);
});

test('a limit in a register is chosen in steps of 5 percent, from its lowest value to its highest', () => {
  const all = Array.from({ length: 15 }, (_, index) => 30 + 5 * index);
  expect(stepsWith(0, true, { min: 30, max: 100 })).toEqual(all);
  expect(stepsWith(0, true, { min: 27, max: 100 })).toEqual([27, ...all]);
  expect(stepsWith(0, true, { min: 90, max: 97 })).toEqual([90, 95, 97]);
  expect(stepsWith(0, false, { min: 30, max: 100 })[0]).toBe(50);
});

test('what another rule holds low is not asked for until it lets go, and is remembered', () => {
  const read = (channel: string) => ({ 'temp-a1.temperature': 40, 'meter-a.power': 0 })[channel] ?? null;
  const { cabinets: heat } = watchHeat(initialHeat(), image, plan, read, {}, {});
  const [first] = plan.cabinets;
  const thermal = first && heat[first.id];
  if (first === undefined || thermal === undefined) throw new Error('the small plan has a cabinet');
  const hot = { ...heat, [first.id]: { ...thermal, power: 0.2, meanPower: 0.8 } };
  const at = (decidedPct: number, limitPct: number) => {
    const input = ruleInput({ plan, image, read, heat: hot, decided: { [first.limit]: decidedPct } });
    const before = { [first.id]: { capPct: 100, guns: {}, limitPct } };
    return controlledCabinets(input, plan.rules['night-noise'], before, true).cabinets[0];
  };
  expect(at(50, 100)).toMatchObject({ demand: 0.525, limitPct: 100 });
  expect(at(50, 50)).toMatchObject({ demand: 0.8, limitPct: 50 });
  expect(at(100, 100)).toMatchObject({ demand: 0.8, limitPct: 100 });
  expect(at(50, 100)?.asked).toEqual(at(100, 100)?.asked);
});
