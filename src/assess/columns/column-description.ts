/** What a column looks like, in words, for somebody who has to name the right one. */

import type { ColumnMeaning, LevelMeaning } from './column-meaning.ts';

/** By its name alone. */
export function describeColumn(meaning: ColumnMeaning): string {
  switch (meaning.of) {
    case 'level':
      return describeLevel(meaning);
    case 'time':
      return meaning.edge === null ? 'time' : `time, ${meaning.edge}`;
    case 'duration':
      return 'duration';
    case 'timer':
      return 'timer';
    case 'key':
      return 'name of a sensor or place';
    case 'row-number':
      return 'number of the row';
    case 'note':
      return 'note';
    case 'flag':
      return `mark: ${meaning.flag}`;
    case 'other':
      return otherNames[meaning.word] ?? meaning.word;
    case 'nothing':
      return 'not recognised';
  }
}

const otherNames: Readonly<Record<string, string>> = {
  place: 'coordinate',
  weather: 'weather',
  electrical: 'battery or signal',
  average: 'average',
  rating: 'rating',
};

const metrics: Readonly<Record<LevelMeaning['metric'], string>> = {
  equivalent: 'equivalent level',
  maximum: 'maximum',
  minimum: 'minimum',
  peak: 'peak',
  percentile: 'percentile level',
  exposure: 'exposure level',
  rating: 'rating level',
  instant: 'level of the moment',
  bare: 'level of unknown kind',
};

function describeLevel(level: LevelMeaning): string {
  const weighting = level.weighting === null ? 'weighting not named' : `${level.weighting}-weighted`;
  const over =
    level.over === 'row' ? '' : level.over === 'running' ? ', since the start' : `, over ${level.over.s} s`;
  const time = level.timeWeighting === null ? '' : `, time weighting ${level.timeWeighting}`;
  const band = level.isBand ? ', of one band' : '';
  const against = level.against.length === 0 ? '' : `, but: ${level.against.join(', ')}`;
  const unknown = level.unknown.length === 0 ? '' : `, with unknown words: ${level.unknown.join(' ')}`;
  return `${metrics[level.metric]}, ${weighting}${time}${over}${band}${against}${unknown}`;
}
