/** Rows and series of the streams, out of a part of the log alone. */

import { levelOf } from '../../acoustics/levels/level.ts';
import type { StreamName } from '../../contract/form/stream-names.ts';
import { streams } from '../../contract/streams.ts';
import { qualityCode } from '../../model/reading.ts';
import { type GateState, gateStates } from '../../model/sound/gate.ts';
import type { LogPart, RecordKind } from '../../ports/journal.ts';
import { levelSeries } from './level-series.ts';
import { numberText } from './number-text.ts';

/** Streams of which a row is the latest readings of some channels. */
export const channelStreams = [
  'power',
  'thermal',
  'energy',
  'position',
] as const satisfies readonly StreamName[];

/** One of these streams. */
export type ChannelStream = (typeof channelStreams)[number];

/** What of a configuration is needed to read its parts. */
export interface PartPlan {
  /** Channels of the streams that are made of channels, in the order of their columns. */
  readonly columns: Readonly<Record<ChannelStream, readonly string[]>>;
  /** Channels whose samples are integrated to levels. */
  readonly levels: readonly string[];
  /** Columns of the stream `bands` by their nominal frequency; and whether any meter gives a spectrum or LCeq. */
  readonly bands: readonly string[];
  readonly hasSpectra: boolean;
}

/** From which records a stream is made, and how. */
interface StreamSource {
  readonly kind: RecordKind;
  readonly form: 'rows' | 'series';
  /** JSON texts. */
  readonly texts: (part: LogPart, plan: PartPlan) => readonly string[];
  /** One of this many records becomes a row; 1 where it is missing. */
  readonly every?: number;
}

/** For each stream, which records of a part its rows come from, and how they are written. */
export const streamSources: Readonly<Record<StreamName, StreamSource>> = {
  spl: { kind: 'seconds', form: 'series', texts: (part, { levels }) => levelSeries(part, levels) },
  power: channelSource('power'),
  thermal: channelSource('thermal'),
  energy: channelSource('energy'),
  position: channelSource('position'),
  output: { kind: 'decisions', form: 'rows', texts: outputRows },
  minute: { kind: 'minutes', form: 'rows', texts: minuteRows },
  bands: { kind: 'minutes', form: 'rows', texts: bandRows },
  attribution: { kind: 'attribution', form: 'rows', texts: attributionRows },
  'noise-events': { kind: 'noiseEvents', form: 'rows', texts: noiseEventRows },
};

/** A minute with fewer valid seconds has an uncertain level. */
const FULL_MINUTE_S = 54;
const good = qualityCode('good');
const uncertain = qualityCode('uncertain');
const stale = qualityCode('stale');

/** A record is a second. */
function channelSource(stream: ChannelStream): StreamSource {
  const every = streams[stream].periodMs / 1000;
  return {
    ...{ kind: 'seconds', form: 'rows', every },
    texts: (part, { columns }) => channelRows(part, columns[stream], every),
  };
}

/** A row of latest readings in each of so many seconds. */
function channelRows(
  { channels, wallMs, values, qualities, seqsBefore }: LogPart,
  ids: readonly string[],
  every: number,
): readonly string[] {
  if (ids.length === 0) return [];
  const places = ids.map((id) => channels.findIndex((channel) => channel.id === id));
  const rows: string[] = [];
  for (let second = 0; second < wallMs.length; second += 1) {
    const seq = seqsBefore.seconds + second + 1;
    if (seq % every !== 0) continue;
    const cells = places.map((at) => (at < 0 ? -1 : second * channels.length + at));
    const texts = cells.map((cell, index) =>
      numberText(values[cell], channels[places[index] ?? 0]?.resolution ?? 1),
    );
    const codes = cells.map((cell) => qualities[cell] ?? stale);
    rows.push(row(seq, wallMs[second] ?? 0, texts, codes));
  }
  return rows;
}

/** A row for each change: what is wanted, by which rule, and why. */
function outputRows({ decisions, seqsBefore }: LogPart): readonly string[] {
  return decisions.map(({ wallMs, output, value, by, reason }, index) => {
    const texts = [
      JSON.stringify(output),
      numberText(value, 10),
      JSON.stringify(by),
      JSON.stringify(reason.key),
    ];
    return row(seqsBefore.decisions + index + 1, wallMs, texts, [good]);
  });
}

