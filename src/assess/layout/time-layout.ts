/** Which column is the time of a row, and in which order its dates are written. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { columnNamed } from '../columns/level-choice.ts';
import type { Reader } from '../readers/readers.ts';
import { splitFields } from '../text/fields.ts';
import type { LevelSource } from '../text/level-source.ts';
import { type OrderProof, searchOrder } from '../time/date-order.ts';
import type { DateOrder } from '../time/stamp-text.ts';
import { dateText, partColumns, stampOf, type TimeCandidate, timeCandidates } from '../time/time-columns.ts';
import type { TableHead } from './table-head.ts';

interface RowTimes {
  readonly begin: TimeCandidate;
  /** Where rows have an end of their own. */
  readonly end: TimeCandidate | null;
}

const edges = ['begin', null, 'middle', 'end'] as const;

/** The columns of the time: those that were asked for, or a begin before any other. */
export function timeOf(
  table: TableHead,
  asked: readonly string[] | undefined,
): Result<RowTimes, ConsoleText> {
  const { rows, meanings, names, heads } = table;
  const first = rows[0]?.fields ?? [];
  if (asked !== undefined) return askedTime(table, asked);
  const parts = partColumns(heads.map(({ name }) => name));
  if (parts !== undefined && stampOf(parts, 'ymd', first) !== undefined)
    return ok({ begin: { ...parts, edge: null }, end: null });
  const found = [
    ...timeCandidates(
      first,
      meanings,
      rows.map(({ fields }) => fields),
    ),
  ].sort((a, b) => edges.indexOf(a.edge as null) - edges.indexOf(b.edge as null));
  const [begin, ...others] = found;
  if (begin === undefined) return failed(consoleText('time-none'));
  if (table.isNamed && meanings[begin.timeColumn]?.of === 'level')
    return failed(consoleText('time-under-level', { name: names[begin.timeColumn] ?? '' }));
  const end = begin.edge === 'begin' ? (others.find(({ edge }) => edge === 'end') ?? null) : null;
  return ok({ begin, end });
}

function askedTime(
  { rows, names, meanings }: TableHead,
  asked: readonly string[],
): Result<RowTimes, ConsoleText> {
  const [date, clock] = asked.map((name) => columnNamed(name, names));
  const where = consoleText('time-not-in', { columns: asked });
  if (date === undefined || (asked.length > 1 && clock === undefined)) return failed(where);
  const fields = (rows[0]?.fields ?? []).map((field, column) =>
    column === date || column === clock ? field : '',
  );
  const begin = timeCandidates(
    fields,
    meanings.map(() => ({ of: 'nothing' }) as const),
  )[0];
  return begin === undefined
    ? failed(where)
    : ok({ begin: { ...begin, edge: edgeAt(meanings[date]) }, end: null });
}

function edgeAt(meaning: TableHead['meanings'][number] | undefined): TimeCandidate['edge'] {
  return meaning?.of === 'time' ? meaning.edge : null;
}

/** The order that the dates show, in the head or else in all of the file; or the one that was asked for. */
export function readOrder(
  source: LevelSource,
  table: TableHead,
  time: TimeCandidate,
  reader: Reader | undefined,
  asked: DateOrder | undefined,
): Result<OrderProof, ConsoleText> {
  if (time.timeForm !== 'civil' && time.timeForm !== 'date-and-clock')
    return ok({ order: 'ymd', shownBy: 'form', dates: [] });
  const search = searchOrder();
  for (const { fields } of table.rows) search.see(dateText(time, fields));
  if (search.proof() === undefined && !source.isHeadAll && reader?.reshape === undefined)
    source.eachLine((text, from, to) => {
      if (search.proof() === undefined)
        search.see(dateText(time, splitFields(text.slice(from, to), table.separator)));
    });
  const proof = search.proof();
  if (proof === undefined) {
    if (asked !== undefined && search.left().includes(asked))
      return ok({ order: asked, shownBy: 'asked', dates: [] });
    const ways = search
      .left()
      .map((order) => consoleText('time-order-way', { order, name: consoleText(`order-${order}`) }));
    return failed(consoleText('time-order-open', { example: search.example(), count: ways.length, ways }));
  }
  if (asked !== undefined && asked !== proof.order && proof.shownBy !== 'form')
    return failed(unfitOrder(asked, proof));
  return ok(proof);
}

function unfitOrder(asked: DateOrder, { order, dates: [date = '', next] }: OrderProof): ConsoleText {
  const name = consoleText(`order-${order}`);
  if (next === undefined) return consoleText('time-order-unfit-one', { order: asked, date, name });
  const dates = consoleText('both-of', { first: date, second: next });
  return consoleText('time-order-unfit', { order: asked, dates, name });
}
