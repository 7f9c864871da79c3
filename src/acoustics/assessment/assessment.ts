/**
 * Whether a place kept its limit in one night, evening or day: the level that the standard assesses, without the
 * background where that can be separated, and the peaks. Where it cannot, the verdict is `undetermined` with the
 * reason: near a limit at urban night background that is the normal case.
 */

import { worstCaseBound } from '../levels/leq.ts';
import { differenceLevels } from '../levels/level.ts';
import type { MeasuredPeriod } from '../periods/measured-period.ts';
import { isRepresentative, RELIABLE_MARGIN_DB } from '../periods/validity.ts';
import { limitOf, type RuleSet } from '../rule-set.ts';
import { type Background, correctedUncertainty } from './background.ts';
import { decisive, type Finding } from './finding.ts';
import { basisOf, compareLevel, type LevelBasis, ratedStretch } from './level-finding.ts';
import { comparePeaks, type PeakFinding, type PeakOrigin } from './peak-finding.ts';
import { type SoundCharacter, unknownCharacter } from './rating.ts';
import { compareRelative, type RelativeFinding } from './relative-finding.ts';

/** What an assessment of one period needs. */
export interface AssessmentInput {
  readonly rules: RuleSet;
  readonly className: string;
  readonly receptor: string;
  readonly period: MeasuredPeriod;
  /** Null: not known. */
  readonly background: Background | null;
  /** Standard uncertainty of the meter and its place, dB. */
  readonly uncertaintyDb: number;
  /** What the highest LAFmax came from. */
  readonly peakOrigin: PeakOrigin;
  /** Measured in the dwelling, because the boundary is less than 1 m away. */
  readonly indoors?: boolean;
  /** What is known of tones and impulses in it, for rule sets that add something for them; absent: nothing. */
  readonly character?: SoundCharacter;
  /** LA90 without the station, dB, for limits relative to it. */
  readonly residualL90Db?: number | null;
  /** How long the sound lasts in the period, for rule sets that allow more to what is short, s; absent: all of it. */
  readonly durationS?: number;
  /** Measured in a room, whatever the boundary. */
  readonly isInRoom?: boolean;
  /** Level of missing sound for the worst case, dB; null: 10 dB above the limit or the loudest minute. */
  readonly assumedDb: number | null;
  /** Time in which the sound was above the meter's range, s: its level is not known. */
  readonly overloadS?: number;
}

/** The verdict on one period at one place, and the figures behind it. */
export interface Assessment extends Finding {
  readonly receptor: string;
  readonly ruleSet: string;
  readonly className: string;
  readonly period: Pick<MeasuredPeriod, 'kind' | 'id' | 'startWallMs' | 'lengthS'>;
  /** Null where the standard sets none. */
  readonly limitDb: number | null;
  /** The stretch whose level was assessed; null without valid sound. */
  readonly basis: LevelBasis | null;
  /** LAeq of the basis with all sound, not rounded, dB. */
  readonly totalDb: number | null;
  readonly background: Background | null;
  /** Total above background, dB. */
  readonly marginDb: number | null;
  /** Energy difference of total and background, dB; null below 3 dB of margin. */
  readonly equipmentDb: number | null;
  /** The level compared with the limit, corrected and rounded as the standard says, dB; null where none was. */
  readonly assessedDb: number | null;
  /** Standard uncertainty of the equipment level, or of the total where there is none, dB. */
  readonly uncertaintyDb: number | null;
  /** True: the background was estimated, not measured with the station off; an inspector would not accept it. */
  readonly isIndicative: boolean;
  /** Of the whole period. */
  readonly validS: number;
  readonly validShare: number;
  readonly worstCase: WorstCase | null;
  /** The finding on the level alone; the verdict also includes the binding peaks. */
  readonly level: Finding;
  readonly peaks: readonly PeakFinding[];
  /** The finding on the level against what is there without the station; null where the rule set has no such limit. */
  readonly relative: RelativeFinding | null;
}

/** LAeq of the period if every gap had been as loud as `assumedDb`. */
export interface WorstCase {
  readonly levelDb: number;
  readonly assumedDb: number;
}

