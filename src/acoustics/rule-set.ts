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

/** A text for readers by the code of the language: in English, and in those in which somebody has written it. */
export type LocalizedText = { readonly en: string } & Readonly<Record<string, string | undefined>>;

/** Both texts; where only one of them has words in a language, the other is a name that reads the same there. */
export function textsInRow(first: LocalizedText, second: LocalizedText): LocalizedText {
  const both = (language: string) => `${first[language] ?? first.en}; ${second[language] ?? second.en}`;
  const written = Object.keys({ ...first, ...second }).filter(
    (language) => (first[language] ?? second[language]) !== undefined,
  );
  return { en: both('en'), ...Object.fromEntries(written.map((language) => [language, both(language)])) };
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
  /** What is compared with the limits, of whole periods; absent: LAeq. */
  readonly quantity?: (Cited & { readonly of: ExceededLevel }) | undefined;
  /** Adjustments for the character of the sound; absent: the level is compared as it is. */
  readonly rating?: Rating | undefined;
  /** Days that terms of hours treat apart. */
  readonly restDays?: (Cited & RestDays) | undefined;
  /** A limit relative to what is there without the station. */
  readonly relative?: RelativeRule | undefined;
  /** Limits in rooms, for sound through the structure. */
  readonly room?: RoomRule | undefined;
  readonly leastValid: LeastValid;
  /** What the standard asks for and this program does not do, and what the program assumes. */
  readonly notes: readonly LocalizedText[];
  /** What the verdict `undetermined` means under this standard. */
  readonly undetermined: LocalizedText;
}

/** LN: the level exceeded N % of the time. */
export type ExceededLevel = 'l5' | 'l10' | 'l50' | 'l90' | 'l95';

/** What is added to the level before it is compared. */
export interface Rating {
  readonly terms: readonly RatingTerm[];
}

/**
 * One adjustment. `addDb` is what it adds at most; below 0 it takes off. `tonal-survey`: for a tone by ISO 1996-2 annex K;
 * `tonal-audibility`: 0, 3 or 6 dB by audibility; `impulsive-takt`: LAFTeq - LAeq; `impulsive-prominence`: KI of NT ACOU 112;
 * `hours`: what is heard in these hours counts so much more. `meteorological`: Cmet of ISO 9613-2 with C0 = -addDb.
 * `supervision`: taken off where an authority measures. `always`: added or taken off as it is.
 */
export interface RatingTerm extends Cited {
  readonly kind:
    | 'tonal-survey'
    | 'tonal-audibility'
    | 'impulsive-takt'
    | 'impulsive-prominence'
    | 'intermittent'
    | 'hours'
    | 'meteorological'
    | 'supervision'
    | 'always';
  readonly addDb: number;
  readonly periods: readonly PeriodName[];
  /** Absent: all. */
  readonly classes?: readonly string[] | undefined;
  /** Absent: all year. */
  readonly season?: Season | undefined;
  /** Of `hours`: full hours of working days, and of Sundays and holidays. */
  readonly workdays?: readonly HourSpan[] | undefined;
  readonly restdays?: readonly HourSpan[] | undefined;
}

/** Days of rest. `dates`: `12-25` each year, or days from Easter Sunday, `easter-2`. */
export interface RestDays {
  readonly sundays: boolean;
  readonly dates: readonly string[];
}

/** From one day of the year to another, both included; `11-01` to `03-31` goes over the new year. */
export interface Season {
  readonly from: string;
  readonly to: string;
}

/** Minutes since local midnight, half-open. */
export interface HourSpan {
  readonly startMin: number;
  readonly endMin: number;
}

/** A limit relative to the residual sound. */
export interface RelativeRule extends Cited {
  /** What the level is compared with: LAeq or LA90 without the station. */
  readonly over: 'residual' | 'l90';
  /** `specific`: the station alone, rated; `total`: everything with the station on (emergence). */
  readonly compare: 'specific' | 'total';
  /** May exceed it by so much, dB; below 0: must stay below it. A missing period has no such limit. */
  readonly allowedDb: Readonly<Partial<Record<PeriodName, number>>>;
  /** Shorter sounds are allowed more; in ascending order. */
  readonly durations?: readonly { readonly upToS: number; readonly addDb: number }[] | undefined;
  /** Does not apply to a total that is not above this, dB; in a room it may be another level. */
  readonly appliesFromDb?: number | undefined;
  readonly appliesFromInRoomDb?: number | undefined;
  /** Names of results, ascending. */
  readonly outcomes?: readonly { readonly fromDb: number; readonly name: string }[] | undefined;
  /** How many standard uncertainties a verdict keeps from the limit. */
  readonly coverage: number;
}

/** Limits in a room. */
export type RoomRule =
  | (Cited & {
      readonly kind: 'octaves';
      /** Covers only sources in the same building. */
      readonly insideOnly: boolean;
      readonly octavesHz: readonly number[];
      /** LAFmax may exceed LAeq by this, dB. */
      readonly peakOverDb: number;
      readonly rows: readonly RoomRow[];
    })
  /** How far each octave may exceed what is there without the station, dB. */
  | (Cited & {
      readonly kind: 'emergence';
      readonly octavesHz: readonly number[];
      readonly allowedDb: readonly number[];
    })
  /** Thirds against the threshold of hearing; and LAeq and LAFmax of sound through the structure, any class. */
  | (Cited & {
      readonly kind: 'din-45680';
      readonly throughStructure?:
        | (Cited & { readonly dayDb: number; readonly nightDb: number; readonly peakOverDb: number })
        | undefined;
    });

/** Limits of a kind of room, dB. */
export interface RoomRow {
  readonly classes: readonly string[];
  readonly room: 'A' | 'B';
  readonly period: 'day' | 'night';
  readonly laeqDb: number;
  readonly octavesDb: readonly number[];
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
  | { readonly kind: 'rolling'; readonly windowS: number }
  /** The loudest of the windows that follow each other from the start of the period. */
  | { readonly kind: 'fixed'; readonly windowS: number };

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
