/** Bytes: questions answered by a known number of them, or frames of known form that are sent without a question. */

import type { Fault } from '../../model/fault.ts';
import { message, plain } from '../../model/message.ts';
import { failed, type Result } from '../../model/result.ts';
import type { BinaryDefinition } from './instrument.ts';
import { answered, type Language, more, type Question } from './language.ts';
import { measured } from './measured.ts';

type BinaryPoint = BinaryDefinition['points'][number];
type Step = NonNullable<BinaryDefinition['ask']>[number];
type Sync = NonNullable<BinaryDefinition['sync']>;

/** The dialogue with an instrument that speaks bytes. */
export function binaryLanguage(definition: BinaryDefinition): Language<Uint8Array, Uint8Array> {
  const { sync, ask = [], stream } = definition;
  return {
    sync: sync && syncQuestion(sync),
    open: [],
    ask: ask.map(stepQuestion),
    stream: stream && {
      start: stream.start === undefined ? undefined : bytesOf(stream.start),
      stop: stream.stop === undefined ? undefined : bytesOf(stream.stop),
      everyMs: stream.every,
      receiver: (stray) => frameFinder(frameOf(stream.frame), stray),
    },
    isBlank: (bytes) => bytes.length === 0,
    decode: (answers) => decode(definition, joined(answers)),
  };
}

/** `AC FF` to bytes. */
export function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (text) => Number.parseInt(text, 16));
}

/** `7F .. 00` to its bytes; undefined for those that vary. */
export function frameOf(text: string): readonly (number | undefined)[] {
  return text.split(' ').map((byte) => (byte === '..' ? undefined : Number.parseInt(byte, 16)));
}

function stepQuestion({ send, answer }: Step): Question<Uint8Array, Uint8Array> {
  return {
    send: bytesOf(send),
    isMute: false,
    receiver(keep) {
      const received: number[] = [];
      return (bytes) => {
        // Answers have no end mark: a surplus byte means that part of another answer is among them.
        if (received.length + bytes.length > answer)
          return {
            kind: 'mismatch',
            detail: message('bytes-in-place', { bytes: received.length + bytes.length, expected: answer }),
          };
        received.push(...bytes);
        if (received.length < answer) return more;
        keep(Uint8Array.from(received));
        return answered;
      };
    },
  };
}

/** Skips everything before the bytes by which the answer begins, and takes the answer whole. */
function syncQuestion({ send, answer, begins }: Sync): Question<Uint8Array, Uint8Array> {
  const mark = [...begins].map((character) => character.charCodeAt(0));
  return {
    send: bytesOf(send),
    isMute: false,
    receiver() {
      let received: number[] = [];
      return (bytes) => {
        for (const byte of bytes) {
          received.push(byte);
          while (!mark.slice(0, received.length).every((expected, place) => received[place] === expected))
            received = received.slice(1);
        }
        return received.length >= answer ? answered : more;
      };
    },
  };
}

/**
 * Finds frames in a stream that may begin anywhere and have anything between. There is no checksum, so a frame counts
 * only if the next one begins right behind it, which two halves of different frames do not do. Remembers one frame.
 */
function frameFinder(
  frame: readonly (number | undefined)[],
  stray: (length: number) => void,
): (chunk: Uint8Array) => Uint8Array | undefined {
  const form = [...frame, frame[0]];
  let held: number[] = [];
  const fits = () => held.every((byte, place) => form[place] === undefined || form[place] === byte);
  return (chunk) => {
    let newest: Uint8Array | undefined;
    let strays = 0;
    for (const byte of chunk) {
      held.push(byte);
      for (; !fits(); strays++) held.shift();
      if (held.length < form.length) continue;
      newest = Uint8Array.from(held.slice(0, frame.length));
      held = [byte];
    }
    if (strays > 0) stray(strays);
    return newest;
  };
}

function decode(definition: BinaryDefinition, bytes: Uint8Array) {
  const unmet = definition.require.find(({ at, mask, is }) => ((bytes[at] ?? 0) & mask) !== is);
  return definition.points.map((point) => {
    if (unmet === undefined) return { point, result: readingOf(point, bytes) };
    return { point, result: failed<Fault>({ kind: 'rejected', detail: plain(unmet.otherwise) }) };
  });
}

function readingOf(point: BinaryPoint, bytes: Uint8Array): Result<number, Fault> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = point.order === 'little';
  switch (point.type) {
    case 'uint8':
      return measured(point, view.getUint8(point.at));
    case 'uint16':
      return measured(point, view.getUint16(point.at, isLittle));
    case 'int16':
      return measured(point, view.getInt16(point.at, isLittle));
    case 'float32': {
      const raw = view.getFloat32(point.at, isLittle);
      // NaN and infinities do not survive JSON, so the fault carries the bits.
      if (!Number.isFinite(raw)) return failed({ kind: 'sentinel', raw: view.getUint32(point.at, isLittle) });
      return measured(point, Math.round(raw * 1000) / 1000);
    }
  }
}

function joined(answers: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(answers.flatMap((bytes) => [...bytes]));
}
