/** Exports of instruments, portals and people, made after real ones, and what is right for each. */

import type { AssessOptions } from '../../../src/cli/assess/assess-question.ts';

export interface Sample {
  readonly name: string;
  readonly content: string | Buffer;
  readonly options?: Partial<AssessOptions>;
  /** Ln of the night of 2025-03-22 in Shanghai, dB; undefined: refused. */
  readonly nightDb?: number;
  readonly validS?: number;
  /** Said in the answer or in the refusal. */
  readonly says?: readonly RegExp[];
}

const minutes = ['22:00:00', '22:01:00', '22:02:00', '22:03:00'];

/** Rows of four minutes: a line each, by its time. */
function rows(line: (time: string, index: number) => string, times: readonly string[] = minutes): string {
  return times.map(line).join('\n');
}

/** GB 18030 of a text; the encoder that every platform has is for UTF-8 alone. */
function inEncoding(text: string, name: string): Buffer {
  const known = new Map<string, Buffer>();
  const decoder = new TextDecoder(name);
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const bytes = Buffer.from([lead, trail]);
      const char = decoder.decode(bytes);
      if (char.length === 1 && char !== '\ufffd' && !known.has(char)) known.set(char, bytes);
    }
  }
  return Buffer.concat(
    [...text].map((char) => (char < '\u0080' ? Buffer.from(char) : (known.get(char) ?? Buffer.from('?')))),
  );
}

const day = '2025-03-22';

