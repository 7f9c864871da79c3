/**
 * Records wait here until the broker has them. Bounded; what is dropped is reported as a gap. The in-memory outbox
 * (src/backoffice/delivery/memory-outbox.ts) loses its content with the process; a durable one implements the same port.
 */

export interface OutboxRecord {
  /** Topic below the station's root: `data/spl`, `event/fault`. */
  readonly topic: string;
  readonly payload: string;
  /** Events go before data; within one priority, oldest first. */
  readonly priority: 'event' | 'data';
  /** Stream and the sequence numbers inside, for the gap record when it must be dropped. */
  readonly stream: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export interface OutboxEntry extends OutboxRecord {
  readonly id: number;
}

export interface OutboxGap {
  readonly stream: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export interface Outbox {
  append(record: OutboxRecord): void;
  /** The next at most `count` entries to send, skipping those in `inFlight`. */
  next(count: number, inFlight: ReadonlySet<number>): readonly OutboxEntry[];
  /** The broker has it: forget it. */
  acknowledge(id: number): void;
  readonly depth: number;
  readonly bytes: number;
  /** Gaps since the last call: what was dropped because the outbox was full. */
  takeGaps(): readonly OutboxGap[];
}
