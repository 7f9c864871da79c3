/** What a column looks like, in words, for somebody who has to name the right one. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import type { ColumnMeaning, LevelMeaning } from './column-meaning.ts';

/** By its name alone. */
export function describeColumn(meaning: ColumnMeaning): ConsoleText {
  switch (meaning.of) {
    case 'level':
      return describeLevel(meaning);
    case 'time':
      return meaning.edge === null ? consoleText('column-time') : consoleText(`column-time-${meaning.edge}`);
    case 'flag':
      return consoleText('column-flag', { mark: consoleText(`column-flag-${meaning.flag}`) });
    case 'other':
      return consoleText(`word-${meaning.word}`);
    default:
      return consoleText(`column-${meaning.of}`);
  }
}

function describeLevel(level: LevelMeaning): ConsoleText {
  const { weighting, timeWeighting: letter, over, against, unknown } = level;
  return consoleText('column-level', {
    metric: consoleText(`column-metric-${level.metric}`),
    weighting:
      weighting === null
        ? consoleText('column-weighting-none')
        : consoleText('column-weighting', { weighting }),
    more: consoleText('column-more', {
      time: letter === null ? '' : consoleText('column-more-time', { letter }),
      over: overText(over),
      band: level.isBand ? consoleText('column-more-band') : '',
      against:
        against.length === 0
          ? ''
          : consoleText('column-more-against', {
              words: against.map((word) => consoleText(`word-${word}`)),
            }),
      unknown: unknown.length === 0 ? '' : consoleText('column-more-unknown', { words: unknown.join(' ') }),
    }),
  });
}

function overText(over: LevelMeaning['over']): ConsoleText | '' {
  if (over === 'row') return '';
  if (over === 'running') return consoleText('column-more-running');
  return consoleText('column-more-over', { seconds: over.s });
}
