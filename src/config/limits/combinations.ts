/** Parts of a rule set that cannot stand together: each in words, at its place, with what to write. */

import { error, type Finding } from '../problems/problem.ts';
import type { LimitsFile } from './limits-schema.ts';

/** All combinations of a file that mean nothing. */
export function combinationProblems(file: LimitsFile): readonly Finding[] {
  return [
    ...limitProblems(file),
    ...quantityProblems(file),
    ...termProblems(file),
    ...relativeProblems(file),
    ...roomProblems(file),
    ...windowProblems(file),
  ];
}

type PeriodKey = 'day' | 'evening' | 'night';
const periodKeys: readonly PeriodKey[] = ['day', 'evening', 'night'];

function limitProblems({ limits, periods, relative, peaks }: LimitsFile): readonly Finding[] {
  const of = (kind: PeriodKey) =>
    Object.entries(limits.classes).filter(([, one]) => one[`${kind}Db`] !== undefined);
  const isLimited = periodKeys.some((kind) => of(kind).length > 0);
  const nowhere = periodKeys.flatMap((kind) =>
    periods[kind] !== undefined
      ? []
      : of(kind).map(([key]) =>
          error(
            ['limits', 'classes', key, `${kind}Db`],
            `there is no ${kind} that it could be a limit of`,
            `write periods: ${kind}, or leave it out`,
          ),
        ),
  );
  const strangePeaks = peaks.flatMap(({ period }, index) =>
    periods[period] === undefined
      ? [error(['peaks', index, 'period'], `there is no ${period} in this file`, `write periods: ${period}`)]
      : [],
  );
  if (isLimited || relative !== undefined) return [...nowhere, ...strangePeaks];
  return [
    error(
      ['limits'],
      'no class has a limit, and none is relative: nothing can be judged',
      'write dayDb or nightDb of a class, or relative',
    ),
  ];
}

/** Percentiles are kept of whole periods, and one cannot be taken from another. */
function quantityProblems({
  quantity,
  periods,
  background,
  relative,
  rating,
}: LimitsFile): readonly Finding[] {
  if (quantity === undefined) return [];
  const name = quantity.of.toUpperCase();
  const bases = periodKeys.flatMap((kind) => {
    const base = periods[kind]?.timeBase.kind;
    return base === undefined || base === 'period'
      ? []
      : [
          error(
            ['periods', kind, 'timeBase'],
            `${name} is known of whole periods alone`,
            'write timeBase: { kind: period }',
          ),
        ];
  });
  const subtracted =
    background.kind === 'none'
      ? []
      : [
          error(
            ['background'],
            `a background cannot be taken out of ${name}`,
            'write background: { kind: none }',
          ),
        ];
  const compared =
    relative === undefined
      ? []
      : [
          error(
            ['relative'],
            `a relative limit compares LAeq, not ${name}`,
            'leave out quantity or relative',
          ),
        ];
  const hours = (rating?.terms ?? []).flatMap(({ kind }, index) =>
    kind === 'hours'
      ? [
          error(
            ['rating', 'terms', index],
            `hours count as energy, and ${name} is none`,
            'leave out quantity or this term',
          ),
        ]
      : [],
  );
  return [...bases, ...subtracted, ...compared, ...hours];
}

