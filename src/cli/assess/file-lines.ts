/** What was taken for what in a file of levels, and why: the first lines of the answer. */

import type { AssessedFile } from '../../assess/assessed-file.ts';
import type { Layout } from '../../assess/layout/layout.ts';
import { offsetName, type PlaceZone } from '../../assess/place-zone.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { localText } from '../../time/local-time.ts';
import { tell } from '../terminal/tell.ts';
import { countLines } from './count-lines.ts';
import { labelled } from './labelled.ts';

/** All of it, one thought a line. */
export function fileLines(file: AssessedFile): string[] {
  const { path, sheet, layout, note, place, measured } = file;
  return [
    ...headlines(layout),
    sheet === null ? path : tell('levels-sheet', { path, sheet }),
    labelled(
      'export',
      consoleText('assess-export', {
        export: layout.reader ?? consoleText('export-plain'),
        encoding: encodingText(layout),
      }),
    ),
    ...(note === null ? [] : [labelled('note', note)]),
    ...timeLines(layout, place),
    labelled('level', levelText(layout)),
    ...whereLines(layout),
    labelled('form', formText(layout)),
    labelled('first', consoleText('assess-first', { ...layout.firstRow, moment: firstMoment(file) })),
    ...countLines(file, measured.count),
  ];
}

/** What a reader must not overlook stands above all. */
function headlines({ levelBy, names, levelColumn }: Layout): string[] {
  const name = names[levelColumn] ?? '';
  switch (levelBy.by) {
    case 'name':
      return [];
    case 'asked':
      return [tell('assess-taken-asked', { name })];
    case 'reader':
      return [tell('assess-taken-reader', { name, says: levelBy.says })];
  }
}

function encodingText({ encoding }: Layout): ConsoleText {
  if (encoding === null) return consoleText('assess-workbook');
  const { name, shownBy } = encoding;
  return shownBy === 'ascii' ? consoleText('encoding-ascii') : consoleText(`encoding-${shownBy}`, { name });
}

function timeLines(layout: Layout, place: PlaceZone): string[] {
  const { timeColumn, clockColumn, partColumns, stamp, stampBy, stepS } = layout;
  const columns = [timeColumn, ...partColumns, ...(clockColumn === null ? [] : [clockColumn])];
  const time = consoleText('assess-time', {
    columns: both(columns.map((column) => named(layout, column))),
    form: timeText(layout, place),
    order: orderText(layout),
  });
  const stamps = consoleText('assess-stamps', {
    stamp: consoleText(`stamp-${stamp}`),
    why: consoleText(`stamp-by-${stampBy}`),
    stepS,
  });
  return [
    labelled('time', time),
    labelled('zone', consoleText('assess-zone', { zone: place.zone, why: zoneText(layout, place) })),
    labelled('stamps', stamps),
  ];
}

function orderText({ dateOrder: { order: name, shownBy, dates } }: Layout): ConsoleText | '' {
  const order = consoleText(`order-${name}`);
  switch (shownBy) {
    case 'form':
      return '';
    case 'day-above-12':
      return consoleText('assess-order-shown', { order, dates: both(dates) });
    case 'next-day':
      return consoleText('assess-order-next', { order, dates: both(dates) });
    case 'asked':
      return consoleText('assess-order-asked', { order });
  }
}

function both([first = '', ...others]: readonly string[]): ConsoleText | string {
  return others.reduce<ConsoleText | string>(
    (before, second) => consoleText('assess-columns-two', { first: before, second }),
    first,
  );
}

function timeText(
  { timeForm, isLocal, offsetsMin, stampOffsetMin }: Layout,
  { zone }: PlaceZone,
): ConsoleText {
  if (timeForm === 'unix-s' || timeForm === 'unix-ms') return consoleText(`assess-time-${timeForm}`);
  if (!isLocal) return consoleText('assess-time-zoned', { offsets: offsetsMin.map(offsetName) });
  return stampOffsetMin === null
    ? consoleText('assess-time-local', { zone })
    : consoleText('assess-time-offset', { offset: offsetName(stampOffsetMin) });
}

function zoneText({ offsetsMin }: Layout, { from, offsetAt }: PlaceZone): ConsoleText {
  if (from !== 'asked') return consoleText(`assess-zone-${from}`);
  const isOther = offsetsMin.some((offsetMin) => offsetMin !== 0 && offsetMin !== offsetAt(0));
  const [winterMin, summerMin] = [offsetAt(Date.UTC(2025, 0, 1)), offsetAt(Date.UTC(2025, 6, 1))];
  const isOfPlace = offsetsMin.some((offsetMin) => offsetMin === winterMin || offsetMin === summerMin);
  return isOther && !isOfPlace
    ? consoleText('assess-zone-although', { offsets: offsetsMin.map(offsetName) })
    : consoleText('assess-zone-asked');
}

function levelText(layout: Layout): ConsoleText {
  const { levelColumn, levelBy, levelUnit, longestRowS, peakColumn } = layout;
  return consoleText('assess-level', {
    column: named(layout, levelColumn),
    why: consoleText(`assess-level-by-${levelBy.by}`),
    unit: levelUnit === '' ? '' : consoleText('assess-level-unit', { unit: levelUnit }),
    over: longestRowS === null ? '' : consoleText('assess-level-over', { seconds: longestRowS }),
    peak: peakColumn === null ? consoleText('assess-no-peak') : named(layout, peakColumn),
  });
}

function whereLines({ where, firstKeys, names }: Layout): string[] {
  const asked = where.map(({ column, value }) => `${names[column]}=${value}`).join(', ');
  const sensor = firstKeys.map(({ column, value }) => `${names[column]}=${value}`).join(', ');
  return [
    ...(asked === '' ? [] : [labelled('where', asked)]),
    ...(sensor === '' ? [] : [labelled('sensor', consoleText('assess-sensor-same', { sensor }))]),
  ];
}

function formText(layout: Layout): ConsoleText {
  const { decimalComma, headLines: count } = layout;
  const sign = signOf(layout);
  const decimal = consoleText(decimalComma ? 'assess-decimal-comma' : 'assess-decimal-point');
  return count === 1
    ? consoleText('assess-form-line', { sign, decimal })
    : consoleText('assess-form', { sign, decimal, count });
}

function signOf({ separator, encoding }: Layout): ConsoleText | string {
  if (encoding === null) return consoleText('assess-cells');
  return separator === '\t' ? consoleText('assess-tab') : `"${separator}"`;
}

function firstMoment({ measured: { count }, place, layout }: AssessedFile): ConsoleText {
  const wallMs = layout.isNewestFirst ? count.span?.endMs : count.span?.startMs;
  if (wallMs === undefined) return consoleText('assess-first-none');
  const at = localText(wallMs, place.offsetAt(wallMs));
  return consoleText(layout.isNewestFirst ? 'assess-first-newest' : 'assess-first-from', {
    at,
    zone: place.zone,
  });
}

function named({ names }: Layout, column: number): string {
  return `"${names[column] ?? ''}"`;
}
