/**
 * May the equipment's level be said? Only when it was heard moving within a day, the model explains what is heard,
 * the quiet moments agree, and either the uncertainty is small or the limit lies clear of the whole 80 % interval
 * (docs/acoustics.md, Trust gate). Else the honest word is another one.
 */

import { type Contrast, contrastDb } from '../../acoustics/estimation/quantile-contrast.ts';
import { levelOf } from '../../acoustics/levels/level.ts';
import { DAY_S } from '../../model/duration.ts';
import type { Estimate } from './estimator.ts';
import type { GateState } from './receptor-attribution.ts';

export interface Evidence {
  readonly estimate: Estimate | null;
  readonly contrast: Contrast;
  /** Equipment over the last minute: energy and its standard deviation. */
  readonly energy: number;
  readonly deviation: number;
  /** Time since the last valid sound, s; null before the first. */
  readonly silentS: number | null;
  readonly meter: string;
  /** Input without a good value now. */
  readonly missing: string | null;
  readonly limitDb: number;
}

export interface Verdict {
  readonly gate: GateState;
  readonly reason: string;
}

const SILENT_MAX_S = 10;
const EXCITED_MIN_S = 5400;
const UNEXCITED_MAX_S = DAY_S;
/** Above: more is going on than the model knows. Passing cars alone make 40 % of a busy street's seconds loud. */
const LOUD_MAX_SHARE = 0.7;
/** It can hardly be quieter than what the model is sure of. */
const DEEP_MAX_SHARE = 0.1;
const DISAGREEMENT_MAX_DB = 2;
const UNCERTAINTY_MAX_DB = 1.5;
/** What the equations leave out: fans between 45 and 55 lg n, wind, reflections from a parked truck. */
const MODEL_UNCERTAINTY_DB = 1;
const DB_PER_RELATIVE = 10 / Math.LN10;
const WORST_DB = 99;
/** Two-sided 80 % of a normal distribution. */
const COVERAGE_80 = 1.28;

/** The state of the gate and why. */
export function gateState(evidence: Evidence): Verdict {
  return absent(evidence) ?? unproven(evidence) ?? contradicted(evidence) ?? measured(evidence);
}

/** Standard uncertainty of the equipment level, dB; null without equipment sound. */
export function uncertaintyOf({ energy, deviation }: Pick<Evidence, 'energy' | 'deviation'>): number | null {
  if (!(energy > 0)) return null;
  return Math.min(WORST_DB, Math.hypot((DB_PER_RELATIVE * deviation) / energy, MODEL_UNCERTAINTY_DB));
}

function absent({ estimate, silentS, meter, missing }: Evidence): Verdict | null {
  if (estimate === null || silentS === null) {
    return { gate: 'no-meter', reason: `${meter} has not given a level yet.` };
  }
  if (silentS > SILENT_MAX_S) {
    return { gate: 'no-meter', reason: `${meter} has given no level for ${Math.round(silentS)} s.` };
  }
  if (missing === null) return null;
  return {
    gate: 'undetermined',
    reason: `${missing} has no good value, so the equipment's state is a guess.`,
  };
}

function unproven({ estimate }: Evidence): Verdict | null {
  if (estimate === null) return null;
  const { excitedS, sinceExcitedS } = estimate;
  if (excitedS < EXCITED_MIN_S) {
    const excited = `${Math.floor(excitedS / 60)} of ${EXCITED_MIN_S / 60} min`;
    return { gate: 'learning', reason: `the equipment was heard changing for ${excited}.` };
  }
  if (sinceExcitedS !== null && sinceExcitedS <= UNEXCITED_MAX_S) return null;
  const reason = 'the equipment has not changed audibly for a day, so its part cannot be checked.';
  return { gate: 'not-excited', reason };
}

function contradicted({ estimate, contrast }: Evidence): Verdict | null {
  if (estimate === null) return null;
  const { loudShare, deepShare } = estimate;
  if (loudShare > LOUD_MAX_SHARE) {
    const share = Math.round(100 * loudShare);
    return { gate: 'undetermined', reason: `${share} % of the last minutes were far louder than the model.` };
  }
  if (deepShare > DEEP_MAX_SHARE) {
    const share = Math.round(100 * deepShare);
    return {
      gate: 'undetermined',
      reason: `${share} % of the last minutes were far quieter than the model.`,
    };
  }
  const apartDb = contrastDb(contrast);
  if (apartDb === null || Math.abs(apartDb) <= DISAGREEMENT_MAX_DB) return null;
  const louder = apartDb > 0 ? 'louder' : 'quieter';
  const reason = `the quiet moments speak for equipment ${Math.abs(apartDb).toFixed(1)} dB ${louder} than the model.`;
  return { gate: 'undetermined', reason };
}

function measured(evidence: Evidence): Verdict {
  const { energy, deviation, limitDb } = evidence;
  const uncertaintyDb = uncertaintyOf(evidence);
  if (uncertaintyDb !== null && uncertaintyDb <= UNCERTAINTY_MAX_DB) {
    return { gate: 'trusted', reason: `known to ${uncertaintyDb.toFixed(1)} dB.` };
  }
  const relative = COVERAGE_80 * Math.hypot(deviation, (energy * MODEL_UNCERTAINTY_DB) / DB_PER_RELATIVE);
  const highDb = levelOf(energy + relative);
  const lowDb = levelOf(energy - relative);
  if (highDb === null || highDb < limitDb) {
    const upTo = highDb === null ? 'nothing' : `${highDb.toFixed(1)} dB at most`;
    return { gate: 'trusted', reason: `with 80 % certainty ${upTo}, below the limit of ${limitDb} dB.` };
  }
  if (lowDb !== null && lowDb > limitDb) {
    const reason = `with 80 % certainty ${lowDb.toFixed(1)} dB at least, above the limit of ${limitDb} dB.`;
    return { gate: 'trusted', reason };
  }
  const known = uncertaintyDb === null ? 'not' : `to ${uncertaintyDb.toFixed(1)} dB`;
  return {
    gate: 'undetermined',
    reason: `known ${known} only, and the limit of ${limitDb} dB lies in between.`,
  };
}
