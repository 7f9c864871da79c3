/** Why a verdict was given: a key with values, so that every language can word it. */

/** English. Slots: `{name:1}` with one decimal, `{name:share}` percent. */
export const englishReasons = {
  'no-limit': 'the standard sets no limit for this time',
  'no-data': 'no valid sound was recorded',
  'too-little-data':
    'only {validShare:share} of the time is valid; {neededShare:share} is needed to say more',
  'within-where-measured':
    'compliant in the {validShare:share} of the time that was measured; with the rest at {assumedDb:0} dB it would be {worstDb:1} dB, above the limit of {limitDb} dB',
  'above-range':
    'within the limit as far as it could be measured, but for {overloadS} s the sound was above the range of the meter',
  'total-within': 'the total is {totalDb:1} dB, not above the limit of {limitDb} dB; it needs no correction',
  'total-within-rounded':
    'the total is {totalDb:1} dB, rounded {roundedDb} dB, not above the limit of {limitDb} dB',
  'total-above': 'the total counts, and is {totalDb:1} dB, above the limit of {limitDb} dB',
  'background-unknown':
    'the total is {totalDb:1} dB, above the limit of {limitDb} dB; how much of it is background is not known',
  'margin-too-small':
    'the total is {totalDb:1} dB, above the limit of {limitDb} dB, but only {marginDb:1} dB above the background of {backgroundDb:1} dB: too little to correct',
  'near-limit':
    'the total is {totalDb:1} dB, only {marginDb:1} dB above the background of {backgroundDb:1} dB, and {overDb} dB above the limit of {limitDb} dB, not more than {mostDb}: the station is below the limit',
  'corrected-within':
    'the total is {totalDb:1} dB; without the background of {backgroundDb:1} dB it is {assessedDb:1} dB, not above the limit of {limitDb} dB',
  'corrected-above':
    'the total is {totalDb:1} dB; without the background of {backgroundDb:1} dB it is {assessedDb:1} dB, above the limit of {limitDb} dB',
  'within-uncertainty':
    'without the background of {backgroundDb:1} dB it is {assessedDb:1} dB with a standard uncertainty of {uncertaintyDb:1} dB, too near the limit of {limitDb} dB',
  'rated-within':
    'the level of {levelDb:1} dB rates as {mostDb:1} dB with its adjustments, not above the limit of {limitDb} dB',
  'rated-above':
    'the level of {levelDb:1} dB rates as {leastDb:1} dB with its adjustments, above the limit of {limitDb} dB',
  'rating-open':
    'the level of {levelDb:1} dB rates as {leastDb:1} to {mostDb:1} dB, as its tones, impulses or hours are not known; the limit is {limitDb} dB',
  'residual-unknown': 'the total is {totalDb:1} dB; what is there without the station is not known',
  'relative-below-start':
    'the total is {totalDb:1} dB, not above {appliesFromDb} dB, from which on this rule applies',
  'relative-within':
    'it is {excessDb:1} dB above what is there without the station; {allowedDb} dB is allowed',
  'relative-above':
    'it is {excessDb:1} dB above the {referenceDb:1} dB that are there without the station; {allowedDb} dB is allowed',
  'relative-open':
    'it is {excessDb:1} to {mostDb:1} dB above the {referenceDb:1} dB that are there without the station, known to {uncertaintyDb:1} dB; {allowedDb} dB is allowed',
  'relative-l90-unknown':
    'it is at least {excessDb:1} dB above what is there without the station, whose LA90 is not known, only its LAeq of {referenceDb:1} dB; {allowedDb} dB is allowed',
  'relative-margin':
    'the total of {totalDb:1} dB is too little above the {backgroundDb:1} dB without the station to tell its share; {allowedDb} dB is allowed',
  'peak-missing': 'no LAFmax was recorded, so peaks are not assessed',
  'peak-within': 'LAFmax {lafmaxDb:1} dB is not above {capDb} dB',
  'peak-above': 'LAFmax {lafmaxDb:1} dB is above {capDb} dB',
  'peak-foreign': 'LAFmax {lafmaxDb:1} dB is above {capDb} dB, but came from elsewhere',
  'peak-cause-unknown': 'LAFmax {lafmaxDb:1} dB is above {capDb} dB, and what caused it is not known',
} as const;

/** A key of the table. */
export type ReasonKey = keyof typeof englishReasons;

/** A reason with the values of its slots. */
export interface Reason {
  readonly key: ReasonKey;
  readonly values: Readonly<Record<string, number>>;
}

/** The reason as a sentence; `templates` are those of another language. */
export function renderReason(
  { key, values }: Reason,
  templates: Readonly<Record<ReasonKey, string>> = englishReasons,
): string {
  return templates[key].replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, form: string | undefined) =>
    shown(values[name], form),
  );
}

function shown(value: number | undefined, form: string | undefined): string {
  if (value === undefined) return '--';
  if (form === 'share') return `${(Math.floor(1000 * value) / 10).toFixed(1)} %`;
  return form === undefined ? String(value) : value.toFixed(Number(form));
}
