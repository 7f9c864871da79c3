/** What a column holds, by its name alone. */

import { folded, unitOf, unjoined, wordsOf } from './head-text.ts';
import {
  type FrequencyWeighting,
  type LevelMetric,
  levelSymbol,
  type TimeWeighting,
  weightingOf,
} from './level-symbols.ts';
import type { HeadWord } from './vocabulary.ts';

/** A column of levels. */
export interface LevelMeaning {
  readonly of: 'level';
  readonly metric: LevelMetric;
  readonly weighting: FrequencyWeighting | null;
  readonly timeWeighting: TimeWeighting | null;
  /** Of one octave or third-octave band. */
  readonly isBand: boolean;
  /** What the level is taken over: its row, a stated time, or all that was before. */
  readonly over: 'row' | 'running' | { readonly s: number };
  /** Words that make it something else: a limit, a background, a maximum of it. */
  readonly against: readonly HeadWord[];
  /** Words that nobody here knows. */
  readonly unknown: readonly string[];
}

/** What a mark beside a level can say. */
export type Flag = 'overload' | 'under-range' | 'paused' | 'valid' | 'invalid' | 'status-mark' | 'words';
/** Which moment of an interval a time stamp names. */
export type Edge = 'begin' | 'end' | 'middle';

/** What a column holds. */
export type ColumnMeaning =
  | LevelMeaning
  | { readonly of: 'time'; readonly edge: Edge | null }
  | { readonly of: 'duration' | 'timer' | 'key' | 'row-number' | 'note' | 'nothing' }
  | { readonly of: 'flag'; readonly flag: Flag }
  | { readonly of: 'other'; readonly word: HeadWord };

/** A column's name, the cell above it, and its unit if units have a row of their own. */
export interface ColumnHead {
  readonly name: string;
  readonly group: string;
  readonly unit: string;
}

