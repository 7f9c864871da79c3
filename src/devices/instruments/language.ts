/**
 * How to converse with an instrument, made from its definition: what to send, whether what is received is the answer, and the
 * readings in it. Pure; who owns the port decides when (src/fieldbus/instruments/instrument-port.ts). A chunk is a line of text
 * or some bytes, `Answer` what one answer says.
 */

import type { Fault } from '../../model/fault.ts';
import type { Message } from '../../model/message.ts';
import type { Result } from '../../model/result.ts';
import type { Shown } from './instrument.ts';

/** How far an answer has come. `mismatch`: what was received cannot be the answer, and what follows it cannot be either. */
export type Progress =
  | { readonly kind: 'more' }
  | { readonly kind: 'answered' }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'mismatch'; readonly detail: Message };

export interface Question<Chunk, Answer> {
  readonly send: Chunk;
  /** Nothing is answered: the next question may follow at once. */
  readonly isMute: boolean;
  /** Takes the answer apart as it comes; `keep` gets what it says, at the latest when it is whole. */
  receiver(keep: (answer: Answer) => void): (chunk: Chunk) => Progress;
}

export interface Stream<Chunk, Answer> {
  readonly start: Chunk | undefined;
  readonly stop: Chunk | undefined;
  /** Usual time between two pieces. */
  readonly everyMs: number;
  /** Gives the newest whole piece of what was received, if one ended in it. `stray` gets the length of what fits nowhere. */
  receiver(stray: (length: number) => void): (chunk: Chunk) => Answer | undefined;
}

export interface Language<Chunk, Answer> {
  readonly sync: Question<Chunk, Answer> | undefined;
  readonly open: readonly Question<Chunk, Answer>[];
  readonly ask: readonly Question<Chunk, Answer>[];
  readonly stream: Stream<Chunk, Answer> | undefined;
  /** Means nothing wherever it comes: an empty line. */
  isBlank(chunk: Chunk): boolean;
  /** The readings in the answers to all of `ask`, or in one piece of the stream. */
  decode(answers: readonly Answer[]): DecodedValue[];
}

export interface DecodedValue {
  readonly point: Shown;
  /** In the unit of the point's quantity. */
  readonly result: Result<number, Fault>;
}

export const more: Progress = { kind: 'more' };
export const answered: Progress = { kind: 'answered' };
