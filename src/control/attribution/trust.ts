/**
 * May the equipment's level be reported? Only when the equipment was measured moving within a day, the model explains
 * what is measured, the quiet moments agree, and either the uncertainty is small or the limit lies outside the whole 80
 * % interval (docs/acoustics.md, Trust gate). Otherwise the gate says what is missing.
 */

import { type Contrast, contrastDb } from '../../acoustics/estimation/quantile-contrast.ts';
import { levelOf } from '../../acoustics/levels/level.ts';
import { DAY_S } from '../../model/duration.ts';
import { type Message, message, rounded } from '../../model/message.ts';
import type { GateState } from '../../model/sound/gate.ts';
import type { Estimate } from './estimator.ts';

/** What the gate looks at. */
export interface Evidence {
  readonly estimate: Estimate | null;
  readonly contrast: Contrast;
  /** Equipment over the last minute: energy and its standard deviation. */
  readonly energy: number;
  readonly deviation: number;
  /** What the electronics may give at rest, where nobody has measured it: part of the deviation. */
  readonly standbyUnknown: number;
  /** Time since the last valid sound, s; null before the first. */
  readonly silentS: number | null;
  readonly meter: string;
  /** Input without a good value now. */
  readonly missing: string | null;
  readonly limitDb: number;
  /** Time since a change of the world was found, s; null: never. */
  readonly changedS: number | null;
}

/** State of the gate and why. */
export interface Verdict {
  readonly gate: GateState;
  readonly reason: Message;
}

const SILENT_MAX_S = 10;
const EXCITED_MIN_S = 5400;
const UNEXCITED_MAX_S = DAY_S;
/**
 * Above this share more is going on than the model knows. Passing cars alone make 40 % of a busy street's seconds loud.
 */
const LOUD_MAX_SHARE = 0.7;
/** The sound can hardly be quieter than what the model is sure of. */
const DEEP_MAX_SHARE = 0.1;
/** After a change of the world the sources are learnt anew for so long, s. */
export const CHANGED_MAX_S = 900;
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
    return { gate: 'no-meter', reason: message('meter-not-heard', { meter }) };
  }
  if (silentS > SILENT_MAX_S) {
    const reason = message('meter-fell-silent', { meter, seconds: Math.round(silentS) });
    return { gate: 'no-meter', reason };
  }
  if (missing === null) return null;
  return { gate: 'undetermined', reason: message('input-missing', { channel: missing }) };
}

function unproven({ estimate }: Evidence): Verdict | null {
  if (estimate === null) return null;
  const { excitedS, sinceExcitedS } = estimate;
  if (excitedS < EXCITED_MIN_S) {
    const minutes = { excitedMin: Math.floor(excitedS / 60), neededMin: EXCITED_MIN_S / 60 };
    return { gate: 'learning', reason: message('still-learning', minutes) };
  }
  if (sinceExcitedS !== null && sinceExcitedS <= UNEXCITED_MAX_S) return null;
  return { gate: 'not-excited', reason: message('not-excited') };
}

function contradicted({ estimate, contrast, changedS }: Evidence): Verdict | null {
  if (estimate === null) return null;
  if (changedS !== null && changedS < CHANGED_MAX_S) {
    const reason = message('learns-again', { minutes: Math.ceil((CHANGED_MAX_S - changedS) / 60) });
    return { gate: 'undetermined', reason };
  }
  const { loudShare, deepShare } = estimate;
  if (loudShare > LOUD_MAX_SHARE) {
    const reason = message('louder-than-model', { sharePct: Math.round(100 * loudShare) });
    return { gate: 'undetermined', reason };
  }
  if (deepShare > DEEP_MAX_SHARE) {
    const reason = message('quieter-than-model', { sharePct: Math.round(100 * deepShare) });
    return { gate: 'undetermined', reason };
  }
  const apartDb = contrastDb(contrast);
  if (apartDb === null || Math.abs(apartDb) <= DISAGREEMENT_MAX_DB) return null;
  const apart = { apartDb: rounded(Math.abs(apartDb), 1) };
  const reason = message(apartDb > 0 ? 'quiet-moments-louder' : 'quiet-moments-quieter', apart);
  return { gate: 'undetermined', reason };
}

function measured(evidence: Evidence): Verdict {
  const verdict = gateOf(evidence);
  const { deviation, standbyUnknown, limitDb } = evidence;
  const standbyDb = levelOf(standbyUnknown);
  if (verdict.gate === 'trusted' || standbyDb === null) return verdict;
  // What is unknown lies anywhere between nothing and its most.
  const known = Math.sqrt(Math.max(0, deviation ** 2 - standbyUnknown ** 2 / 3));
  if (gateOf({ ...evidence, deviation: known }).gate !== 'trusted') return verdict;
  const reason = message('standby-unknown', { standbyDb: rounded(standbyDb, 1), limitDb });
  return { gate: 'undetermined', reason };
}

function gateOf(evidence: Evidence): Verdict {
  const { energy, deviation, limitDb } = evidence;
  const uncertaintyDb = uncertaintyOf(evidence);
  if (uncertaintyDb !== null && uncertaintyDb <= UNCERTAINTY_MAX_DB) {
    return { gate: 'trusted', reason: message('known-to', { uncertaintyDb: rounded(uncertaintyDb, 1) }) };
  }
  const relative = COVERAGE_80 * Math.hypot(deviation, (energy * MODEL_UNCERTAINTY_DB) / DB_PER_RELATIVE);
  const highDb = levelOf(energy + relative);
  const lowDb = levelOf(energy - relative);
  if (highDb === null) return { gate: 'trusted', reason: message('surely-nothing', { limitDb }) };
  if (highDb < limitDb) {
    return { gate: 'trusted', reason: message('surely-below', { highDb: rounded(highDb, 1), limitDb }) };
  }
  if (lowDb !== null && lowDb > limitDb) {
    return { gate: 'trusted', reason: message('surely-above', { lowDb: rounded(lowDb, 1), limitDb }) };
  }
  const reason =
    uncertaintyDb === null
      ? message('limit-unknown-side', { limitDb })
      : message('limit-in-between', { uncertaintyDb: rounded(uncertaintyDb, 1), limitDb });
  return { gate: 'undetermined', reason };
}