/** P1 (A, Lin): a profile says how the columns under it are weighted, and nothing else. */
const PROFILE = /^(?:p|ch|profile|channel)[\s_]*\d+\s*\(?\s*(?<w>a|c|z|lin)?\b/i;

/** The meaning of a column's head. */
export function columnMeaning(head: ColumnHead): ColumnMeaning {
  const profile = PROFILE.exec(head.group);
  const name = profile === null ? `${head.group} ${head.name}` : head.name;
  const withUnit = unitOf(folded(name));
  const ownUnit = unitOf(folded(head.unit));
  const inner = unitOf(folded(unjoined(name)));
  const text = withUnit.unit === 'dB' ? foldedWithout(name) : inner.rest;
  const unitWeighting = weightingOf(withUnit.weighting ?? ownUnit.weighting);
  const level = levelMeaning(text, unitWeighting ?? weightingOf(profile?.groups?.['w']), {
    hasDecibels: withUnit.unit === 'dB' || ownUnit.unit === 'dB',
    isNamedInDecibels: unitWeighting !== null,
  });
  if (level !== undefined && withUnit.unit !== 'other' && ownUnit.unit !== 'other') return level;
  return plainMeaning(text);
}

/** True for a level that its name says to be A-weighted and equivalent, of each row. */
export function isNamedLaeq(meaning: ColumnMeaning): meaning is LevelMeaning {
  return (
    meaning.of === 'level' &&
    meaning.metric === 'equivalent' &&
    meaning.weighting === 'A' &&
    meaning.timeWeighting === null &&
    !meaning.isBand &&
    meaning.over !== 'running' &&
    meaning.against.length + meaning.unknown.length === 0
  );
}

/** Joined words are parted after the unit is gone: dBA is no d BA. */
function foldedWithout(name: string): string {
  const plain = name.normalize('NFKC');
  const match = /(?<![a-z])(?:dB|DB|db|分贝)[\s_-]*[[(]?\s*[acz]?\s*[)\]]?(?![a-z0-9])/i.exec(plain);
  const bare = match === null ? plain : plain.replace(match[0], ' ');
  return unitOf(folded(unjoined(bare.replace(/[[(]\s*[\])]/g, ' ')))).rest;
}

/** Words that say nothing against an equivalent level. */
const harmless: readonly HeadWord[] = [
  'equivalent',
  'equivalentA',
  'aWeighted',
  'cWeighted',
  'zWeighted',
  'level',
  'part',
  'key',
  'instant',
];
const metricWords: readonly (readonly [HeadWord, LevelMetric])[] = [
  ['maximum', 'maximum'],
  ['minimum', 'minimum'],
  ['peak', 'peak'],
  ['percentile', 'percentile'],
  ['exposure', 'exposure'],
  ['equivalentA', 'equivalent'],
  ['equivalent', 'equivalent'],
  ['instant', 'instant'],
  ['level', 'bare'],
];

function levelMeaning(
  text: string,
  unitWeighting: FrequencyWeighting | null,
  unit: { readonly hasDecibels: boolean; readonly isNamedInDecibels: boolean },
): LevelMeaning | undefined {
  const symbol = levelSymbol(text);
  const band = bandIn(symbol?.rest ?? text);
  const stretch = stretchIn(band.rest);
  const { words, unknown } = wordsOf(stretch.rest);
  const byWord = metricWords.find(([word]) => words.has(word))?.[1];
  const metric = symbol?.metric ?? byWord ?? (unit.isNamedInDecibels ? 'bare' : undefined);
  if (metric === undefined || (metric === 'bare' && symbol === undefined && isPlain(words, unit.hasDecibels)))
    return band.isBand && unit.hasDecibels ? bandLevel(unitWeighting) : undefined;
  const against = [...words].filter(
    (word) => !harmless.includes(word) && !(symbol === undefined && matches(word, metric)),
  );
  const isAgainst = symbol !== undefined && metric === 'equivalent' && words.has('instant');
  return {
    of: 'level',
    metric,
    weighting: symbol?.weighting ?? wordWeighting(words) ?? unitWeighting,
    timeWeighting: symbol?.timeWeighting ?? null,
    isBand: band.isBand,
    over: words.has('running') ? 'running' : stretch.over,
    against: isAgainst ? [...against, 'instant'] : against,
    unknown: contradicts(symbol?.weighting, unitWeighting) ? [...unknown, `dB(${unitWeighting})`] : unknown,
  };
}

/** LAeq in dB(C): one of the two is wrong. */
function contradicts(
  symbol: FrequencyWeighting | null | undefined,
  unit: FrequencyWeighting | null,
): boolean {
  return symbol !== null && symbol !== undefined && unit !== null && symbol !== unit;
}

/** A level word that is no level: a note on noise, the temperature of the sound card. */
function isPlain(words: ReadonlySet<HeadWord>, hasDecibels: boolean): boolean {
  const notLevels: readonly HeadWord[] = [
    'temperature',
    'humidity',
    'wind',
    'weather',
    'electrical',
    'note',
    'key',
  ];
  return !hasDecibels && notLevels.some((word) => words.has(word));
}

function matches(word: HeadWord, metric: LevelMetric): boolean {
  return metricWords.some(([own, of]) => own === word && of === metric);
}

function bandLevel(weighting: FrequencyWeighting | null): LevelMeaning {
  return {
    of: 'level',
    metric: 'bare',
    weighting,
    timeWeighting: null,
    isBand: true,
    over: 'row',
    against: [],
    unknown: [],
  };
}

function wordWeighting(words: ReadonlySet<HeadWord>): FrequencyWeighting | null {
  if (words.has('cWeighted')) return 'C';
  if (words.has('zWeighted')) return 'Z';
  return words.has('aWeighted') || words.has('equivalentA') ? 'A' : null;
}

/** Nominal centres of third-octave bands from 6.3 Hz on (IEC 61260-1). */
const THIRDS =
  '6\\.3|8(?:\\.0)?|10(?:\\.0)?|12\\.5|16(?:\\.0)?|20(?:\\.0)?|25(?:\\.0)?|31\\.5|31|40(?:\\.0)?|50(?:\\.0)?|63(?:\\.0)?|80(?:\\.0)?|100|125|160|200|250|315|400|500|630|800|1000|1250|1600|2000|2500|3150|4000|5000|6300|8000|10000|12500|16000|20000';
const WITH_HERTZ = /(?<![\d.])\d+(?:[.,]\d+)?\s*k?\s*hz/;
const KILO = /(?<![\d.])\d+(?:\.\d+)?\s*k(?![a-z])/;
const BARE_BAND = new RegExp(
  `(?<![\\d.])(?:${THIRDS})(?:\\.0)?(?![\\d.]|\\s*(?:${'ms|s|sec|secs|seconds?|min|mins|minutes?|m|h|hr|hours?|秒|分|小时|时'})(?![a-z]))`,
);
const BAND_WORDS =
  /1\s*\/\s*[13]\s*(?:oct)?|third[\s-]*octave|octave|terz|oktav|倍频|オクターブ|옥타브|\bband\b/;

function bandIn(text: string): { readonly isBand: boolean; readonly rest: string } {
  const isBand = WITH_HERTZ.test(text) || KILO.test(text) || BAND_WORDS.test(text) || BARE_BAND.test(text);
  return { isBand, rest: text };
}

const STRETCH =
  /[(,_\s]*(?:t\s*=\s*)?(?<![\d.])(\d+(?:[.,]\d+)?)[\s_]*(ms|seconds?|secs?|s|minutes?|mins?|min|m|hours?|hrs?|h|秒|分钟|分間|分|小时|時間|时|초|분|시간|"|'|″|′)(?![a-z])\)?/;
const RUNNING_T = /\(\s*t\s*\)/;
/** Words for the log interval (NTi) or the measurement time T: both mean the row's. */
const ROW_MARK = /(?:^|[\s_,(])(?:dt|Δt|t)(?![a-z])\)?/;

function stretchIn(text: string): { readonly over: LevelMeaning['over']; readonly rest: string } {
  const match = STRETCH.exec(text);
  if (match !== null) {
    // LAeq5" of an XL2 glides from row to row.
    if (/["'″′]/.test(match[2] ?? '')) return { over: 'running', rest: text.replace(match[0], ' ') };
    const s = Number((match[1] ?? '').replace(',', '.')) * unitSeconds(match[2] ?? '');
    return { over: { s }, rest: text.replace(match[0], ' ') };
  }
  if (RUNNING_T.test(text)) return { over: 'running', rest: text.replace(RUNNING_T, ' ') };
  return { over: 'row', rest: text.replace(ROW_MARK, ' ') };
}

function unitSeconds(unit: string): number {
  if (unit === 'ms') return 0.001;
  if (/^[s秒초]/.test(unit)) return 1;
  return /^[m分분]/.test(unit) ? 60 : 3600;
}

const flagWords: readonly (readonly [HeadWord, Flag])[] = [
  ['overload', 'overload'],
  ['underRange', 'under-range'],
  ['paused', 'paused'],
  ['invalid', 'invalid'],
  ['valid', 'valid'],
  ['statusMark', 'status-mark'],
];
const otherWords: readonly HeadWord[] = [
  'temperature',
  'humidity',
  'wind',
  'weather',
  'electrical',
  'place',
  'limit',
  'background',
  'average',
  'rating',
];

function plainMeaning(text: string): ColumnMeaning {
  const { words } = wordsOf(text);
  const flag = flagWords.find(([word]) => words.has(word));
  if (flag !== undefined) return { of: 'flag', flag: flag[1] };
  if (words.has('timer')) return { of: 'timer' };
  if (words.has('duration')) return { of: 'duration' };
  const other = otherWords.find((word) => words.has(word));
  if (other !== undefined) return { of: 'other', word: other };
  const edge = words.has('begin')
    ? 'begin'
    : words.has('end')
      ? 'end'
      : words.has('middle')
        ? 'middle'
        : null;
  if (words.has('time') || edge !== null) return { of: 'time', edge };
  if (words.has('rowNumber') && !words.has('key')) return { of: 'row-number' };
  if (words.has('note')) return { of: 'note' };
  if (words.has('key')) return { of: 'key' };
  return { of: 'nothing' };
}
