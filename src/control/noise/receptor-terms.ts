/**
 * What changes a receptor's limit from minute to minute: a limit relative to the measured background, and what a tone
 * takes off. The background is the steady rest that attribution leaves, averaged over a quarter of an hour and lowered by its
 * uncertainty; where it is not known, it is taken to be as low as the site says it can be.
 */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { tonesOf } from '../../acoustics/spectra/tones.ts';
import type { ControlPlan, ReceptorPlan } from '../../plan/control-plan.ts';
import type { ReceptorAttribution } from '../attribution/receptor-attribution.ts';
import type { ClosedSpectrum } from '../inputs/spectrum-minutes.ts';

/** What is kept of a receptor. Plain JSON. */
interface TermState {
  /** Mean energy of the background, and how long it has been measured, s. */
  readonly energy: number;
  readonly knownS: number;
  /** Since the background was last measured, s. */
  readonly silentS: number;
  /** The latest minute had a tone. */
  readonly hasTone: boolean;
}

/** By receptor. */
export type ReceptorTermState = Readonly<Record<string, TermState>>;

/** What holds at a receptor now. */
export interface ReceptorTerms {
  /** Limit by the background, dB; null where the receptor has none. */
  readonly relativeDb: number | null;
  /** The background it rests on, and whether it was measured. */
  readonly backgroundDb: number | null;
  readonly isMeasured: boolean;
  /** Taken off every limit for a tone, dB. */
  readonly penaltyDb: number;
}

const TIME_CONSTANT_S = 900;
/** Before so much was measured, and this long after it was last, the background is not known. */
const LEAST_KNOWN_S = 300;
const LONG_SILENT_S = 1800;
/** Standard uncertainty of the steady rest, dB: where attribution is trusted, and where it is not. */
const TRUSTED_DB = 1;
const UNTRUSTED_DB = 3;

/** One cycle. Nothing is kept of receptors that need none of it. */
export function trackReceptorTerms(
  before: ReceptorTermState = {},
  plan: ControlPlan,
  attribution: readonly ReceptorAttribution[],
  closed: readonly ClosedSpectrum[],
): { state: ReceptorTermState; terms: Readonly<Record<string, ReceptorTerms>> } {
  const concerned = plan.receptors.filter(({ relative, tonePenaltyDb }) => relative ?? tonePenaltyDb);
  if (concerned.length === 0) return none;
  const state: Record<string, TermState> = {};
  const terms: Record<string, ReceptorTerms> = {};
  for (const receptor of concerned) {
    const own = attribution.find((one) => one.receptor === receptor.id);
    const spectrum = closed.find(({ level }) => level === receptor.id);
    const next = stepped(
      before[receptor.id] ?? initial,
      own?.backgroundDb ?? null,
      spectrum,
      plan.periodMs / 1000,
    );
    state[receptor.id] = next;
    terms[receptor.id] = termsOf(receptor, next, own?.gate === 'trusted');
  }
  return { state, terms };
}

const none = { state: {}, terms: {} };
const initial: TermState = { energy: 0, knownS: 0, silentS: 0, hasTone: false };

function stepped(
  state: TermState,
  backgroundDb: number | null,
  spectrum: ClosedSpectrum | undefined,
  seconds: number,
): TermState {
  const hasTone =
    spectrum === undefined ? state.hasTone : tonesOf(spectrum.bandsHz, spectrum.bandsDb).length > 0;
  if (backgroundDb === null) return { ...state, silentS: state.silentS + seconds, hasTone };
  const knownS = Math.min(TIME_CONSTANT_S, state.knownS + seconds);
  // A plain mean at first, then one that forgets.
  const energy = state.energy + (energyOf(backgroundDb) - state.energy) * Math.min(1, seconds / knownS);
  return { energy, knownS, silentS: 0, hasTone };
}

function termsOf(
  { relative, tonePenaltyDb = 0 }: ReceptorPlan,
  state: TermState,
  isTrusted: boolean,
): ReceptorTerms {
  const penaltyDb = state.hasTone ? tonePenaltyDb : 0;
  if (relative === undefined) return { relativeDb: null, backgroundDb: null, isMeasured: false, penaltyDb };
  const isMeasured = state.knownS >= LEAST_KNOWN_S && state.silentS < LONG_SILENT_S;
  const measuredDb = (levelOf(state.energy) ?? relative.leastDb) - (isTrusted ? TRUSTED_DB : UNTRUSTED_DB);
  const backgroundDb = isMeasured ? Math.max(relative.leastDb, measuredDb) : relative.leastDb;
  return { relativeDb: backgroundDb + relative.byDb, backgroundDb, isMeasured, penaltyDb };
}
