/** Letter symbols of sound levels (IEC 61672-1, ISO 1996-1) as exports write them: LAeq, L_Aeq, LA eq, LpA,eq, Leq(A). */

/** Frequency weighting, IEC 61672-1, 5.5. */
export type FrequencyWeighting = 'A' | 'C' | 'Z';
/** Time weighting F and S (IEC 61672-1, 5.8), and I of the older IEC 651. */
export type TimeWeighting = 'F' | 'S' | 'I';

/** What of the level a column holds. */
export type LevelMetric =
  | 'equivalent'
  | 'maximum'
  | 'minimum'
  | 'peak'
  | 'percentile'
  | 'exposure'
  | 'rating'
  | 'instant'
  /** A level, nothing else is said: LA, SPL, dB(A). */
  | 'bare';

/** A symbol taken apart. */
export interface LevelSymbol {
  readonly metric: LevelMetric;
  readonly weighting: FrequencyWeighting | null;
  readonly timeWeighting: TimeWeighting | null;
  /** The text without the symbol. */
  readonly rest: string;
}

/** Between the letters of a symbol. */
const S = String.raw`[\s_.,:;^{}'-]*`;
const WEIGHTING = String.raw`\(?(?<w>a|c|z|lin)?\)?`;
const START = '(?<![a-z0-9])';

/** In the order in which they are tried: the longer says more. */
const symbols: readonly (readonly [LevelMetric, RegExp])[] = [
  ['maximum', symbol(`l${S}p?${S}${WEIGHTING}${S}(?<t>[fsi])?${S}(?:max|mx)`)],
  ['minimum', symbol(`l${S}p?${S}${WEIGHTING}${S}(?<t>[fsi])?${S}(?:min|mn)`)],
  ['peak', symbol(`l${S}p?${S}${WEIGHTING}${S}(?:peak|pk)`)],
  // LAIeq and LAFTeq are impulse-weighted: no equivalent level of IEC 61672-1.
  ['bare', symbol(`l${S}p?${S}${WEIGHTING}${S}(?<t>ft|i)${S}m?${S}eq`)],
  ['equivalent', symbol(`l${S}p?${S}${WEIGHTING}${S}(?<t>[fs])?${S}eq`)],
  ['exposure', symbol(`(?:l${S}${WEIGHTING}${S}e|sel)(?![a-z])`)],
  ['rating', symbol(`l${S}(?:den|dn|day|night|evening|ex|r|d|e|n)(?![a-z0-9])`)],
  [
    'percentile',
    symbol(`l${S}${WEIGHTING}${S}(?<t>[fs])?${S}n?${S}(?:0?[1-9]|[1-9]\\d)(?:\\.\\d+)?${S}%?(?![\\d\\w%])`),
  ],
  ['instant', symbol(`l${S}p?${S}${WEIGHTING}${S}(?<t>[fsi])(?![a-z])`)],
  ['instant', symbol('(?:lp|spl)(?![a-z])')],
  ['bare', symbol(`l${S}p?${S}(?<w>a|c|z)(?![a-z])`)],
];

/** Behind the symbol: Leq(A), LeqA, Leq,A, Lmax A. Not the A of Leq avg. */
const WEIGHTING_BEHIND = new RegExp(`^${S}[(\\[]?${S}(?<w>a|c|z|lin)${S}[)\\]]?(?![a-z])`);
const IMPULSE_BEHIND = /^i(?![a-z])/;

/** The first symbol in a text of small letters; undefined where it has none. */
export function levelSymbol(text: string): LevelSymbol | undefined {
  for (const [metric, form] of symbols) {
    const match = form.exec(text);
    if (match === null) continue;
    const before = text.slice(0, match.index);
    let behind = text.slice(match.index + match[0].length);
    let weighting = weightingOf(match.groups?.['w']);
    const late = WEIGHTING_BEHIND.exec(behind);
    if (weighting === null && late !== null) {
      weighting = weightingOf(late.groups?.['w']);
      behind = behind.slice(late[0].length);
    }
    const timeWeighting = timeWeightingOf(match.groups?.['t']);
    if (metric === 'equivalent' && IMPULSE_BEHIND.test(behind))
      return { metric: 'bare', weighting, timeWeighting: 'I', rest: `${before} ${behind.slice(1)}` };
    return { metric, weighting, timeWeighting, rest: `${before} ${behind}` };
  }
  return undefined;
}

/** The letter of a weighting as it is written anywhere. */
export function weightingOf(letter: string | undefined): FrequencyWeighting | null {
  switch (letter?.toLowerCase()) {
    case 'a':
      return 'A';
    case 'c':
      return 'C';
    case 'z':
    case 'lin':
      return 'Z';
    default:
      return null;
  }
}

function timeWeightingOf(letter: string | undefined): TimeWeighting | null {
  switch (letter) {
    case 'f':
      return 'F';
    case 's':
      return 'S';
    case 'i':
    case 'ft':
      return 'I';
    default:
      return null;
  }
}

function symbol(body: string): RegExp {
  return new RegExp(`${START}(?:${body})`);
}
