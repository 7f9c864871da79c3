/** The seconds of each meter as one series, out of a part of the log alone. */

import { STEP_MS } from '../../contract/form/series.ts';
import { deviceOf, qualityCode, type Sample } from '../../model/reading.ts';
import type { LogPart } from '../../ports/journal.ts';
import { numberText } from './number-text.ts';

/** One second of a meter. */
interface MeterSecond {
  readonly seq: number;
  /** When it began. */
  readonly atMs: number;
  readonly texts: readonly [laeq: string, lafmax: string];
  readonly code: number;
}

const good = qualityCode('good');
const stale = qualityCode('stale');

/**
 * As JSON texts, one for each meter: each second of it once, under the time at which it began. One of `levels` that gave none says
 * so with one second of no value, the last.
 */
export function levelSeries(part: LogPart, levels: readonly string[]): readonly string[] {
  const { sound, seqsBefore, wallMs } = part;
  if (wallMs.length === 0) return [];
  const byMeter = new Map<string, MeterSecond[]>(levels.map((channel) => [channel, []]));
  sound.forEach((cycle, index) => {
    for (const sample of cycle.samples) {
      const second: MeterSecond = {
        seq: seqsBefore.seconds + index + 1,
        atMs: Math.round(cycle.wallMs + sample.takenMs - 1000 * sample.seconds),
        texts: [numberText(sample.value, 100), peakText(part, index, sample)],
        code: qualityCode(sample.quality),
      };
      const known = byMeter.get(sample.channel);
      if (known === undefined) byMeter.set(sample.channel, [second]);
      else known.push(second);
    }
  });
  const silence: MeterSecond = {
    seq: seqsBefore.seconds + wallMs.length,
    atMs: Math.round(wallMs.at(-1) ?? 0),
    texts: ['null', 'null'],
    code: stale,
  };
  return [...byMeter].map(([channel, seconds]) =>
    seriesText(meterOf(channel), seqsBefore.seconds + 1, seconds.length === 0 ? [silence] : seconds),
  );
}

function seriesText(meter: string, firstSeq: number, seconds: readonly MeterSecond[]): string {
  const atMs = seconds[0]?.atMs ?? 0;
  const late = seconds.map((one, index) => one.atMs - atMs - STEP_MS * index);
  const columns = [0, 1].map((column) => `[${seconds.map(({ texts }) => texts[column]).join(',')}]`);
  const codes = `[${seconds.map(({ code }) => code).join(',')}]`;
  return [
    `{"of":${JSON.stringify(meter)}`,
    ...(seconds.every(({ seq }, index) => seq === firstSeq + index)
      ? []
      : [`"seq":${JSON.stringify(seconds.map(({ seq }) => seq))}`]),
    `"ts":${atMs}`,
    ...(late.every((ms) => ms === 0) ? [] : [`"late":${JSON.stringify(late)}`]),
    `"values":[${columns.join(',')}]${seconds.every(({ code }) => code === good) ? '}' : `,"quality":[${codes},${codes}]}`}`,
  ].join(',');
}

/** A meter with one level has the name of its device. */
function meterOf(channel: string): string {
  return channel.endsWith('.sound.laeq') ? deviceOf(channel) : channel;
}

/** As the sample brought it, or as its meter said beside it. */
function peakText({ channels, values, qualities }: LogPart, second: number, sample: Sample): string {
  if (sample.peakDb !== null) return numberText(sample.peakDb, 100);
  const at = channels.findIndex(({ id }) => id === `${deviceOf(sample.channel)}.sound.lafmax`);
  const cell = second * channels.length + at;
  return at < 0 || qualities[cell] !== good ? 'null' : numberText(values[cell], 100);
}