/** Assesses one period at one place. */
export function assessPeriod(input: AssessmentInput): Assessment {
  const { rules, className, receptor, period, background } = input;
  const limitDb = effectiveLimit(input);
  const basis = basisOf(rules, period);
  const totalDb = basis?.levelDb ?? null;
  const compared = compareLevel({
    rules,
    period,
    basis,
    limitDb,
    background,
    uncertaintyDb: input.uncertaintyDb,
    overloadS: input.overloadS ?? 0,
    className,
    character: input.character ?? unknownCharacter,
  });
  const relative = relativeOf(input, basis);
  const peaks = comparePeaks(rules, period, limitDb, input.peakOrigin);
  const marginDb = totalDb === null || background === null ? null : totalDb - background.levelDb;
  const binding = peaks.filter((peak) => peak.isBinding && peak.reason.key !== 'peak-missing');
  const worstCase = worstCaseOf(input, limitDb);
  const level = withHoles(compared.finding, period, worstCase, limitDb);
  // A rule set that only knows relative limits has no opinion on the level itself.
  const isRelativeAlone = relative !== null && limitDb === null;
  const findings = relative === null ? binding : [relative, ...binding];
  const { verdict, reason, clause } = isRelativeAlone
    ? decisive(relative, binding)
    : decisive(level, findings);
  return {
    verdict,
    reason,
    clause,
    receptor,
    ruleSet: rules.id,
    className,
    period: { kind: period.kind, id: period.id, startWallMs: period.startWallMs, lengthS: period.lengthS },
    limitDb,
    basis,
    totalDb,
    background,
    marginDb,
    equipmentDb:
      totalDb !== null && background !== null && marginDb !== null && marginDb >= RELIABLE_MARGIN_DB
        ? differenceLevels(totalDb, background.levelDb)
        : null,
    assessedDb: compared.assessedDb,
    uncertaintyDb: totalDb === null ? null : uncertaintyOf(totalDb, input),
    isIndicative: compared.isCorrected && background !== null && background.source !== 'measured',
    validS: period.ledger.validS,
    validShare: validShareOf(period),
    worstCase,
    level,
    peaks,
    relative,
  };
}

function relativeOf(input: AssessmentInput, basis: LevelBasis | null): RelativeFinding | null {
  const { rules, className, period, background, uncertaintyDb } = input;
  if (rules.relative === undefined) return null;
  const found = compareRelative({
    rules,
    relative: rules.relative,
    className,
    period: period.kind,
    totalDb: basis?.levelDb ?? null,
    stretch: ratedStretch(period, basis),
    isInRoom: input.isInRoom === true,
    uncertaintyDb,
    residual: background,
    l90Db: input.residualL90Db ?? null,
    character: input.character ?? unknownCharacter,
    durationS: input.durationS ?? period.lengthS,
  });
  const { validS } = period.ledger;
  if (found.verdict !== 'compliant' || isRepresentative({ kind: period.kind, validS }, rules.leastValid))
    return found;
  const neededShare = rules.leastValid[period.kind] / period.lengthS;
  const values = { validShare: validS / period.lengthS, neededShare };
  return { ...found, verdict: 'undetermined', outcome: null, reason: { key: 'too-little-data', values } };
}

/** With less than this measured, holes that could be above the limit leave compliance open. */
const LEAST_PROVED_SHARE = 0.9;

/** Compliance is of the whole period: a quarter of a night that nobody measured is no quarter that complied. */
function withHoles(
  finding: Finding,
  period: MeasuredPeriod,
  worstCase: WorstCase | null,
  limitDb: number | null,
): Finding {
  const validShare = validShareOf(period);
  if (finding.verdict !== 'compliant' || validShare >= LEAST_PROVED_SHARE) return finding;
  if (worstCase === null || limitDb === null || worstCase.levelDb <= limitDb) return finding;
  const { levelDb: worstDb, assumedDb } = worstCase;
  const values = { validShare, worstDb, assumedDb, limitDb };
  return { ...finding, verdict: 'undetermined', reason: { key: 'within-where-measured', values } };
}

function validShareOf({ ledger, lengthS }: MeasuredPeriod): number {
  return Math.min(1, ledger.validS / lengthS);
}

/** The class's limit, lower indoors. */
function effectiveLimit({ rules, className, period, indoors }: AssessmentInput): number | null {
  const limitDb = limitOf(rules, className, period.kind);
  return limitDb !== null && indoors === true ? limitDb - (rules.indoors?.lowerByDb ?? 0) : limitDb;
}

function uncertaintyOf(totalDb: number, { background, uncertaintyDb }: AssessmentInput): number | null {
  const isTold = background !== null && totalDb - background.levelDb >= RELIABLE_MARGIN_DB;
  if (!isTold) return uncertaintyDb;
  return correctedUncertainty(totalDb, background.levelDb, uncertaintyDb, background.uncertaintyDb);
}

/** A gap counts as 10 dB above the limit, or as the loudest minute (docs/acoustics.md, Worst case). */
const HOLE_OVER_LIMIT_DB = 10;

function worstCaseOf({ period, assumedDb }: AssessmentInput, limitDb: number | null): WorstCase | null {
  const loudestDb = period.loudestMinute?.levelDb ?? Number.NEGATIVE_INFINITY;
  const likelyDb = Math.max(limitDb === null ? loudestDb : limitDb + HOLE_OVER_LIMIT_DB, loudestDb);
  const holeDb = assumedDb ?? likelyDb;
  if (!Number.isFinite(holeDb)) return null;
  const spanS = Math.max(period.lengthS, period.ledger.validS);
  const levelDb = worstCaseBound({ ...period.ledger, spanS }, holeDb);
  return levelDb === null ? null : { levelDb, assumedDb: holeDb };
}
