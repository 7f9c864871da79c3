/**
 * What changes a receptor's limit from minute to minute: a limit relative to the measured background, and what a tone
 * takes off. The background is the sound that attribution leaves, averaged over a quarter of an hour (residual), or what it
 * exceeds 90 % of the time (LA90), lowered by its uncertainty; where it is not known, it is taken to be as low as the site
 * says it can be.
 */

import { differenceLevels, energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { tonesOf } from '../../acoustics/spectra/tones.ts';
import type { ControlPlan, ReceptorPlan, RelativeLimitPlan } from '../../plan/control-plan.ts';
import type { ReceptorAttribution } from '../attribution/receptor-attribution.ts';
import type { ClosedSpectrum } from '../inputs/spectrum-minutes.ts';
import { isNumber, objectOf, orNull } from '../saved/check.ts';
import { agedS, partById, type SnapshotPart } from '../saved/part.ts';

/** What is kept of a receptor. Plain JSON. */
interface TermState {
  /** Mean energy of the background, and how long it has been measured, s. */
  readonly energy: number;
  readonly knownS: number;
  /** What the rest exceeds 90 % of the time, dB; null before the first second. */
  readonly l90Db: number | null;
  /** Since the background was last measured, s. */
  readonly silentS: number;
  /** Minutes for which a tone is still counted. */
  readonly toneMin: number;
}

/** By receptor. */
export type ReceptorTermState = Readonly<Record<string, TermState>>;

/** What holds at a receptor now. */
export interface ReceptorTerms {
  /** Limit by the background, dB; null where the receptor has none. */
  readonly relativeDb: number | null;
  /** The background it rests on, its uncertainty taken off, dB; and whether it was measured. */
  readonly backgroundDb: number | null;
  readonly isMeasured: boolean;
  /** Taken off every limit for a tone, dB. */
  readonly penaltyDb: number;
}

const TIME_CONSTANT_S = 900;
/** Before so much was measured, and this long after it was last, the background is not known. */
const LEAST_KNOWN_S = 300;
const LONG_SILENT_S = 1800;
/**
 * A tone counts for so long after its last minute: slower fans are out of it at once, and without this they would come back
 * to it every other minute.
 */
const TONE_STANDS_MIN = 5;
/** Standard uncertainty of the measured rest, dB: where attribution is trusted, and where it is not. */
const TRUSTED_DB = 1;
const UNTRUSTED_DB = 3;
/** LA90 is found by steps: down by nine parts where the rest is below it, up by one where it is above, dB/s. */
const L90_STEP_DB_PER_S = 0.1;
const SHARE_BELOW = 0.1;

/** One cycle. Nothing is kept of receptors that need none of it. */
export function trackReceptorTerms(
  before: ReceptorTermState = {},
  plan: ControlPlan,
  attribution: readonly ReceptorAttribution[],
  closed: readonly ClosedSpectrum[],
): { state: ReceptorTermState; terms: Readonly<Record<string, ReceptorTerms>> } {
  const concerned = plan.receptors.filter(hasTerms);
  if (concerned.length === 0) return none;
  const state: Record<string, TermState> = {};
  const terms: Record<string, ReceptorTerms> = {};
  for (const receptor of concerned) {
    const own = attribution.find((one) => one.receptor === receptor.id);
    const spectrum = closed.find(({ level }) => level === receptor.id);
    const next = stepped(before[receptor.id] ?? initial, own, spectrum, plan.periodMs / 1000);
    state[receptor.id] = next;
    terms[receptor.id] = termsOf(receptor, next, own);
  }
  return { state, terms };
}

/** How it is kept over a restart: the background of a receptor, as old as it is then. */
export const receptorTermsPart: SnapshotPart<ReceptorTermState> = {
  save: (state, plan) => backgroundsPart.save(state, plan),
  // A snapshot from before there were any has none.
  restore: (saved, away, plan) =>
    saved === undefined ? { state: {}, dropped: [] } : backgroundsPart.restore(saved, away, plan),
};

const backgroundsPart = partById<TermState>({
  isEntry: objectOf<TermState>({
    energy: isNumber,
    knownS: isNumber,
    l90Db: orNull(isNumber),
    silentS: isNumber,
    toneMin: isNumber,
  }),
  basis: (plan, id) => plan.receptors.find((one) => one.id === id && hasTerms(one))?.level,
  age: (entry, away) => ({ ...entry, silentS: entry.silentS + agedS(away) }),
});

function hasTerms({ relative, tonePenaltyDb = 0 }: ReceptorPlan): boolean {
  return relative !== undefined || tonePenaltyDb > 0;
}

const none = { state: {}, terms: {} };
const initial: TermState = { energy: 0, knownS: 0, l90Db: null, silentS: 0, toneMin: 0 };

function stepped(
  before: TermState,
  own: ReceptorAttribution | undefined,
  spectrum: ClosedSpectrum | undefined,
  seconds: number,
): TermState {
  const toneMin = toneMinutes(before.toneMin, spectrum);
  const backgroundDb = own?.backgroundDb ?? null;
  if (backgroundDb === null) return { ...before, silentS: before.silentS + seconds, toneMin };
  // What was measured too long ago is no part of a mean with what is measured now.
  const state = before.silentS < LONG_SILENT_S ? before : initial;
  const knownS = Math.min(TIME_CONSTANT_S, state.knownS + seconds);
  // A plain mean at first, then one that forgets.
  const energy = state.energy + (energyOf(backgroundDb) - state.energy) * Math.min(1, seconds / knownS);
  return {
    energy,
    knownS,
    l90Db: l90Step(state.l90Db ?? backgroundDb, restOf(own), seconds),
    silentS: 0,
    toneMin,
  };
}

function toneMinutes(before: number, spectrum: ClosedSpectrum | undefined): number {
  if (spectrum === undefined) return before;
  const hasTone = tonesOf(spectrum.bandsHz, spectrum.bandsDb).length > 0;
  return hasTone ? TONE_STANDS_MIN : Math.max(0, before - 1);
}

/** The level of the latest second without the equipment, dB; null where nothing is left of it or it is not known. */
function restOf(own: ReceptorAttribution | undefined): number | null {
  const totalDb = own?.totalDb ?? null;
  const equipmentDb = own?.equipmentDb ?? null;
  if (totalDb === null || equipmentDb === null) return totalDb;
  return differenceLevels(totalDb, equipmentDb);
}

function l90Step(l90Db: number, restDb: number | null, seconds: number): number {
  const isBelow = restDb === null || restDb < l90Db;
  return l90Db + L90_STEP_DB_PER_S * seconds * (isBelow ? SHARE_BELOW - 1 : SHARE_BELOW);
}

function termsOf(
  { relative, tonePenaltyDb = 0 }: ReceptorPlan,
  state: TermState,
  own: ReceptorAttribution | undefined,
): ReceptorTerms {
  const penaltyDb = state.toneMin > 0 ? tonePenaltyDb : 0;
  if (relative === undefined) return { relativeDb: null, backgroundDb: null, isMeasured: false, penaltyDb };
  const isMeasured = state.knownS >= LEAST_KNOWN_S && state.silentS < LONG_SILENT_S;
  const backgroundDb = isMeasured
    ? Math.max(relative.leastDb, measuredDb(relative, state, own))
    : relative.leastDb;
  return { relativeDb: backgroundDb + relative.byDb, backgroundDb, isMeasured, penaltyDb };
}

/** The background at least, by one standard uncertainty. */
function measuredDb(
  { over, leastDb }: RelativeLimitPlan,
  { energy, l90Db }: TermState,
  own: ReceptorAttribution | undefined,
): number {
  const meanDb = levelOf(energy) ?? leastDb;
  const levelDb = over === 'l90' ? Math.min(meanDb, l90Db ?? meanDb) : meanDb;
  return levelDb - restUncertainty(levelDb, own);
}

/** An error of the equipment's level is in the rest, too: the more, the louder the equipment is beside it. */
function restUncertainty(levelDb: number, own: ReceptorAttribution | undefined): number {
  const ownDb = own?.gate === 'trusted' ? TRUSTED_DB : UNTRUSTED_DB;
  if (own === undefined || own.equipmentDb === null || own.uncertaintyDb === null) return ownDb;
  return Math.hypot(ownDb, own.uncertaintyDb * energyOf(own.equipmentDb - levelDb));
}
