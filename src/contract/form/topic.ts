/** One topic as data: its pattern, its payload, its producer and period, and how `quietpost watch` prints it. */

import type { z } from 'zod';
import type { Styled } from './styled.ts';

interface TopicHead {
  /** Below the root; `{...}` is one topic level. */
  readonly pattern: string;
  readonly direction: 'up' | 'down';
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** The payload is compressed on the wire. */
  readonly isGzip?: true;
  readonly about: string;
  /** The source file that makes its messages, or receives them. */
  readonly producer: string;
  /** When a message comes. */
  readonly period: string;
}

/** A topic with the type of its payload. */
export interface TopicSpec<Payload> extends TopicHead {
  readonly schema: z.ZodType<Payload>;
  /** What `quietpost watch` prints; no line for a message without news. */
  readonly lines: (payload: Payload, context: LineContext) => readonly string[];
  readonly example: NoInfer<Payload>;
}

/** What the lines of a message need besides its payload. */
export interface LineContext {
  readonly station: string;
  readonly styled: Styled;
  /** The time of the station, `21:04:59`. */
  readonly timeOf: (wallMs: number) => string;
  /** Names of the columns of a stream of this station, as its birth told them; empty before. */
  readonly columns?: (stream: string) => readonly string[];
}

/** A topic whose type of payload is hidden, so that topics of all kinds fit in one table. */
export interface Topic extends TopicHead {
  readonly schema: z.ZodType;
  readonly example: unknown;
  /** The lines for a payload; undefined when it does not fit the schema. */
  readonly format: (payload: unknown, context: LineContext) => readonly string[] | undefined;
}

/**
 * Ties the lines of a topic to its schema; `format` gives undefined for a payload that the schema refuses.
 */
export function defineTopic<Payload>({ lines, ...rest }: TopicSpec<Payload>): Topic {
  return {
    ...rest,
    format: (payload, context) => {
      const read = rest.schema.safeParse(payload);
      return read.success ? lines(read.data, context) : undefined;
    },
  };
}
