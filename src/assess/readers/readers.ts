/** Exports that are recognised by their heads. Most need no code: a line here says what their tables do not. */

import { reshapeSv200 } from './sv200a.ts';

/** What is known of one kind of export. */
export interface Reader {
  readonly name: string;
  /** All of these stand in the first lines. */
  readonly head: readonly RegExp[];
  /** Only where the level's column is called so: what a level without weighting is. */
  readonly unweighted?: { readonly column: RegExp; readonly says: string };
  /** A level without mark of its interval is taken since the start of the measurement. */
  readonly plainIsRunning?: boolean;
  /** Lines from which on there is another table. */
  readonly tableEnds?: RegExp;
  /** In the head: the zone of the stamps, begin of the measurement. */
  readonly zone?: RegExp;
  readonly begin?: RegExp;
  /** Said beside the answer. */
  readonly note?: string;
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
    name: 'NTi Audio XL2, log of levels',
    head: [/# Broadband LOG Results/i],
    plainIsRunning: true,
    ...xl2,
  },
  { name: 'NTi Audio XL2, report', head: [/# Broadband Results/i], ...xl2 },
  { name: 'NTi Audio XL2, spectra', head: [/# RTA (?:LOG )?Results/i], ...xl2 },
  {
    name: 'Svantek SV 200A, on-board file',
    head: [/^\/\/ CSV file version/m, /^\/\/ SLM results/m],
    reshape: reshapeSv200,
  },
  {
    name: 'Svantek, SvanPC++ or Supervisor',
    head: [/Date & time/i, /\((?:TH|SR)\)|P\d \([ACZ],|\(Ch\d, P\d\)/],
  },
  {
    name: 'Rion, stored file (.rnd)',
    head: [/^\s*"?CSV"?\s*(?:,|$)/m, /^\s*"?Address"?\s*,\s*"?Start Time/m],
    unweighted: {
      column: /^\s*leq(?:\s*\(main\))?\s*$/i,
      says: 'the file does not say how the main channel was weighted; it is LAeq only if the meter stood at A',
    },
  },
  { name: 'Larson Davis, G4', head: [/Record (?:#|Number|No\.?).*Record Type/i] },
  { name: 'Cirrus, NoiseTools', head: [/"Date","Time","L[ACZ][FSI]Max"/i] },
  {
    name: 'Convergence Instruments, Noise Sentry or NSRT',
    head: [/Time \(Date hh:mm:ss\.ms\)|LEQ\s+dB\s*-\s*A/i],
  },
  { name: 'OpeNoise', head: [/^Date.Time.LAeq\((?:t|1s)\).LAeq\((?:t|1s)\)/m] },
  {
    name: 'DNMS, sensor.community',
    head: [/noise_LAeq/i, /noise_LA_?min/i],
    note: 'archives of sensor.community are in UTC: if this is one, type --stamp-zone UTC',
  },
  { name: 'Barcelona, sensor portal', head: [/Nivell_LAeq/i] },
  {
    name: 'table in Chinese',
    head: [/时间|日期/, /(?<![a-z])leq(?![a-z])/i],
    unweighted: {
      column: /^\s*leq\s*(?:[[(（]\s*dB\s*[\])）])?\s*$/i,
      says: 'GB 3096-2008 3.3 calls the A-weighted equivalent level Leq; the file itself does not say how it is weighted',
    },
  },
];

/** The reader whose marks stand in the head; undefined for a plain table. */
export function readerOf(head: readonly string[]): Reader | undefined {
  const text = head.slice(0, HEAD_LINES).join('\n');
  return readers.find((reader) => reader.head.every((form) => form.test(text)));
}

const HEAD_LINES = 60;
