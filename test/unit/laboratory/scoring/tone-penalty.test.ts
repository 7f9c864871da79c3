/** Minutes with a tonal penalty, by the true spectrum: our own tones alone count, and only where a limit asks for it. */

import { expect, test } from 'vitest';
import { createToneScorer } from '../../../../src/laboratory/scoring/tone-penalty.ts';
import { thirdsHz } from '../../../../src/model/sound/bands.ts';
import type { ControlPlan } from '../../../../src/plan/control-plan.ts';
import { smallPlan } from '../../control/small-plan.ts';

const asking: ControlPlan = {
  ...smallPlan,
  receptors: smallPlan.receptors.map((receptor) => ({ ...receptor, tonePenaltyDb: 5 })),
};

/** A station that gives flat noise, a tone at 200 Hz of its own and one of others, energies. */
function stationWith(ownTone: number, othersTone: number) {
  const at = thirdsHz.indexOf(200);
  const equipment = Float64Array.from(thirdsHz, (_, band) => 1000 + (band === at ? ownTone : 0));
  const total = equipment.map((energy, band) => energy + 1000 + (band === at ? othersTone : 0));
  return { spectrumAt: () => ({ equipment, total }) };
}

/** The penalties of a minute of which so many seconds were tonal. */
function minuteWith(plan: ControlPlan, tonalS: number, own = 1e5, others = 0) {
  const scorer = createToneScorer(plan);
  for (let second = 0; second < 60; second++) {
    const isTonal = second < tonalS;
    scorer.second(isTonal ? stationWith(own, others) : stationWith(0, 0));
  }
  return { first: scorer.minute(), next: scorer.minute() };
}

test('a minute of our own tone has the penalty of its receptor, and the next minute begins anew', () => {
  expect(minuteWith(asking, 60)).toEqual({ first: { north: 5 }, next: {} });
});

test('a tone of two seconds is no tone of the minute', () => {
  expect(minuteWith(asking, 2, 1e4).first).toEqual({});
});

test("somebody else's tone is not ours", () => {
  expect(minuteWith(asking, 60, 0, 1e5).first).toEqual({});
});

test('a receptor whose limit counts no tones has no penalty', () => {
  expect(minuteWith(smallPlan, 60).first).toEqual({});
});
