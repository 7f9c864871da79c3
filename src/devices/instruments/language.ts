/**
 * How to talk with an instrument, from its definition: what to send, whether the received data is the answer, and the
 * readings in it. Pure; the owner of the port decides when (src/fieldbus/instruments/instrument-port.ts). A chunk is a
 * line of text or some bytes, `Answer` is the content of one answer.
 */

import type { Fault } from '../../model/fault.ts';
import type { Message } from '../../model/message.ts';
import type { Result } from '../../model/result.ts';
import type { Shown } from './instrument.ts';

/** How far an answer has come. `mismatch`: neither what was received nor what follows it can be the answer. */
export type Progress =
  | { readonly kind: 'more' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'mismatch'; readonly detail: Message };

/** A question and how its answer is received. */
export interface Question<Chunk, Answer> {
  readonly send: Chunk;
  /** There is no answer: the next question may follow at once. */
  readonly isMute: boolean;
  /** Takes the chunks of the answer; calls `keep` with its content, at the latest when it is whole. */
  receiver(keep: (answer: Answer) => void): (chunk: Chunk) => Progress;
}

/** A stream that the instrument sends by itself. */
export interface Stream<Chunk, Answer> {
  readonly start: Chunk | undefined;
  readonly stop: Chunk | undefined;
  /** Usual time between two pieces. */
  readonly everyMs: number;
  /**
   * Gives the latest whole piece of what was received, if one ended in it. `stray` gets the length of what fits
   * nowhere.
   */
  receiver(stray: (length: number) => void): (chunk: Chunk) => Answer | undefined;
}

/** The dialogue with one instrument. */
export interface Language<Chunk, Answer> {
  readonly sync: Question<Chunk, Answer> | undefined;
  readonly open: readonly Question<Chunk, Answer>[];
  readonly ask: readonly Question<Chunk, Answer>[];
  readonly stream: Stream<Chunk, Answer> | undefined;
  /** Without meaning wherever it comes: an empty line. */
  isBlank(chunk: Chunk): boolean;
  /** The readings in the answers to all of `ask`, or in one piece of the stream. */
  decode(answers: readonly Answer[]): DecodedValue[];
}

/** One reading, or its fault. */
export interface DecodedValue {
  readonly point: Shown;
  /** In the unit of the point's quantity. */
  readonly result: Result<number, Fault>;
}

/** The answer is not complete yet. */
export const more: Progress = { kind: 'more' };
/** The whole answer is there. */
export const answered: Progress = { kind: 'answered' };
