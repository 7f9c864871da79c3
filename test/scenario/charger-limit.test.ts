/** A cabinet whose power limit is a register of its charger, in the place of relays, on virtual time. */

import { expect, test } from 'vitest';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { edited, errorsOf, readText, siteText } from '../unit/config/variants.ts';
import { createRig } from './rig.ts';

const register = `  limit-a:
    kind: power-limit
    device: charger-a
    command: limit
    failSafe: 50
    lease: 30s
    rest: 100
    min: 20
`;

/** The shipped station with a charger at cabinet A, whose electronics hum as loud as the site file says. */
function chargerPlan(humDb = 36): SitePlan {
  const { text } = edited(siteText, [
    [
      '  power: { kind: modbus-tcp',
      '  chargers: { kind: modbus-tcp, host: 127.0.0.1, port: 15099 }\n  power: { kind: modbus-tcp',
    ],
    [
      '\ndevices:\n',
      '\ndevices:\n  charger-a: { bus: chargers, model: enercharge-ecc-320, unitId: 1, poll: 1s }\n',
    ],
    [siteText.slice(siteText.indexOf('  limit-a:\n'), siteText.indexOf('  limit-b:\n')), register],
    ['humAtDb: { north: 36 }', `humAtDb: { north: ${humDb} }`],
  ]);
  const reading = readText(text);
  expect(errorsOf(reading)).toEqual([]);
  if (!reading.ok) throw new Error('the site was read');
  return { ...reading.plan, hash: 'charger' };
}

test('a limit in a register follows the noise rule in steps of 5 percent, is obeyed and read back', () => {
  const limits = new Set<number>();
  let apartPct = 0;
  const rig = createRig({
    plan: chargerPlan(52),
    startHour: 21.95,
    wire: 'lean',
    onCycle: (image, { decisions }) => {
      const wanted = decisions.find(({ output }) => output === 'limit-a')?.value ?? 0;
      limits.add(wanted);
      const shownW = image.channels['charger-a.power.limit']?.value ?? null;
      if (shownW !== null && wanted === lastPct)
        apartPct = Math.max(apartPct, Math.abs(wanted - shownW / 7200));
      lastPct = steadyFor(wanted);
    },
  });
  let lastPct = Number.NaN;
  let sinceS = 0;
  let standing = Number.NaN;
  /** The value once it has stood for 10 s: the write and the next poll are in. */
  function steadyFor(wanted: number): number {
    sinceS = wanted === standing ? sinceS + 1 : 0;
    standing = wanted;
    return sinceS >= 10 ? wanted : Number.NaN;
  }
  rig.run(600);
  // What relays in quarters could not give.
  expect([...limits].some((pct) => pct % 25 !== 0)).toBe(true);
  for (const pct of limits) expect(pct % 5).toBe(0);
  expect(Math.min(...limits)).toBeGreaterThanOrEqual(20);
  expect(apartPct).toBeLessThan(1);
  const truth = rig.station.truth().cabinets['a'];
  expect(truth?.limitPct).toBeCloseTo(rig.decided('limit-a').value, 0);
  // No relay of this output wears, so no budget ends its night.
  expect(rig.events.filter((text) => /limit-a.*(relays|used up)/.test(text))).toEqual([]);
});

test('the charger takes its own limit when nobody writes any more, and it is the fail-safe', () => {
  const rig = createRig({ plan: chargerPlan(), wire: 'lean' });
  rig.run(60);
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(100);
  rig.stop();
  expect(rig.station.truth().cabinets['a']?.limitPct).toBe(50);
});
