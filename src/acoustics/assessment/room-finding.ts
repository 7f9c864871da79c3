/**
 * Sound that reaches a room through the structure: its LAeq and octaves against a table (GB 22337-2008 4.2, GB 12348-2008
 * 4.2), or its thirds by DIN 45680. What the rule does not cover is `not-applicable`, with the reason, and never compliant.
 */

import { decimalDifference } from '../levels/rounding.ts';
import type { LocalizedText, RoomRule } from '../rule-set.ts';
import { octaveLevels } from '../spectra/band-sums.ts';
import { lowFrequencyRoom } from '../spectra/low-frequency.ts';

/** A measurement in a room. */
export interface RoomQuestion {
  readonly rule: RoomRule;
  readonly className: string;
  /** `A`: for sleeping; `B`: others. */
  readonly room: 'A' | 'B';
  readonly period: 'day' | 'night';
  /** Whether the source is in the same building; null: not known. */
  readonly isSourceInside: boolean | null;
  readonly laeqDb: number | null;
  readonly lafmaxDb: number | null;
  readonly bandsHz: readonly number[];
  readonly bandsDb: readonly number[];
  /** The same bands without the station, for a limit on how far each exceeds it; absent: not measured. */
  readonly residualBandsDb?: readonly number[];
  /** Where they are other bands. */
  readonly residualBandsHz?: readonly number[];
}

/** One level of the room and its limit. */
export interface RoomLevel {
  /** Null: LAeq; else the octave. */
  readonly bandHz: number | null;
  readonly levelDb: number;
  readonly limitDb: number;
  /** Another quantity than LAeq or the level of the band: a tone above the threshold of hearing, the A-weighted sum of audible thirds, LAFmax. */
  readonly of?: 'tone' | 'audible-thirds' | 'lafmax';
}

/** Why a rule says nothing of a room. */
export type RoomReason =
  | { readonly key: 'inside-only' | 'inside-unknown' | 'thirds-missing'; readonly clause: LocalizedText }
  | { readonly key: 'no-row'; readonly clause: LocalizedText; readonly className: string }
  | { readonly key: 'not-measured'; readonly missing: readonly string[] }
  | { readonly key: 'octaves-missing' | 'no-bands' };

/** What the rule says of the room. */
export type RoomFinding =
  | { readonly verdict: 'not-applicable'; readonly why: RoomReason }
  | { readonly verdict: 'undetermined'; readonly why: RoomReason; readonly levels: readonly RoomLevel[] }
  | { readonly verdict: 'compliant' | 'exceeded'; readonly levels: readonly RoomLevel[] };

/** Compares a room with its limits. */
export function compareRoom(question: RoomQuestion): RoomFinding {
  const { rule, isSourceInside, className } = question;
  if (rule.kind === 'din-45680') return byThreshold(rule, question);
  if (rule.kind === 'emergence') return byEmergence(rule, question);
  if (rule.insideOnly && isSourceInside === false)
    return { verdict: 'not-applicable', why: { key: 'inside-only', clause: rule.clause } };
  if (rule.insideOnly && isSourceInside === null)
    return { verdict: 'not-applicable', why: { key: 'inside-unknown', clause: rule.clause } };
  const row = rule.rows.find(
    ({ classes, room, period }) =>
      classes.includes(className) && room === question.room && period === question.period,
  );
  if (row === undefined)
    return { verdict: 'not-applicable', why: { key: 'no-row', clause: rule.clause, className } };
  const octaves = octaveLevels(question.bandsHz, question.bandsDb);
  const levels: RoomLevel[] = [];
  const missing: string[] = [];
  const take = (bandHz: number | null, levelDb: number | null | undefined, limitDb: number) => {
    if (levelDb === null || levelDb === undefined) missing.push(bandHz === null ? 'LAeq' : `${bandHz} Hz`);
    else levels.push({ bandHz, levelDb, limitDb });
  };
  take(null, question.laeqDb, row.laeqDb);
  for (const [place, hz] of rule.octavesHz.entries()) take(hz, octaves.get(hz), row.octavesDb[place] ?? 0);
  const isOver = levels.some(({ levelDb, limitDb }) => decimalDifference(levelDb, limitDb) > 0);
  const isPeak = question.lafmaxDb !== null && question.lafmaxDb > row.laeqDb + rule.peakOverDb;
  if (isOver || isPeak) return { verdict: 'exceeded', levels };
  if (missing.length > 0) return { verdict: 'undetermined', why: { key: 'not-measured', missing }, levels };
  return { verdict: 'compliant', levels };
}

/** Each octave against the same one without the station. */
function byEmergence(rule: Extract<RoomRule, { kind: 'emergence' }>, question: RoomQuestion): RoomFinding {
  const total = octaveLevels(question.bandsHz, question.bandsDb);
  const residual = octaveLevels(question.residualBandsHz ?? question.bandsHz, question.residualBandsDb ?? []);
  const levels = rule.octavesHz.flatMap((bandHz, place): RoomLevel[] => {
    const [withDb, withoutDb] = [total.get(bandHz), residual.get(bandHz)];
    if (withDb === undefined || withoutDb === undefined) return [];
    return [{ bandHz, levelDb: decimalDifference(withDb, withoutDb), limitDb: rule.allowedDb[place] ?? 0 }];
  });
  if (levels.some(({ levelDb, limitDb }) => levelDb > limitDb)) return { verdict: 'exceeded', levels };
  if (levels.length === rule.octavesHz.length) return { verdict: 'compliant', levels };
  return {
    verdict: 'undetermined',
    why: { key: 'octaves-missing' },
    levels,
  };
}

function byThreshold(rule: Extract<RoomRule, { kind: 'din-45680' }>, question: RoomQuestion): RoomFinding {
  const { bandsHz, bandsDb, period } = question;
  const levels = throughStructure(rule, question);
  const isOver = levels.some(({ levelDb, limitDb }) => decimalDifference(levelDb, limitDb) > 0);
  const found = lowFrequencyRoom(bandsHz, bandsDb, period);
  if (found === null)
    return isOver
      ? { verdict: 'exceeded', levels }
      : { verdict: 'undetermined', why: { key: 'thirds-missing', clause: rule.clause }, levels };
  const { tone, sumDb, allowedSumDb, isExceeded } = found;
  const level =
    tone === null
      ? { bandHz: null, levelDb: sumDb ?? 0, limitDb: allowedSumDb, of: 'audible-thirds' as const }
      : { bandHz: tone.bandHz, levelDb: tone.overThresholdDb, limitDb: tone.allowedDb, of: 'tone' as const };
  return { verdict: isExceeded || isOver ? 'exceeded' : 'compliant', levels: [level, ...levels] };
}

/** LAeq and LAFmax where the sound comes through the structure of the building. */
function throughStructure(
  { throughStructure: limits }: Extract<RoomRule, { kind: 'din-45680' }>,
  { isSourceInside, period, laeqDb, lafmaxDb }: RoomQuestion,
): readonly RoomLevel[] {
  if (limits === undefined || isSourceInside !== true) return [];
  const limitDb = period === 'night' ? limits.nightDb : limits.dayDb;
  return [
    ...(laeqDb === null ? [] : [{ bandHz: null, levelDb: laeqDb, limitDb }]),
    ...(lafmaxDb === null
      ? []
      : [{ bandHz: null, levelDb: lafmaxDb, limitDb: limitDb + limits.peakOverDb, of: 'lafmax' as const }]),
  ];
}
