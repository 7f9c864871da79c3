/** What was taken for what in a file of levels, and why: the first lines of the answer. */

import type { AssessedFile } from '../../assess/assessed-file.ts';
import type { Layout } from '../../assess/layout/layout.ts';
import { offsetName, type PlaceZone } from '../../assess/place-zone.ts';
import { localText } from '../../time/local-time.ts';

/** All of it, one thought a line. */
export function fileLines(file: AssessedFile): string[] {
  const { path, sheet, layout, note, place, measured } = file;
  return [
    ...headlines(layout),
    sheet === null ? path : `${path}, sheet "${sheet}"`,
    `  export     ${layout.reader ?? 'plain table'}; ${encodingText(layout)}`,
    ...(note === null ? [] : [`  note       ${note}`]),
    ...timeLines(layout, place),
    `  level      ${levelText(layout)}; LAFmax ${layout.peakColumn === null ? 'none' : named(layout, layout.peakColumn)}`,
    ...whereLines(layout),
    `  form       separator ${signOf(layout)}, decimal ${layout.decimalComma ? 'comma' : 'point'}, ${lines(layout.headLines)} before the first row`,
    `  first row  line ${layout.firstRow.line}: "${layout.firstRow.time}" is ${firstMoment(file)}; "${layout.firstRow.level}" is the level`,
    ...countLines(file, measured.count),
  ];
}

/** What a reader must not overlook stands above all. */
function headlines({ levelBy, names, levelColumn }: Layout): string[] {
  switch (levelBy.by) {
    case 'name':
      return [];
    case 'asked':
      return [`Column "${names[levelColumn]}" is taken as LAeq because --level says so.`];
    case 'reader':
      return [`Column "${names[levelColumn]}" is taken as LAeq: ${levelBy.says}.`];
  }
}

function encodingText({ encoding }: Layout): string {
  if (encoding === null) return 'workbook';
  switch (encoding.shownBy) {
    case 'ascii':
      return 'plain ASCII';
    case 'byte-order-mark':
      return `${encoding.name}, by its byte order mark`;
    case 'zero-bytes':
      return `${encoding.name}, by its zero bytes`;
    case 'valid-utf-8':
      return 'utf-8, by its bytes';
    case 'known-words':
      return `${encoding.name}, by the words of its head`;
    case 'granted':
      return `${encoding.name}, taken for granted`;
  }
}

function timeLines(layout: Layout, place: PlaceZone): string[] {
  const { timeColumn, clockColumn, partColumns, dateOrder } = layout;
  const columns = [timeColumn, ...partColumns, ...(clockColumn === null ? [] : [clockColumn])];
  const shown = columns.map((column) => named(layout, column)).join(' and ');
  const order = {
    form: '',
    'day-above-12': `; ${orderNames[dateOrder.order]}, shown by ${dateOrder.dates.join(' and ')}`,
    'next-day': `; ${orderNames[dateOrder.order]}, shown by ${dateOrder.dates.join(' and ')} in a row`,
    asked: `; ${orderNames[dateOrder.order]}, as --date-order says`,
  }[dateOrder.shownBy];
  return [
    `  time       ${shown}, ${formText(layout, place)}${order}`,
    `  zone       ${place.zone}, ${zoneText(layout, place)}`,
    `  stamps     ${stampText(layout)}`,
  ];
}

const orderNames = { dmy: 'day first', mdy: 'month first', ymd: 'year first' } as const;

function formText({ timeForm, isLocal, offsetsMin, stampOffsetMin }: Layout, { zone }: PlaceZone): string {
  if (timeForm === 'unix-s') return 'unix seconds';
  if (timeForm === 'unix-ms') return 'unix milliseconds';
  if (!isLocal) return `with zone (${offsetsMin.map(offsetName).join(', ')})`;
  return `no zone, taken as ${stampOffsetMin === null ? zone : `${offsetName(stampOffsetMin)}, as --stamp-zone says`}`;
}

function zoneText({ offsetsMin }: Layout, { from, offsetAt }: PlaceZone): string {
  switch (from) {
    case 'asked': {
      const isOther = offsetsMin.some((offsetMin) => offsetMin !== 0 && offsetMin !== offsetAt(0));
      return isOther &&
        !offsetsMin.some(
          (offsetMin) =>
            offsetAt(Date.UTC(2025, 0, 1)) === offsetMin || offsetAt(Date.UTC(2025, 6, 1)) === offsetMin,
        )
        ? `as --zone says, although the stamps are ${offsetsMin.map(offsetName).join(', ')}`
        : 'as --zone says';
    }
    case 'stamps':
      return 'by the stamps';
    case 'head':
      return 'by the head of the file';
  }
}

