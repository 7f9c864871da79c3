/** Fields of a line, and the levels in them. The `...At` forms read the common layout without a copy. */

/** Fields of a line, quotes undone. A quote within a field is a sign like any other: LAeq5". */
export function splitFields(line: string, separator: string): readonly string[] {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (const char of line) {
    if (char === '"' && (isQuoted || field.trim() === '')) isQuoted = !isQuoted;
    else if (char === separator && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  return [...fields, field];
}

/** What a field of levels says. A bound is the end of the meter's range, and the sound was beyond it. */
export interface LevelField {
  readonly is: 'level' | 'at-most' | 'over' | 'blank' | 'nonsense';
  /** NaN where there is no number. */
  readonly levelDb: number;
}

const BLANK =
  /^(?:|[-–—_.\s]+|n\/?a|#n\/a|n\.a\.|nan|null|none|nil|missing|invalid|inf|-inf|无|缺测|欠測|결측)$/i;
const OVER =
  /^(?:[+*>↑]{2,}|[+*>]*\s*(?:over(?:load(?:ed)?|[\s-]?range)?|ovl?d?|o\/?l|ol|sat(?:urated)?|clip(?:ped)?|超量程|过载|過負荷|オーバー|과부하)\s*[+*!]*)$/i;
const UNDER = /^<?\s*(?:under(?:[\s-]?range|load)?|und|u\/?r|low|欠量程|アンダー)$/i;
const NUMBER = /^([<≤>≥]=?)?\s*([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i;
const DECIBELS = /\s*(?:dB|分贝)\s*(?:[(-]?\s*A\s*\)?)?$/i;

/** The level in a field. */
export function levelField(text: string, decimalComma: boolean): LevelField {
  const trimmed = text.trim().replace(DECIBELS, '');
  if (BLANK.test(trimmed) || UNDER.test(trimmed)) return { is: 'blank', levelDb: Number.NaN };
  if (OVER.test(trimmed)) return { is: 'over', levelDb: Number.NaN };
  const match = NUMBER.exec(decimalComma ? trimmed.replace(',', '.') : trimmed);
  if (match === null) return { is: 'nonsense', levelDb: Number.NaN };
  const levelDb = Number(match[2]);
  switch (match[1]?.charAt(0)) {
    case '<':
    case '≤':
      return { is: 'at-most', levelDb };
    case '>':
    case '≥':
      return { is: 'over', levelDb };
    default:
      return { is: 'level', levelDb };
  }
}

/** Outside of it a value is a sentinel or a fault, not a sound level. */
const LEVEL_MIN_DB = 0;
const LEVEL_MAX_DB = 160;

/** True for a value that can be a sound level at all. */
export function isPlausible(levelDb: number): boolean {
  return levelDb > LEVEL_MIN_DB && levelDb < LEVEL_MAX_DB;
}

/** A plain decimal number between the places, blanks around it allowed; NaN for anything else. */
export function decimalAt(text: string, start: number, end: number, point: number): number {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) === BLANK_CODE) from++;
  while (to > from && text.charCodeAt(to - 1) === BLANK_CODE) to--;
  let mantissa = 0;
  let decimals = -1;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) {
      mantissa = mantissa * 10 + (code - ZERO);
      if (decimals >= 0) decimals++;
    } else if (code === point && decimals < 0 && at > from && at < to - 1) decimals = 0;
    else return Number.NaN;
  }
  // Beyond 2^53 the division would not round as the decimal text does.
  if (from === to || mantissa > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return decimals < 0 ? mantissa : mantissa / (powersOf10[decimals] ?? Number.NaN);
}

const [BLANK_CODE, ZERO, NINE] = [32, 48, 57];
const powersOf10 = Array.from({ length: 17 }, (_, exponent) => 10 ** exponent);
