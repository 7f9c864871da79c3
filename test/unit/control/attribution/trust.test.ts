/** When the equipment's level may be said, and what is said else. */

import { expect, test } from 'vitest';
import { noMotion } from '../../../../src/acoustics/estimation/load-change.ts';
import { emptyContrast } from '../../../../src/acoustics/estimation/quantile-contrast.ts';
import { priorFit } from '../../../../src/acoustics/estimation/source-fit.ts';
import { energyOf } from '../../../../src/acoustics/levels/level.ts';
import { type Evidence, gateState, uncertaintyOf } from '../../../../src/control/attribution/trust.ts';
import { inEnglish } from '../../../../src/language/say.ts';

const learnt: NonNullable<Evidence['estimate']> = {
  fit: priorFit({ energies: [], deviations: [], correlation: 0 }, 1),
  spread: 0.2,
  motion: noMotion(),
  lastActivity: [],
  activityChange: 0,
  slice: [],
  excitedS: 7200,
  sinceExcitedS: 600,
  loudShare: 0.1,
  deepShare: 0,
};

const known: Evidence = {
  estimate: learnt,
  contrast: emptyContrast(),
  energy: energyOf(42),
  deviation: 0.2 * energyOf(42),
  standbyUnknown: 0,
  silentS: 1,
  meter: 'slm-north.sound.laeq',
  missing: null,
  limitDb: 45,
  changedS: null,
};

/** A dozen blocks in which the quiet moments rose by this multiple of what the model says. */
function risen(ratio: number): Evidence['contrast'] {
  return { ...emptyContrast(), ratios: Array.from({ length: 12 }, () => ratio) };
}

test.each<{ what: string; but: Partial<Evidence>; gate: string; says: string }>([
  { what: 'well known', but: {}, gate: 'trusted', says: 'known to 1.3 dB' },
  {
    what: 'never heard',
    but: { estimate: null, silentS: null },
    gate: 'no-meter',
    says: 'not given a level yet',
  },
  { what: 'silent for a minute', but: { silentS: 60 }, gate: 'no-meter', says: 'no level for 60 s' },
  { what: 'without a tacho', but: { missing: 'fan-a1.fan.speed' }, gate: 'undetermined', says: 'fan-a1' },
  { what: 'new', but: { estimate: { ...learnt, excitedS: 600 } }, gate: 'learning', says: '10 of 90 min' },
  {
    what: 'never moved',
    but: { estimate: { ...learnt, sinceExcitedS: null } },
    gate: 'not-excited',
    says: 'for a day',
  },
  {
    what: 'still for long',
    but: { estimate: { ...learnt, sinceExcitedS: 90_000 } },
    gate: 'not-excited',
    says: 'a day',
  },
  {
    what: 'in a storm',
    but: { estimate: { ...learnt, loudShare: 0.8 } },
    gate: 'undetermined',
    says: 'louder',
  },
  {
    what: 'with a deaf meter',
    but: { estimate: { ...learnt, deepShare: 0.2 } },
    gate: 'undetermined',
    says: 'quieter',
  },
  { what: 'contradicted', but: { contrast: risen(2) }, gate: 'undetermined', says: '3.0 dB louder' },
  {
    what: 'contradicted downward',
    but: { contrast: risen(0.5) },
    gate: 'undetermined',
    says: '3.0 dB quieter',
  },
  { what: 'agreed with', but: { contrast: risen(1.3) }, gate: 'trusted', says: 'known to' },
  {
    what: 'vague, near the limit',
    but: { deviation: energyOf(41) },
    gate: 'undetermined',
    says: 'in between',
  },
  {
    what: 'vague, far below the limit',
    but: { energy: energyOf(35), deviation: energyOf(36) },
    gate: 'trusted',
    says: 'below the limit of 45 dB',
  },
  {
    what: 'vague, far above the limit',
    but: { energy: energyOf(52), deviation: 0.5 * energyOf(52) },
    gate: 'trusted',
    says: 'above the limit of 45 dB',
  },
])('equipment $what is $gate', ({ but, gate, says }) => {
  const verdict = gateState({ ...known, ...but });
  expect(verdict.gate).toBe(gate);
  expect(inEnglish(verdict.reason)).toContain(says);
});

test('no equipment sound has no uncertainty, and none is ever below what the model leaves out', () => {
  expect(uncertaintyOf({ energy: 0, deviation: 0 })).toBeNull();
  expect(uncertaintyOf({ energy: 1000, deviation: 0 })).toBe(1);
});

test('a standby that nobody has measured is named where it alone keeps the level from being said', () => {
  const energy = energyOf(44);
  const standbyUnknown = energyOf(44);
  const deviation = Math.hypot(0.2 * energy, standbyUnknown / Math.sqrt(3));
  const untold = gateState({ ...known, energy, deviation, standbyUnknown });
  expect([untold.gate, untold.reason.key]).toEqual(['undetermined', 'standby-unknown']);
  // Where the level could not be said without it either, that is what is told.
  const other = gateState({ ...known, energy, deviation: 2 * energy, standbyUnknown });
  expect(other.reason.key).not.toBe('standby-unknown');
  expect(gateState({ ...known, energy, deviation: 0.2 * energy, standbyUnknown: 0 }).gate).toBe('trusted');
});