function stampText({ stamp, stampBy, stepS }: Layout): string {
  const why = {
    asked: 'as --stamp says',
    named: 'by the name of their column',
    head: 'by the begin of the measurement in the head',
    pattern: 'they all stand half a row off',
    granted: 'taken for granted',
  }[stampBy];
  return `the ${stamp} (${why}) of each ${stepS} s`;
}

function levelText(layout: Layout): string {
  const { levelColumn, levelBy, levelUnit, longestRowS } = layout;
  const why = { name: 'named as LAeq', asked: 'by --level', reader: 'taken as LAeq, see above' }[levelBy.by];
  const unit = levelUnit === '' ? '' : `, in ${levelUnit}`;
  const over = longestRowS === null ? '' : `, of ${longestRowS} s each`;
  return `${named(layout, levelColumn)}, ${why}${unit}${over}`;
}

function whereLines(layout: Layout): string[] {
  const asked = layout.where.map(({ column, value }) => `${layout.names[column]}=${value}`);
  const same = layout.firstKeys.map(({ column, value }) => `${layout.names[column]}=${value}`);
  return [
    ...(asked.length === 0 ? [] : [`  where      ${asked.join(', ')}`]),
    ...(same.length === 0 ? [] : [`  sensor     ${same.join(', ')} in every row`]),
  ];
}

function firstMoment({ measured: { count }, place, layout }: AssessedFile): string {
  const at = layout.isNewestFirst ? count.span?.endMs : count.span?.startMs;
  if (at === undefined) return 'no time';
  return layout.isNewestFirst
    ? `the newest, its row ends ${localText(at, place.offsetAt(at))} ${place.zone}`
    : `a row from ${localText(at, place.offsetAt(at))} ${place.zone} on`;
}

function countLines({ layout, place }: AssessedFile, count: AssessedFile['measured']['count']): string[] {
  const at = (wallMs: number) => localText(wallMs, place.offsetAt(wallMs));
  const { span, shortestS, longestS } = count;
  const spanS = span === null ? 0 : (span.endMs - span.startMs) / 1000;
  const missing = spanS === 0 ? '--' : percent(Math.max(0, 1 - count.validS / spanS));
  const durations = shortestS === longestS ? `step ${longestS} s` : `rows of ${shortestS} s to ${longestS} s`;
  const notes: readonly (readonly [boolean, string])[] = [
    [layout.isNewestFirst, 'the file runs backwards and was read from its end'],
    [
      count.over > 0,
      `${count.over} rows above the range of the meter: their level is not known, and no period with them complies`,
    ],
    [count.bounds > 0, `${count.bounds} levels are bounds, as <30: they count as loud as the bound`],
    [count.others > 0, `${count.others} rows of others were passed over`],
    [count.passed > 0, `${count.passed} lines are no rows (sums, marks, heads) and were passed over`],
    [
      count.late > 0,
      `rows not later than the row before are left out, the first in line ${count.firstLateLine}`,
    ],
    [longestS > 1, `L10, L50 and L90 are of levels of up to ${longestS} s: no LAF90, and no background`],
    [longestS > 60, 'rows longer than 60 s say nothing of single minutes, so none is assessed'],
    [
      count.clock.hasTwice,
      'the clocks were set back: of the hour that comes twice, rows are taken as the first, then the second',
    ],
    [
      count.clock.hasNever,
      'there are times that the clocks leap over: a file in standard time all year needs a zone like Etc/GMT-1',
    ],
  ];
  const more = count.unreadable - count.unreadableRows.length;
  return [
    `  rows       ${count.rows}: ${count.valid} levels, ${count.blank} blank, ${count.unreadable} unreadable, ${count.late} doubled or out of order`,
    span === null
      ? '  span       no row could be read'
      : `  span       ${at(span.startMs)} to ${at(span.endMs)} ${place.zone}, ${durations}, ${missing} missing`,
    ...notes.filter(([is]) => is).map(([, text]) => `  note       ${text}`),
    ...count.unreadableRows.map(({ line, text, why }) => `  line ${line}: ${why}: ${text}`),
    ...(more > 0 ? [`  ... and ${more} more unreadable rows`] : []),
  ];
}

function named({ names }: Layout, column: number): string {
  return `"${names[column] ?? ''}"`;
}

function signOf({ separator, encoding }: Layout): string {
  if (encoding === null) return 'none (cells)';
  return separator === '\t' ? 'tab' : `"${separator}"`;
}

function lines(count: number): string {
  return `${count} ${count === 1 ? 'line' : 'lines'}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 2 : 1)} %`;
}
