/** What a simulated instrument sends, from its definition and the station's physics at that moment. */

import { bytesOf, frameOf } from '../../src/devices/instruments/binary-language.ts';
import type {
  AsciiDefinition,
  BinaryDefinition,
  MeterDefinition,
} from '../../src/devices/instruments/instrument.ts';
import { type LineTemplate, parseTemplate, renderLine } from '../../src/devices/instruments/line-template.ts';
import { rawOf } from '../../src/devices/instruments/measured.ts';
import { meterOverloadStatus, meterUnderRangeStatus } from '../sound/sound-meters.ts';
import type { StationModel } from '../station/model.ts';

/** The questions and answers of one instrument. */
export interface Speech {
  /** Each question with its answer; an undefined answer is silence. */
  readonly answers: readonly { readonly question: Uint8Array; answer(): Uint8Array | undefined }[];
  readonly stream:
    | {
        readonly start: Uint8Array | undefined;
        readonly stop: Uint8Array | undefined;
        readonly everyMs: number;
        piece(): Uint8Array;
      }
    | undefined;
  /** The answer to what it cannot do; undefined: silence. */
  readonly refusal: Uint8Array | undefined;
}

/** What the instrument `id` sends now. */
export function speechOf(id: string, definition: MeterDefinition, model: StationModel): Speech {
  return definition.kind === 'ascii' ? textSpeech(id, definition, model) : byteSpeech(id, definition, model);
}

function textSpeech(id: string, definition: AsciiDefinition, model: StationModel): Speech {
  const { sync, open, ask = [], stream, refusals, lineEnd } = definition;
  const steps = [
    ...(sync === undefined ? [] : [{ send: sync.send, answer: [sync.answer] }]),
    ...open,
    ...ask,
  ];
  const end = lineEnd === 'cr-lf' ? '\r\n' : '\n';
  const render = (line: LineTemplate) => renderText(id, definition, model, line);
  const line = parseTemplate(stream?.line ?? '');
  const [refusal] = Object.keys(refusals).slice(-1);
  return {
    answers: steps.map(({ send, answer }) => {
      const lines = answer.map(parseTemplate);
      const said = () => latin1(lines.map((line) => `${render(line)}\r\n`).join(''));
      return { question: latin1(send + end), answer: () => (lines.length === 0 ? undefined : said()) };
    }),
    stream: stream && {
      start: stream.start === undefined ? undefined : latin1(stream.start + end),
      stop: stream.stop === undefined ? undefined : latin1(stream.stop),
      everyMs: stream.every,
      piece: () => latin1(`${render(line)}\r\n`),
    },
    refusal: refusal === undefined ? undefined : latin1(`${refusal}\r\n`),
  };
}

function renderText(
  id: string,
  definition: AsciiDefinition,
  model: StationModel,
  line: LineTemplate,
): string {
  const { points, status } = definition;
  const statusBits = model.value(id, 'device.status') ?? 0;
  const verdict =
    statusBits & meterOverloadStatus
      ? 'overload'
      : statusBits & meterUnderRangeStatus
        ? 'under-range'
        : 'good';
  const word = Object.entries(status).find(([, meaning]) => meaning === verdict)?.[0];
  const shown = (field: string | number): string | undefined => {
    const point = points.find((one) => one.field === field);
    if (point === undefined) {
      const isOfLevel = verdict !== 'good' && points.some((one) => one.status?.[0] === field);
      return isOfLevel ? word : undefined;
    }
    const value = model.value(id, point.id);
    return typeof value === 'number' ? rawOf(point, value).toFixed(1) : '--.-';
  };
  const last = Math.max(...points.map(({ field }) => (typeof field === 'number' ? field : -1)));
  const list = Array.from({ length: last + 2 }, (_, field) => shown(field) ?? '012');
  return renderLine(line, shown, list);
}

function byteSpeech(id: string, definition: BinaryDefinition, model: StationModel): Speech {
  const { sync, ask = [], stream } = definition;
  const length = ask.reduce((sum, { answer }) => sum + answer, 0);
  const whole = (frame: readonly (number | undefined)[]) => renderBytes(id, definition, model, frame);
  const blank = new Array<undefined>(length).fill(undefined);
  let from = 0;
  const answers = ask.map(({ send, answer }) => {
    const start = from;
    from += answer;
    return { question: bytesOf(send), answer: () => whole(blank).slice(start, start + answer) };
  });
  if (sync !== undefined) {
    const name = Uint8Array.from({ length: sync.answer }, (_, at) => sync.begins.charCodeAt(at) || 0);
    answers.push({ question: bytesOf(sync.send), answer: () => name });
  }
  return {
    answers,
    stream: stream && {
      start: stream.start === undefined ? undefined : bytesOf(stream.start),
      stop: stream.stop === undefined ? undefined : bytesOf(stream.stop),
      everyMs: stream.every,
      piece: () => whole(frameOf(stream.frame)),
    },
    refusal: undefined,
  };
}

function renderBytes(
  id: string,
  { points, require }: BinaryDefinition,
  model: StationModel,
  frame: readonly (number | undefined)[],
): Uint8Array {
  const bytes = Uint8Array.from(frame, (byte) => byte ?? 0);
  const view = new DataView(bytes.buffer);
  for (const { at, is } of require) view.setUint8(at, view.getUint8(at) | is);
  for (const point of points) {
    const value = model.value(id, point.id);
    const raw = typeof value === 'number' ? rawOf(point, value) : Number.NaN;
    const isLittle = point.order === 'little';
    if (point.type === 'float32') view.setFloat32(point.at, raw, isLittle);
    else if (point.type === 'uint8') view.setUint8(point.at, Math.round(raw));
    else view.setUint16(point.at, Math.round(raw), isLittle);
  }
  return bytes;
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
