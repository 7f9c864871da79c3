/**
 * A noise limit standard as data: which level of which time is compared with which number, after which corrections. The
 * files are in config/limits; src/config compiles them to this.
 */

/** Parts of a day that have limits of their own. */
export type PeriodName = 'day' | 'evening' | 'night';

/**
 * How sure the project is of a part: read in the text or a restatement of it, derived by the project, or from memory.
 */
export type Confidence = 'confirmed' | 'derived' | 'unconfirmed';

/** Where a part stands, and how sure it is. */
export interface Cited {
  readonly clause: LocalizedText;
  readonly confidence: Confidence;
}

/** A text for readers; Chinese where the standard is. */
export interface LocalizedText {
  readonly en: string;
  readonly zh?: string | undefined;
}

/** Both texts; where only one of them has words in a language, the other is a name that reads the same there. */
export function textsInRow(first: LocalizedText, second: LocalizedText): LocalizedText {
  const en = `${first.en}; ${second.en}`;
  if (first.zh === undefined && second.zh === undefined) return { en };
  return { en, zh: `${first.zh ?? first.en}; ${second.zh ?? second.en}` };
}

/** One standard. */
export interface RuleSet {
  readonly id: string;
  readonly title: LocalizedText;
  readonly source: string;
  readonly confidence: Confidence;
  /** Table of limits by class of the area outside the boundary. */
  readonly limits: Cited & { readonly classes: Readonly<Record<string, LimitClass>> };
  /** In the order of a report; together they cover the day, or the part of it that has limits. */
  readonly periods: readonly PeriodRule[];
  readonly peaks: readonly PeakRule[];
  readonly background: Cited & BackgroundMethod;
  readonly rounding: Cited & Rounding;
  /**
   * Where the background is too near to correct: a level that is at most so far above the limit complies, and beyond it
   * nothing can be said. Absent: the background is lowered and the measurement repeated.
   */
  readonly underMargin?: (Cited & { readonly overLimitMaxDb: number }) | undefined;
  /** Why a total that is not above the limit complies without correction, where the standard says so. */
  readonly totalWithin?: Cited | undefined;
  /** Taken off the limit where it is measured in the dwelling because the boundary is less than 1 m away. */
  readonly indoors?: (Cited & { readonly lowerByDb: number }) | undefined;
  readonly leastValid: LeastValid;
  /** What the standard asks for and this program does not do, and what the program assumes. */
  readonly notes: readonly LocalizedText[];
  /** What the verdict `undetermined` means under this standard. */
  readonly undetermined: LocalizedText;
}

/** The limits of one class of area. */
export interface LimitClass {
  readonly area: LocalizedText;
  /** Given where it is less sure than the table. */
  readonly confidence?: Confidence | undefined;
  /** LAeq limits, dB; a missing period has none. */
  readonly limitsDb: Readonly<Partial<Record<PeriodName, number>>>;
}

/** How one period is assessed. */
export interface PeriodRule extends Cited {
  readonly kind: PeriodName;
  /** Minutes since local midnight; a start after the end means across midnight. */
  readonly startMin: number;
  readonly endMin: number;
  readonly timeBase: TimeBase;
}

/** The stretch of a period whose LAeq is assessed. */
export type TimeBase =
  /** All of it. */
  | { readonly kind: 'period' }
  /** Its loudest minute while its minutes differ by no more than this, otherwise all of it. */
  | { readonly kind: 'steady-minute'; readonly fluctuationMaxDb: number }
  /** The full hour with the highest level. */
  | { readonly kind: 'loudest-hour' }
  /** The loudest of all windows of this length, minute by minute. */
  | { readonly kind: 'rolling'; readonly windowS: number };

/** The cause of a short loud sound, by which its cap differs. */
export type PeakCause = 'frequent' | 'occasional' | 'any';

/** A cap on LAFmax. */
export interface PeakRule extends Cited {
  readonly period: PeriodName;
  readonly cause: PeakCause;
  /** LAFmax may exceed the LAeq limit by this, dB. */
  readonly overLimitDb: number;
  /** False: shown for comparison, never part of the verdict. */
  readonly binding: boolean;
}

/** How the background is taken out of the measured level. */
export type BackgroundMethod =
  /** All sound counts. */
  | { readonly kind: 'none' }
  /** GB 12348-2008, GB 22337-2008 table 4; the two readings differ at 52.8 dB over 50 dB. */
  | { readonly kind: 'gb-table'; readonly range: GbRange }
  /** Energy difference from this margin on. */
  | { readonly kind: 'exact'; readonly leastMarginDb: number }
  /** Energy difference above 3 dB of margin, decided only outside `coverage` standard uncertainties. */
  | { readonly kind: 'iso-1996-2'; readonly coverage: number };

/** Whether the test for 3 to 10 dB uses the difference already rounded, or as measured. */
export type GbRange = 'round-first' | 'table-on-rounded';

/** How the assessed level is rounded, in one step; `none` compares as measured. */
export type Rounding =
  | { readonly kind: 'none' }
  | { readonly kind: 'half-even' | 'half-up'; readonly decimals: number };

/** Least valid time of each stretch for its level to be assessed, s. */
export interface LeastValid {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly evening: number;
  readonly night: number;
}

/** Limit of a class in a period, dB; null where the standard sets none. */
export function limitOf(rules: RuleSet, className: string, period: PeriodName): number | null {
  return rules.limits.classes[className]?.limitsDb[period] ?? null;
}

/** The rule of a period; undefined where the standard does not know it. */
export function periodRule(rules: RuleSet, period: PeriodName): PeriodRule | undefined {
  return rules.periods.find((rule) => rule.kind === period);
}
