/**
 * Records wait here until the broker has them. Bounded; what is dropped is reported as a gap. The in-memory outbox
 * (src/backoffice/delivery/memory-outbox.ts) loses its content with the process; a durable one implements the same
 * port.
 */

/** One message to deliver. */
export interface OutboxRecord {
  /** Topic below the station's root: `data/spl`, `event/fault`. */
  readonly topic: string;
  readonly payload: string;
  /** Events go before data; within one priority, oldest first. */
  readonly priority: 'event' | 'data';
  /** Stream and its sequence numbers, for the gap if the record must be dropped. */
  readonly stream: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** A waiting record. */
export interface OutboxEntry extends OutboxRecord {
  readonly id: number;
}

/** Records that were dropped, by their sequence numbers. */
export interface OutboxGap {
  readonly stream: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** The queue to the broker. */
export interface Outbox {
  append(record: OutboxRecord): void;
  /** The next at most `count` entries to send, skipping those in `inFlight`. */
  next(count: number, inFlight: ReadonlySet<number>): readonly OutboxEntry[];
  /** The broker has it: removes it. */
  acknowledge(id: number): void;
  readonly depth: number;
  readonly bytes: number;
  /** Gaps since the last call: records dropped because the outbox was full. */
  takeGaps(): readonly OutboxGap[];
}
