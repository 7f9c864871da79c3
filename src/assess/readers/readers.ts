/** Exports that are recognised by their heads. Most need no code: a line here says what their tables do not. */

import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { reshapeSv200 } from './sv200a.ts';

/** What is known of one kind of export. */
export interface Reader {
  readonly name: ConsoleText;
  /** All of these stand in the first lines. */
  readonly head: readonly RegExp[];
  /** Only where the level's column is called so: what a level without weighting is. */
  readonly unweighted?: { readonly column: RegExp; readonly says: ConsoleText };
  /** A level without mark of its interval is taken since the start of the measurement. */
  readonly plainIsRunning?: boolean;
  /** Lines from which on there is another table. */
  readonly tableEnds?: RegExp;
  /** In the head: the zone of the stamps, begin of the measurement. */
  readonly zone?: RegExp;
  readonly begin?: RegExp;
  /** Said beside the answer. */
  readonly note?: ConsoleText;
  /** Rows that stand on several lines, as one each; undefined for a line that gives none. */
  readonly reshape?: () => (line: string) => string | undefined;
}

const xl2 = {
  zone: /Time Zone:\s*(UTC[+-]\d{1,2}:?\d{2}(?:\s*\([\w/+-]+\))?)/,
  begin: /^\s*Start:\s*(\d{4}-\d{2}-\d{2}),?\s*(\d{2}:\d{2}:\d{2})/m,
  tableEnds: /^\s*# .*over (?:the )?whole log period|^\s*#\s?CheckSum/i,
};

const readers: readonly Reader[] = [
  {
    name: consoleText('export-xl2-log'),
    head: [/# Broadband LOG Results/i],
    plainIsRunning: true,
    ...xl2,
  },
  { name: consoleText('export-xl2-report'), head: [/# Broadband Results/i], ...xl2 },
  { name: consoleText('export-xl2-spectra'), head: [/# RTA (?:LOG )?Results/i], ...xl2 },
  {
    name: consoleText('export-sv200a'),
    head: [/^\/\/ CSV file version/m, /^\/\/ SLM results/m],
    reshape: reshapeSv200,
  },
  {
    name: consoleText('export-svantek'),
    head: [/Date & time/i, /\((?:TH|SR)\)|P\d \([ACZ],|\(Ch\d, P\d\)/],
  },
  {
    name: consoleText('export-rion'),
    head: [/^\s*"?CSV"?\s*(?:,|$)/m, /^\s*"?Address"?\s*,\s*"?Start Time/m],
    unweighted: {
      column: /^\s*leq(?:\s*\(main\))?\s*$/i,
      says: consoleText('weighting-rion'),
    },
  },
  { name: consoleText('export-larson-davis'), head: [/Record (?:#|Number|No\.?).*Record Type/i] },
  { name: consoleText('export-cirrus'), head: [/"Date","Time","L[ACZ][FSI]Max"/i] },
  {
    name: consoleText('export-convergence'),
    head: [/Time \(Date hh:mm:ss\.ms\)|LEQ\s+dB\s*-\s*A/i],
  },
  { name: consoleText('export-openoise'), head: [/^Date.Time.LAeq\((?:t|1s)\).LAeq\((?:t|1s)\)/m] },
  {
    name: consoleText('export-dnms'),
    head: [/noise_LAeq/i, /noise_LA_?min/i],
    note: consoleText('export-note-dnms'),
  },
  { name: consoleText('export-barcelona'), head: [/Nivell_LAeq/i] },
  {
    name: consoleText('export-chinese'),
    head: [/时间|日期/, /(?<![a-z])leq(?![a-z])/i],
    unweighted: {
      column: /^\s*leq\s*(?:[[(（]\s*dB\s*[\])）])?\s*$/i,
      says: consoleText('weighting-chinese'),
    },
  },
];

/** The reader whose marks stand in the head; undefined for a plain table. */
export function readerOf(head: readonly string[]): Reader | undefined {
  const text = head.slice(0, HEAD_LINES).join('\n');
  return readers.find((reader) => reader.head.every((form) => form.test(text)));
}

const HEAD_LINES = 60;