export const samples: readonly Sample[] = [
  {
    name: 'XL2 log with begin, zone and a second table',
    content: `XL2 Broadband Logging:\t\tP\\b_123_Log.txt
----------------------

# Hardware Configuration
\tDevice Info:    \tXL2, SNo. A2A-00000-E0, FW4.71 Type Approved
\tTime Zone:      \tUTC+08:00 (Asia/Shanghai)

# Measurement Setup
\tTimer mode:     \trepeat sync
\tLog-Interval:   \t00:01:00

# Time
\tStart:          \t2025-03-22, 22:00:00
\tEnd:            \t2025-03-22, 22:04:00

# Broadband LOG Results
\tDate        \tTime      \tTimer     \tLAeq    \tLAFmax_dt\tLAFmax  \tLAeq_dt \tLZeq_dt
\t[YYYY-MM-DD]\t[hh:mm:ss]\t[hh:mm:ss]\t[dB]    \t[dB]    \t[dB]    \t[dB]    \t[dB]
${rows((time) => `\t2025-03-22  \t${time}  \t00:00:30  \t63.0    \t49.0    \t70.0    \t41.0    \t60.0    `, ['22:01:00', '22:02:00', '22:03:00', '22:04:00'])}

# Broadband LOG Results over whole log period
\t2025-03-22  \t22:05:00  \t00:00:30  \t90.0    \t90.0    \t90.0    \t90.0    \t90.0
#CheckSum
\t3788006757D7F87B3E3224B09BC79224
`,
    options: { zone: undefined },
    nightDb: 41,
    validS: 240,
    says: [
      /NTi Audio XL2, log/,
      /the end \(by the begin of the measurement in the head\)/,
      /Asia\/Shanghai, by the head of the file/,
      /"LAFmax_dt"/,
    ],
  },
  {
    name: 'XL2 log without the levels of its intervals',
    content: `# Broadband LOG Results
\tDate        \tTime      \tTimer     \tLAeq    \tLAFmax
\t[YYYY-MM-DD]\t[hh:mm:ss]\t[hh:mm:ss]\t[dB]    \t[dB]
${rows((time) => `\t2025-03-22  \t${time}  \t00:00:30  \t63.0    \t70.0    `)}
`,
    says: [/no column is named as an A-weighted equivalent level/],
  },
  {
    name: 'XL2 report of repeated measurements',
    content: `# Broadband Results
\tStart       \t          \tStop        \t
\tDate        \tTime      \tDate        \tTime      \tLASmax  \tLAFmax  \tLAeq    \tPrev_LAeq\tLAeq5"  \tLAeq5"max\tLAF90.0%\tLCeq    \tLZeq
\t[YYYY-MM-DD]\t[hh:mm:ss]\t[YYYY-MM-DD]\t[hh:mm:ss]\t[dB]    \t[dB]    \t[dB]    \t[dB]     \t[dB]    \t[dB]     \t[dB]    \t[dB]    \t[dB]
\t2025-03-22  \t22:00:00  \t2025-03-22  \t22:02:40  \t80.7    \t57.4    \t44.0    \t-.-      \t82.4    \t76.9     \t40.6    \t67.8    \t73.3
\t2025-03-22  \t22:02:40  \t2025-03-22  \t22:07:40  \t80.7    \t57.4    \t44.0    \t44.0     \t82.4    \t76.9     \t40.6    \t67.8    \t73.3
\t2025-03-22  \t22:07:40  \t2025-03-22  \t22:10:00  \t80.7    \t57.4    \t44.0    \t44.0     \t82.4    \t76.9     \t40.6    \t67.8    \t73.3

#CheckSum
\t3788006757D7F87B3E3224B09BC79224
`,
    nightDb: 44,
    validS: 600,
    says: [/NTi Audio XL2, report/, /the begin \(by the name of their column\)/, /rows of 140 s to 300 s/],
  },
  {
    name: 'XL2 spectra',
    content: `# RTA LOG Results
\t            \t          \t          \t         \tLAeq_dt  \tLAeq_dt  \tLAeq_dt
\tDate        \tTime      \tTimer     \tBand [Hz]\t31.5     \t63.0     \t125.0
\t[YYYY-MM-DD]\t[hh:mm:ss]\t[hh:mm:ss]\t         \t[dB]     \t[dB]     \t[dB]
${rows((time) => `\t2025-03-22  \t${time}  \t00:02:30  \t         \t41.6     \t40.7     \t40.6`)}
`,
    says: [/no column is named/, /of one band/],
  },
  {
    name: 'SvanPC++ with profiles above the names',
    content: `"";"";"P1 (A, Lin)";"P1 (A, Fast)";"P2 (C, Fast)";"P2 (C, Lin)"
"No.";"Date & time";"Leq (TH) [dB]";"Lmax (TH) [dB]";"Lmax (TH) [dB]";"Leq (TH) [dB]"
${rows((time, index) => `"${index + 1}";"22/03/2025 ${time}.000";"44,0";"49,0";"70,0";"61,0"`)}
`,
    nightDb: 44,
    says: [/Svantek/, /day first, shown by 22\/03\/2025/, /decimal comma/],
  },
  {
    name: 'Svantek with month names in Polish',
    content: `P1 (A, Lin)\n"No.","Date & time","LAeq (TH) [dB]"\n${rows((time, index) => `${index + 1},"22 mar 2025 ${time}","44.0"`)}\n`,
    nightDb: 44,
  },
  {
    name: 'Rion stored file',
    content: `CSV
Address,Start Time,Measurement Time,Leq,LE,Lmax,Lmin,L05,L10,L50,L90,L95,Over,Under
${rows((time, index) => `${index + 1},2025/03/22 ${time},0000d 00:01:00.0, 44.0, 61.8, 49.0, 40.0, 46.0, 45.0, 43.0, 41.0, 40.5,----,----`)}
`,
    nightDb: 44,
    validS: 240,
    says: [/^Column "Leq" is taken as LAeq: .*meter stood at A/, /Rion/],
  },
  {
    name: 'Rion stored file of levels of the moment',
    content: `CSV\nAddress,Start Time,LP\n${rows((_, index) => `${index + 1},2025/03/22 22:00:00.${index}, 44.0`)}\n`,
    says: [/"LP".*level of the moment/, /--level "LP"/],
  },
  {
    name: 'Rion stored file of levels of the moment, asked for',
    content: `CSV\nAddress,Start Time,LP\n${Array.from({ length: 30 }, (_, index) => `${index + 1},2025/03/22 22:00:0${Math.floor(index / 10)}.${index % 10}, 44.0`).join('\n')}\n`,
    options: { level: 'LP' },
    nightDb: 44,
    validS: 3,
    says: [/^Column "LP" is taken as LAeq because --level says so/],
  },
  {
    name: 'Larson Davis G4 with marks between the rows',
    content: `Record #,Record Type,Date,Time,LAeq,LASmax,LASmin,LZpeak,OVLD,Marker
1,Run,3/22/2025,9:59:59 PM,,,,,,
2,,3/22/2025,10:00:00 PM,44.0,50.0,40.0,80.1,No,
3,,3/22/2025,10:01:00 PM,44.0,50.0,40.0,80.1,No,
4,,3/22/2025,10:02:00 PM,44.0,50.0,40.0,80.1,No,
5,Stop,3/22/2025,10:03:00 PM,,,,,,
`,
    nightDb: 44,
    validS: 180,
    says: [/Larson Davis/, /month first, shown by 3\/22\/2025/, /2 lines are no rows/],
  },
  {
    name: 'Cirrus NoiseTools, all of it in quotes',
    content: `"Date","Time","LAFMax","LASMax","LCFMax","LCSMax","LAIMax","LAeq","LCeq","LZPeak","LZeq","LAeqI","LAPeak"
${rows((time) => `"3/22/2025","${time}","49.06","48.54","57.13","54.81","59.83","44.0","51.91","76.44","65.66","48.84","59.34"`, ['22:00:14', '22:00:15', '22:00:16'])}
`,
    nightDb: 44,
    validS: 3,
    says: [/Cirrus/, /LAFmax "LAFMax"/],
  },
  {
    name: 'Noise Sentry',
    content: `Time (Date hh:mm:ss.ms), L-Max dB -A , LEQ dB -A , L-Min dB -A \n${rows((time) => `2025/03/22 ${time}.000, 48.545, 44.0, 40.145`)}\n`,
    nightDb: 44,
    says: [/Convergence Instruments/],
  },
  {
    name: 'Noise Sentry in French',
    content: `Time (Date hh:mm:ss.ms);LEQ dB-A ;Lmax dB-A ;L10 dB-A ;L90 dB-A ;\n${rows((time) => `2025-03-22 ${time}.000;44,0;50,0;46,0;41,0;`)}\n`,
    nightDb: 44,
  },
  {
    name: 'OpeNoise, the running level first',
    content: `Date;Time;LAeq(t);LAeq(1s);LZeq(t);LZeq(1s);LZeq_16;LZeq_20\n${rows((time) => `22/03/2025;${time};61,0;44,0;70,0;71,0;30,0;31,0`, ['22:00:00', '22:00:01', '22:00:02'])}\n`,
    nightDb: 44,
    validS: 3,
    says: [/OpeNoise/, /"LAeq\(1s\)"/],
  },
  {
    name: 'sensor.community',
    content: `sensor_id;sensor_type;location;lat;lon;timestamp;noise_LAeq;noise_LA_min;noise_LA_max\n${['22:00:01', '22:02:28', '22:04:53', '22:07:20'].map((time) => `33031;DNMS (Laerm);20211;48.804;9.174;2025-03-22T${time};44.0;40.1;52.3`).join('\n')}\n`,
    nightDb: 44,
    says: [/DNMS/, /--stamp-zone UTC/, /sensor {5}sensor_id=33031, location=20211 in every row/],
  },
  {
    name: 'sensor.community in UTC',
    content: `sensor_id;sensor_type;location;lat;lon;timestamp;noise_LAeq;noise_LA_min;noise_LA_max\n${rows((time) => `33031;DNMS (Laerm);20211;48.804;9.174;2025-03-22T${time.replace('22:', '14:')};44.0;40.1;52.3`)}\n`,
    options: { stampZone: 'UTC' },
    nightDb: 44,
    says: [/taken as UTC\+00:00, as --stamp-zone says/],
  },
  {
    name: 'Barcelona with the date in parts',
    content: `Any,Mes,Dia,Hora,Id_Instal,Nivell_LAeq_1min\n${rows((time) => `2025,3,22,${time.slice(0, 5)},20341,44.0`)}\n`,
    nightDb: 44,
    says: [/Barcelona/, /"Any" and "Mes" and "Dia" and "Hora"/],
  },
  {
    name: 'one sensor of two, asked for',
    content: `Timestamp_local,Id_Instal,Nivell_LAeq_1min\n${minutes.map((time) => `2025-03-22T${time}+08:00,20341,40.0\n2025-03-22T${time}+08:00,20342,60.0`).join('\n')}\n`,
    options: { where: ['Id=20341'], zone: undefined },
    nightDb: 40,
    validS: 240,
    says: [/4 rows of others were passed over/, /UTC\+08:00, by the stamps/],
  },
  {
    name: 'two sensors, one after the other',
    content: `time,station,LAeq\n${rows((time) => `${day} ${time},north,40`)}\n${rows((time) => `2025-03-23 ${time},south,60`)}\n`,
    says: [/several sensors or places/, /station=north {2}4 rows/, /station=south {2}4 rows/],
  },
  {
    name: 'two measurements mixed without a name',
    content: `time,LAeq\n${minutes.map((time) => `${day} ${time},40\n${day} ${time},60`).join('\n')}\n`,
    says: [/two measurements are mixed/],
  },
  {
    name: 'a table in Chinese, GBK',
    content: inEncoding(
      `监测点位,监测时间,最大声级,等效声级(dB),备注\n${rows((time) => `北侧,${day} ${time},58.0,44.0,正常`)}\n`,
      'gb18030',
    ),
    nightDb: 44,
    says: [/gb18030, by the words of its head/, /"等效声级\(dB\)"/, /监测点位=北侧 in every row/],
  },
  {
    name: 'a table in Japanese, Shift JIS',
    content: inEncoding(
      `日時,等価騒音レベル,最大騒音レベル\n${rows((time) => `2025/03/22 ${time},44.0,58.0`)}\n`,
      'shift_jis',
    ),
    nightDb: 44,
    says: [/shift_jis/],
  },
  {
    name: 'a table in Korean, EUC-KR',
    content: inEncoding(
      `측정일시,등가소음도,최고소음도\n${rows((time) => `2025-03-22 ${time},44.0,58.0`)}\n`,
      'euc-kr',
    ),
    nightDb: 44,
    says: [/euc-kr/],
  },
  {
    name: 'a table in German, Windows',
    content: Buffer.from(
      `Datum;Uhrzeit;Temperatur [°C];Äquivalenter Dauerschallpegel [dB(A)];Übersteuert\n${rows((time) => `22.03.2025;${time};21,5;44,0;nein`)}\n`,
      'latin1',
    ),
    nightDb: 44,
    says: [/windows-1252, by the words of its head/],
  },
  {
    name: 'a table in French',
    content: `Date;Heure;Niveau équivalent pondéré A (dB);Niveau maximum\n${rows((time) => `22/03/2025;${time.replace(':', 'h').slice(0, 5)};44,0;58,0`)}\n`,
    nightDb: 44,
  },
  {
    name: 'a table in Spanish with a. m. and p. m.',
    content: `Fecha,Hora,Nivel continuo equivalente ponderado A,Nivel máximo\n${rows((time) => `22/03/2025,${time.replace('22:', '10:')} p. m.,44.0,58.0`)}\n`,
    nightDb: 44,
  },
  {
    name: 'a table in Italian',
    content: `Data;Ora;Livello equivalente LAeq;Livello massimo\n${rows((time) => `22/03/2025;${time};44,0;58,0`)}\n`,
    nightDb: 44,
  },
  {
    name: 'Leq in a Chinese table, where the standard says what that is',
    content: `测量时间,Leq,L10,L90,Lmax\n${rows((time) => `${day} ${time},44.0,46.0,41.0,58.0`)}\n`,
    nightDb: 44,
    says: [/^Column "Leq" is taken as LAeq: GB 3096-2008/],
  },
  {
    name: 'Leq of which nobody says how it is weighted',
    content: `time,Leq\n${rows((time) => `${day} ${time},44.0`)}\n`,
    says: [/weighting not named/, /--level "Leq"/],
  },
  {
    name: 'data of HJ 212 with marks',
    content: `时间,LeqA(dB),数据标记\n${rows((time, index) => `${day} ${time},${index === 3 ? 90 : 44},${index === 3 ? 'D' : 'N'}`)}\n`,
    nightDb: 44,
    validS: 180,
  },
  {
    name: 'dates that can be read in two ways',
    content: `Date,Time,LAeq\n${rows((time) => `03/04/2025,${time},44`)}\n`,
    says: [/03\/04\/2025 can be read in 2 ways/, /--date-order dmy \(day first\) or --date-order mdy/],
  },
  {
    name: 'dates that the next day explains',
    content: `Date,Time,LAeq\n03/04/2025,23:58:00,44\n03/04/2025,23:59:00,44\n04/04/2025,00:00:00,44\n04/04/2025,00:01:00,44\n`,
    says: [/day first, shown by 03\/04\/2025 and 04\/04\/2025 in a row/],
    nightDb: Number.NaN,
  },
  {
    name: 'an order that the dates contradict',
    content: `Date,Time,LAeq\n${rows((time) => `22/03/2025,${time},44`)}\n`,
    options: { dateOrder: 'mdy' },
    says: [/--date-order mdy does not fit: 22\/03\/2025 shows day first/],
  },
  {
    name: 'stamps of the end, by the name of their column',
    content: `End time,LAeq\n${day} 22:00:00,80\n${rows((time) => `${day} ${time.replace('22:0', '22:1')},40`)}\n`,
    nightDb: 40,
    says: [/the end \(by the name of their column\)/],
  },
  {
    name: 'UTC without a place',
    content: `time,LAeq\n${rows((time) => `${day}T${time}Z,44`)}\n`,
    options: { zone: undefined },
    says: [/the stamps are in UTC.*type --zone/s],
  },
  {
    name: 'no zone at all',
    content: `time,LAeq\n${rows((time) => `${day} ${time},44`)}\n`,
    options: { zone: undefined },
    says: [/neither the times nor the head name a zone/],
  },
  {
    name: 'a head that changes places in the middle',
    content: `time,LAeq,LAFmax\n${day} 22:00:00,44,60\n${day} 22:01:00,44,60\ntime,LAFmax,LAeq\n${day} 22:02:00,60,44\n${day} 22:03:00,60,44\n`,
    nightDb: 44,
    validS: 240,
  },
  {
    name: 'a head that loses the level in the middle',
    content: `time,LAeq,LAFmax\n${day} 22:00:00,44,60\n${day} 22:01:00,44,60\ntime,LCeq,LAFmax\n${day} 22:02:00,70,60\n${day} 22:03:00,70,60\n`,
    says: [/in line 4 the columns are named anew/],
  },
  {
    name: 'sums below the rows',
    content: `时间,等效声级\n${rows((time) => `${day} ${time},44`)}\n平均值,70\n合计,280\n`,
    nightDb: 44,
    says: [/0 unreadable/, /2 lines are no rows/],
  },
  {
    name: 'a level above the range, among quiet ones',
    content: `time,LAeq\n${Array.from({ length: 480 }, (_, index) => `${new Date(Date.parse('2025-03-22T22:00:00Z') + index * 60_000).toISOString().slice(0, 19)},${index === 99 ? '>120' : '40'}`).join('\n')}\n`,
    nightDb: 40,
    says: [/UNDETERMINED:.*for 60 s the sound was above the range of the meter/],
  },
  {
    name: 'marks of under range count as they are',
    content: `time,LAeq,Under\n${rows((time, index) => `${day} ${time},30,${index % 2 === 0 ? 'Yes' : ''}`)}\n`,
    nightDb: 30,
    says: [/2 levels are bounds/],
  },
  {
    name: 'hours',
    content: `time,LAeq\n${['22', '23'].map((hour) => `${day} ${hour}:00:00,44`).join('\n')}\n2025-03-23 00:00:00,44\n2025-03-23 01:00:00,44\n`,
    nightDb: 44,
    validS: 14_400,
    says: [/rows longer than 60 s say nothing of single minutes/, /no single minute known/],
  },
  {
    name: 'L90 of minutes as a background',
    content: `time,LAeq\n${rows((time) => `${day} ${time},44`)}\n`,
    options: { background: 'L90' },
    says: [/the L90 of levels longer than 1 s is no background/],
  },
  {
    name: 'limits beside the level',
    content: `time,LAeq limit,LAeq,background LAeq\n${rows((time) => `${day} ${time},45,44,39`)}\n`,
    nightDb: 44,
  },
  {
    name: 'two microphones side by side',
    content: `time,LAeq Mic 1,LAeq Mic 2\n${rows((time) => `${day} ${time},45,44`)}\n`,
    says: [/several columns are named as LAeq: "LAeq Mic 1" \(column 2\), "LAeq Mic 2" \(column 3\)/],
  },
  {
    name: 'a C-weighted level, asked for',
    content: `time,LCeq\n${rows((time) => `${day} ${time},45`)}\n`,
    options: { level: 'LCeq' },
    says: [/"LCeq" is C-weighted, and limits are of A-weighted levels/],
  },
  {
    name: 'no names at all',
    content: `${rows((time) => `${day} ${time},45`)}\n`,
    says: [/has no name/],
  },
  {
    name: 'no names, and the level counted',
    content: `${rows((time) => `${day} ${time},45`)}\n`,
    options: { level: '2' },
    nightDb: 45,
  },
  {
    name: 'a date that a spreadsheet wrote as its midnight',
    content: `Date,Time,LAeq\n${rows((time) => `${day} 00:00:00,${time},44`)}\n`,
    nightDb: 44,
  },
  {
    name: 'a title above the names',
    content: `Noise report LAeq;;;\nStation north;;;\n\nTime;Lmax;LAeq;Note\n;dB;dB;\n${rows((time) => `${day} ${time};58,0;44,0;`)}\n`,
    nightDb: 44,
  },
  {
    name: 'a title in the line above the names',
    content: `Report on noise at night;;\nTime;LAFmax;LAeq\n${rows((time) => `${day} ${time};58,0;44,0`)}\n`,
    nightDb: 44,
  },
  {
    name: 'two sensors that take turns under a name that nobody knows',
    content: `time,Qwert,LAeq\n${minutes.map((time) => `${day} ${time},alpha,40\n${day} ${time.slice(0, 6)}30,beta,60`).join('\n')}\n`,
    says: [/Qwert=alpha {2}4 rows/, /Qwert=beta {2}4 rows/],
  },
  {
    name: 'overload as a word in a status',
    content: `time,LAeq,Status\n${rows((time, index) => `${day} ${time},44,${index === 2 ? 'Overload' : 'OK'}`)}\n`,
    nightDb: 44,
    validS: 180,
    says: [/1 rows above the range/],
  },
  {
    name: 'seconds of 0.1 s under blanks instead of commas',
    content: `Date Time LAeq\n${Array.from({ length: 20 }, (_, index) => `${day} 22:00:0${Math.floor(index / 10)}.${index % 10} 44.0`).join('\n')}\n`,
    nightDb: 44,
    validS: 2,
  },
  {
    name: 'UTF-16 without a mark, big end first',
    content: Buffer.from(`time\tLAeq\n${rows((time) => `${day} ${time}\t44`)}\n`, 'utf16le').swap16(),
    nightDb: 44,
    says: [/utf-16be, by its zero bytes/],
  },
  {
    name: 'minutes since the start beside the level',
    content: `time,Duration,Elapsed time,LAeq\n${rows((time, index) => `${day} ${time},${index + 1},00:0${index + 1}:00,44`)}\n`,
    nightDb: 44,
    validS: 240,
  },
  {
    name: 'a last row that is only part of one',
    content: `time,Duration,LAeq\n${rows((time, index) => `${day} ${time},00:00:${index === 3 ? '20' : '59'},44`)}\n`,
    nightDb: 44,
    validS: 197,
  },
];
