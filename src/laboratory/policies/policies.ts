/**
 * Other ways to keep a station quiet, for comparison with ours on the same simulated nights. Each keeps the interlocks
 * and cools by temperature; they differ in how they treat noise. Only `simulate` and the benches use them, never a
 * site.
 */

import { fanDither } from '../../control/rules/fan-dither.ts';
import { fanFailure } from '../../control/rules/fan-failure.ts';
import { lostInput } from '../../control/rules/lost-input.ts';
import { nightNoise } from '../../control/rules/night-noise.ts';
import { operatorRequest } from '../../control/rules/operator-request.ts';
import { overTemperature } from '../../control/rules/over-temperature.ts';
import { quietWindow } from '../../control/rules/quiet-window.ts';
import { rules as ownRules } from '../../control/rules/registry.ts';
import { type SealedRule, sealed } from '../../control/rules/rule.ts';
import { thermalFan } from '../../control/rules/thermal-fan.ts';
import { fanCap, greedyNoise, type Insight } from './known-sound.ts';
import { levelSteps } from './level-steps.ts';
import { nightHalf } from './night-half.ts';

/** Names as `--policy` takes them. */
export const policyNames = ['none', 'clock', 'threshold', 'cap', 'greedy', 'quietpost'] as const;
/** The name of a policy; `quietpost` is ours. */
export type PolicyName = (typeof policyNames)[number];

/** Cooling by a thermostat, at night as by day: slower fans at night belong to our own policy. */
const thermostat: typeof thermalFan = {
  ...thermalFan,
  evaluate: (input, params, state) =>
    thermalFan.evaluate({ ...input, isNight: false }, { ...params, preCool: 0 }, state),
};

/** Interlocks and cooling, which every policy has. */
const coolingOnly: readonly SealedRule[] = [
  sealed(overTemperature),
  sealed(fanFailure),
  sealed(lostInput),
  sealed(operatorRequest),
  sealed(thermostat),
];

/** Rules of ours that look for the truth, which `greedy` knows. */
const searching: readonly string[] = [nightNoise.name, quietWindow.name, fanDither.name];

/**
 * The rules of a policy: nothing against noise, half power by the clock, steps on the measured level, our own, and two
 * that know the true station through `insight`.
 */
export function policyRules(name: PolicyName, insight: Insight): readonly SealedRule[] {
  switch (name) {
    case 'none':
      return coolingOnly;
    case 'clock':
      return [...coolingOnly, nightHalf];
    case 'threshold':
      return [...coolingOnly, levelSteps];
    case 'cap':
      return [...coolingOnly, fanCap(insight)];
    case 'greedy':
      return [...ownRules.filter((rule) => !searching.includes(rule.name)), greedyNoise(insight)];
    case 'quietpost':
      return ownRules;
  }
}

/** Whether a text is the name of a policy. */
export function isPolicyName(text: string): text is PolicyName {
  return (policyNames as readonly string[]).includes(text);
}