function termProblems({ rating, relative, limits, restDays }: LimitsFile): readonly Finding[] {
  const terms = rating?.terms ?? [];
  if (rating !== undefined && relative?.compare === 'total')
    return [
      error(
        ['rating'],
        'an emergence compares totals: no rating term belongs to it',
        'leave out rating, or write compare: specific',
      ),
    ];
  const known = Object.keys(limits.classes);
  return terms.flatMap(({ kind, classes = [], workdays, restdays, addDb }, index): Finding[] => {
    const path = ['rating', 'terms', index] as const;
    const strange = classes.find((one) => !known.includes(one));
    const hasHours = workdays !== undefined || restdays !== undefined;
    if (strange !== undefined)
      return [
        error(
          [...path, 'classes'],
          `there is no class ${strange} that a term could be for`,
          `write some of ${known.join(', ')}`,
        ),
      ];
    if (kind === 'hours' && !hasHours)
      return [
        error([...path], 'it does not say which hours', 'write workdays: ["06:00-07:00"], or restdays'),
      ];
    if (kind !== 'hours' && hasHours)
      return [error([...path], `hours belong to kind: hours, not to ${kind}`, 'write kind: hours')];
    if (restdays !== undefined && restDays === undefined)
      return [
        error(
          [...path, 'restdays'],
          'the file does not say which days are days of rest',
          'write restDays: { dates: ["01-01", easter+1], clause: ..., confidence: ... }',
        ),
      ];
    if ((kind === 'meteorological' || kind === 'supervision') && addDb > 0)
      return [error([...path, 'addDb'], `${kind} takes off, it never adds`, `write ${-addDb}`)];
    return [];
  });
}

function relativeProblems({ relative, periods }: LimitsFile): readonly Finding[] {
  if (relative === undefined) return [];
  const { durations = [], outcomes = [] } = relative;
  const limited = periodKeys.filter((kind) => relative[`${kind}Db`] !== undefined);
  const nowhere = limited
    .filter((kind) => periods[kind] === undefined)
    .map((kind) =>
      error(['relative', `${kind}Db`], `there is no ${kind} in this file`, `write periods: ${kind}`),
    );
  const none =
    limited.length > 0
      ? []
      : [error(['relative'], 'it allows nothing in any period', 'write dayDb, eveningDb or nightDb')];
  const isAscending = (values: readonly number[]) =>
    values.every((value, index) => index === 0 || value > (values[index - 1] ?? value));
  const disordered = [
    ...(isAscending(durations.map(({ upTo }) => upTo)) ? [] : ['durations']),
    ...(isAscending(outcomes.map(({ fromDb }) => fromDb)) ? [] : ['outcomes']),
  ].map((key) =>
    error(['relative', key], 'they are not in ascending order', 'write the smallest first, each once'),
  );
  return [...nowhere, ...none, ...disordered];
}

function roomProblems({ room, limits }: LimitsFile): readonly Finding[] {
  if (room?.kind === 'emergence')
    return room.allowedDb.length === room.octavesHz.length
      ? []
      : [
          error(
            ['room', 'allowedDb'],
            'there is not one value for each octave',
            'write as many as octavesHz',
          ),
        ];
  if (room?.kind !== 'octaves') return [];
  return room.rows.flatMap(({ octavesDb, classes }, index) => {
    const strange = classes.find((one) => limits.classes[one] === undefined);
    if (strange !== undefined)
      return [error(['room', 'rows', index], `there is no class ${strange}`, 'write a class of limits')];
    return octavesDb.length === room.octavesHz.length
      ? []
      : [error(['room', 'rows', index], 'a row has other octaves than octavesHz', 'write as many values')];
  });
}

const DAY_MIN = 1440;

function windowProblems({ periods }: LimitsFile): readonly Finding[] {
  return periodKeys.flatMap((kind) => {
    const period = periods[kind];
    const base = period?.timeBase;
    if (period === undefined || base === undefined || !('window' in base)) return [];
    const lengthS = 60 * ((period.end - period.start + DAY_MIN) % DAY_MIN);
    const path = ['periods', kind, 'timeBase', 'window'] as const;
    if (base.window > lengthS)
      return [error([...path], `the ${kind} is shorter than this window`, 'write a shorter one')];
    if (base.window % 60 !== 0)
      return [error([...path], 'sound is summed in minutes: a window is whole ones', 'write 15m or 1h')];
    return base.kind === 'fixed' && lengthS % base.window !== 0
      ? [error([...path], `the ${kind} is no whole number of these windows`, 'write 15m or 1h')]
      : [];
  });
}
