/** Tables with one LAeq, or none, among columns that are something else: names, order, form and dates by chance. */

export const RIGHT_DB = 44;

interface Mutation {
  readonly seed: number;
  readonly content: string;
  readonly hasLevel: boolean;
}

const levelNames = [
  'LAeq',
  'L_Aeq',
  'LA eq',
  'laeq',
  'LAEQ',
  'LAeq [dB]',
  'LAeq,T',
  'LAeq_dt',
  'LAeq(1min)',
  'LAeq_60s',
  'L(A)eq',
  'LpAeq',
  'LpA,eq',
  'Leq(A)',
  'Leq,A',
  'LeqA',
  'Leq dB(A)',
  'LEQ dB-A',
  'noise_LAeq',
  'DNMS_noise_LAeq',
  'Nivell_LAeq_1min',
  'LAeq (TH) [dB]',
  'LAeq (Ch1, P1) [dB]',
  'Mic 1 LAeq',
  '等效声级',
  '等效连续A声级',
  '等效声级Leq[dB(A)]',
  'A计权等效声级(dB)',
  '等価騒音レベル',
  '등가소음도',
  'Mittelungspegel LAeq',
  'Niveau équivalent dB(A)',
  'Nivel equivalente LAeq',
  'Livello equivalente [dB(A)]',
  'A-weighted equivalent level',
  'ＬＡｅｑ',
];

/** Name and value: every value is another, and none is right. */
const others: readonly (readonly [name: string, value: string])[] = [
  ['LZeq', '58.1'],
  ['LCeq', '57.2'],
  ['LAFmax', '61.3'],
  ['LASmax', '60.4'],
  ['LAFmin', '35.5'],
  ['LAF', '45.6'],
  ['LAS', '45.7'],
  ['LA', '45.8'],
  ['LAE', '62.9'],
  ['L90', '38.1'],
  ['LAF90.0%', '38.2'],
  ['L_A10', '48.3'],
  ['LAeq(t)', '47.4'],
  ['LAeq running', '47.5'],
  ['LAeq max', '66.6'],
  ['Prev_LAeq', '43.7'],
  ['LAeq5"', '49.8'],
  ['LAeq,15min', '46.9'],
  ['LAeq 31.5Hz', '21.1'],
  ['LAeq 1 kHz', '33.2'],
  ['LAeq_125', '30.3'],
  ['LAeq limit', '45.0'],
  ['Noise limit dB', '55.0'],
  ['LAeq background', '39.4'],
  ['LAeq target', '50.5'],
  ['LAIeq', '51.6'],
  ['LAFTeq', '52.7'],
  ['LAeqI', '53.8'],
  ['Lden', '54.9'],
  ['Leq(C)', '56.1'],
  ['LEQ dB-C', '56.2'],
  ['Leq [dB(Z)]', '56.3'],
  ['SPL', '45.9'],
  ['最大声级', '63.4'],
  ['最小声级', '33.5'],
  ['背景等效声级', '36.6'],
  ['等效声级限值', '65.0'],
  ['累计百分声级L90', '37.7'],
  ['昼间等效声级', '59.8'],
  ['噪声值', '46.1'],
  ['温度', '21.5'],
  ['湿度', '63.0'],
  ['Temp', '22.5'],
  ['Temperature [°C]', '23.5'],
  ['Humidity', '60.5'],
  ['lat', '48.804'],
  ['lon', '9.174'],
  ['Battery', '12.6'],
  ['Wind speed [m/s]', '1.5'],
  ['LAeq_std', '2.5'],
  ['LAeq modelled', '42.1'],
  ['Grenzwert LAeq', '40.0'],
  ['seuil LAeq', '41.0'],
  ['最高騒音レベル', '64.1'],
  ['최고소음도', '64.2'],
  ['LAFmax_dt', '61.4'],
  ['LZFmax', '70.1'],
  ['average level', '44.4'],
  ['Station', 'north'],
  ['Overload', 'No'],
];

/** Some are forms of the same night: date, time, and whether the two stand together. */
const dates: readonly ((minute: number) => readonly string[])[] = [
  (minute) => [`2025-03-22 22:0${minute}:00`],
  (minute) => [`2025-03-22T22:0${minute}:00+08:00`],
  (minute) => [`22.03.2025 22:0${minute}:00`],
  (minute) => [`2025/3/22 22:0${minute}`],
  (minute) => ['2025-03-22', `22:0${minute}:00`],
  (minute) => ['3/22/2025', `10:0${minute}:00 PM`],
  (minute) => [String(1_742_652_000 + minute * 60)],
];

/** As many as asked for, the same every time. */
export function mutations(count: number): readonly Mutation[] {
  return Array.from({ length: count }, (_, seed) => mutation(seed));
}

function mutation(seed: number): Mutation {
  const random = generator(seed + 1);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const hasLevel = random() < 0.7;
  const chosen = shuffled(others, random).slice(0, 1 + Math.floor(random() * 6));
  const level: readonly [string, string] = [pick(levelNames), `${RIGHT_DB}.0`];
  const columns = shuffled(hasLevel ? [...chosen, level] : chosen, random);
  const separator = pick([',', ';', '\t']);
  const isComma = separator !== ',' && random() < 0.4;
  const date = pick(dates);
  const timeNames =
    date(0).length === 2
      ? ['Date', 'Time']
      : [pick(['time', 'Date & time', '时间', 'Zeit', 'timestamp', 'Fecha'])];
  const at = Math.floor(random() * (columns.length + 1));
  const line = (times: readonly string[], cells: readonly string[]) =>
    [...cells.slice(0, at), ...times, ...cells.slice(at)].join(separator);
  const written = (name: string) => (separator === ',' && name.includes(',') ? `"${name}"` : name);
  const head = line(
    timeNames,
    columns.map(([name]) => written(name)),
  );
  const meta = random() < 0.3 ? ['Instrument: X1', 'Serial: 77', ''] : [];
  const order = random() < 0.2 ? [3, 2, 1, 0] : [0, 1, 2, 3];
  const body = order.map((minute) =>
    line(
      date(minute),
      columns.map(([, value]) => (isComma ? value.replace('.', ',') : value)),
    ),
  );
  const extra =
    random() < 0.2
      ? [
          line(
            ['Total', ...timeNames.slice(1).map(() => '')],
            columns.map(() => '99.9'),
          ),
        ]
      : [];
  return { seed, content: [...meta, head, ...body, ...extra, ''].join('\n'), hasLevel };
}

function shuffled<T>(from: readonly T[], random: () => number): T[] {
  const rest = [...from];
  for (let index = rest.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [rest[index], rest[other]] = [rest[other] as T, rest[index] as T];
  }
  return rest;
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
