/** Parts of a rule set that cannot stand together: each in words, at its place, with what to write. */

import { phrase } from '../../model/phrase.ts';
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
            phrase('limit-without-period', { period: kind }),
            phrase('periods-or-out', { period: kind }),
          ),
        ),
  );
  const strangePeaks = peaks.flatMap(({ period }, index) =>
    periods[period] === undefined
      ? [
          error(
            ['peaks', index, 'period'],
            phrase('no-such-period', { period }),
            phrase('write', { what: `periods: ${period}` }),
          ),
        ]
      : [],
  );
  if (isLimited || relative !== undefined) return [...nowhere, ...strangePeaks];
  return [error(['limits'], phrase('nothing-limited'), phrase('write-limit'))];
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
            phrase('whole-periods-only', { quantity: name }),
            phrase('write', { what: 'timeBase: { kind: period }' }),
          ),
        ];
  });
  const subtracted =
    background.kind === 'none'
      ? []
      : [
          error(
            ['background'],
            phrase('no-background-of', { quantity: name }),
            phrase('write', { what: 'background: { kind: none }' }),
          ),
        ];
  const compared =
    relative === undefined
      ? []
      : [
          error(
            ['relative'],
            phrase('relative-compares-laeq', { quantity: name }),
            phrase('quantity-or-relative'),
          ),
        ];
  const hours = (rating?.terms ?? []).flatMap(({ kind }, index) =>
    kind === 'hours'
      ? [
          error(
            ['rating', 'terms', index],
            phrase('hours-are-energy', { quantity: name }),
            phrase('quantity-or-term'),
          ),
        ]
      : [],
  );
  return [...bases, ...subtracted, ...compared, ...hours];
}

function termProblems({ rating, relative, limits, restDays }: LimitsFile): readonly Finding[] {
  const terms = rating?.terms ?? [];
  if (rating !== undefined && relative?.compare === 'total')
    return [error(['rating'], phrase('emergence-totals'), phrase('rating-or-specific'))];
  const known = Object.keys(limits.classes);
  return terms.flatMap(({ kind, classes = [], workdays, restdays, addDb }, index): Finding[] => {
    const path = ['rating', 'terms', index] as const;
    const strange = classes.find((one) => !known.includes(one));
    const hasHours = workdays !== undefined || restdays !== undefined;
    if (strange !== undefined)
      return [
        error(
          [...path, 'classes'],
          phrase('no-class-for-term', { class: strange }),
          phrase('write-some-of', { known }),
        ),
      ];
    if (kind === 'hours' && !hasHours)
      return [error([...path], phrase('hours-unsaid'), phrase('write-workdays'))];
    if (kind !== 'hours' && hasHours)
      return [
        error([...path], phrase('hours-for-hours', { kind }), phrase('write', { what: 'kind: hours' })),
      ];
    if (restdays !== undefined && restDays === undefined)
      return [
        error(
          [...path, 'restdays'],
          phrase('rest-days-unsaid'),
          phrase('write', { what: 'restDays: { dates: ["01-01", easter+1], clause: ..., confidence: ... }' }),
        ),
      ];
    if ((kind === 'meteorological' || kind === 'supervision') && addDb > 0)
      return [
        error([...path, 'addDb'], phrase('takes-off', { kind }), phrase('write', { what: `${-addDb}` })),
      ];
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
      error(
        ['relative', `${kind}Db`],
        phrase('no-such-period', { period: kind }),
        phrase('write', { what: `periods: ${kind}` }),
      ),
    );
  const none =
    limited.length > 0 ? [] : [error(['relative'], phrase('allows-nothing'), phrase('write-relative-db'))];
  const isAscending = (values: readonly number[]) =>
    values.every((value, index) => index === 0 || value > (values[index - 1] ?? value));
  const disordered = [
    ...(isAscending(durations.map(({ upTo }) => upTo)) ? [] : ['durations']),
    ...(isAscending(outcomes.map(({ fromDb }) => fromDb)) ? [] : ['outcomes']),
  ].map((key) => error(['relative', key], phrase('not-ascending'), phrase('smallest-first')));
  return [...nowhere, ...none, ...disordered];
}

function roomProblems({ room, limits }: LimitsFile): readonly Finding[] {
  if (room?.kind === 'emergence')
    return room.allowedDb.length === room.octavesHz.length
      ? []
      : [error(['room', 'allowedDb'], phrase('value-per-octave'), phrase('as-many-octaves'))];
  if (room?.kind !== 'octaves') return [];
  return room.rows.flatMap(({ octavesDb, classes }, index) => {
    const strange = classes.find((one) => limits.classes[one] === undefined);
    if (strange !== undefined)
      return [error(['room', 'rows', index], phrase('no-class', { class: strange }), phrase('write-class'))];
    return octavesDb.length === room.octavesHz.length
      ? []
      : [error(['room', 'rows', index], phrase('other-octaves'), phrase('as-many-values'))];
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
      return [error([...path], phrase('period-shorter', { period: kind }), phrase('write-shorter'))];
    if (base.window % 60 !== 0)
      return [error([...path], phrase('window-minutes'), phrase('write-15m-or-1h'))];
    return base.kind === 'fixed' && lengthS % base.window !== 0
      ? [error([...path], phrase('no-whole-windows', { period: kind }), phrase('write-15m-or-1h'))]
      : [];
  });
}