/** A row for each minute of a level, at the time it began. Four decimals: minutes are summed to hours and nights. */
function minuteRows({ minutes, seqsBefore }: LogPart): readonly string[] {
  return minutes.map(({ level, startWallMs, energyS, validS, lafmaxDb, equipmentDb, weatherS }, index) => {
    const laeqDb = validS === 0 ? null : levelOf(energyS / validS);
    const texts = [
      JSON.stringify(level),
      ...[numberText(laeqDb, 10_000), numberText(lafmaxDb, 100), numberText(validS, 100)],
      ...[numberText(equipmentDb, 100), numberText(weatherS, 1)],
    ];
    const code = laeqDb === null ? stale : validS < FULL_MINUTE_S ? uncertain : good;
    const codes = [
      good,
      code,
      lafmaxDb === null ? stale : code,
      good,
      equipmentDb === null ? stale : good,
      good,
    ];
    return row(seqsBefore.minutes + index + 1, startWallMs, texts, codes);
  });
}

/** A row for each minute of a level where the site has spectra, also for those without one: the numbers go on. */
function bandRows({ minutes, seqsBefore }: LogPart, { bands, hasSpectra }: PartPlan): readonly string[] {
  if (!hasSpectra) return [];
  return minutes.map(({ level, startWallMs, spectrum }, index) => {
    const byBand = new Map(spectrum?.bandsHz.map((hz, band) => [String(hz), spectrum.bandsDb[band]]));
    const levels = [spectrum?.lceqDb ?? null, ...bands.map((id) => byBand.get(id) ?? null)];
    const validS = spectrum?.validS ?? 0;
    const code = validS < FULL_MINUTE_S ? uncertain : good;
    const texts = [
      JSON.stringify(level),
      numberText(validS, 100),
      ...levels.map((levelDb) => numberText(levelDb, 100)),
    ];
    const codes = [good, good, ...levels.map((levelDb) => (levelDb === null ? stale : code))];
    return row(seqsBefore.minutes + index + 1, startWallMs, texts, codes);
  });
}

/** A row for each minute of a receptor; the gate is its index in gateStates. */
function attributionRows({ attribution, seqsBefore }: LogPart): readonly string[] {
  return attribution.map(
    ({ receptor, startWallMs, equipmentDb, backgroundDb, uncertaintyDb, gate }, index) => {
      const texts = [
        ...[JSON.stringify(receptor), numberText(equipmentDb, 10_000), numberText(backgroundDb, 10_000)],
        ...[numberText(uncertaintyDb, 100), `${gateStates.indexOf(gate as GateState)}`],
      ];
      const codeOf = (value: number | null): number =>
        value === null ? stale : gate === 'trusted' ? good : uncertain;
      const codes = [good, codeOf(equipmentDb), codeOf(backgroundDb), codeOf(uncertaintyDb), good];
      return row(seqsBefore.attribution + index + 1, startWallMs, texts, codes);
    },
  );
}

/** A row for each event, at the time it began. */
function noiseEventRows({ noiseEvents, seqsBefore }: LogPart): readonly string[] {
  return noiseEvents.map(({ level, kind, confidence, startWallMs, seconds, maxDb, aboveDb }, index) => {
    const texts = [
      ...[JSON.stringify(level), JSON.stringify(kind), numberText(confidence, 100), numberText(seconds, 1)],
      ...[numberText(maxDb, 100), numberText(aboveDb, 100)],
    ];
    const code = kind === 'unknown' ? uncertain : good;
    return row(seqsBefore.noiseEvents + index + 1, startWallMs, texts, [good, code, code, good, good, good]);
  });
}

function row(seq: number, wallMs: number, texts: readonly string[], codes: readonly number[]): string {
  const quality = codes.every((code) => code === good) ? '0' : `[${codes.join(',')}]`;
  return `[${seq},${Math.round(wallMs)},[${texts.join(',')}],${quality}]`;
}
