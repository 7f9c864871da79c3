/** Where a collector keeps what stations send: each record once, however often it comes. */

/** One message that counts: a batch of rows, an event or an answer. */
export interface CollectedMessage {
  readonly site: string;
  readonly station: string;
  /** A stream, `event` or `ack`. */
  readonly stream: string;
  readonly epoch: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly receivedMs: number;
  /** JSON as it came. */
  readonly payload: string;
}

/** What is there of one stream of a station in one epoch. */
export interface StreamCoverage {
  readonly site: string;
  readonly station: string;
  readonly stream: string;
  readonly epoch: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Numbers that are there. */
  readonly present: number;
  readonly messages: number;
}

/** Numbers that are missing between others. */
export interface Hole {
  readonly site: string;
  readonly station: string;
  readonly stream: string;
  readonly epoch: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** Errors are rejections: the caller keeps what it could not store and tries again. */
export interface CollectorStore {
  /** All or nothing; what is there already stays as it is. Gives how many were new. */
  insert(messages: readonly CollectedMessage[]): Promise<number>;
  coverage(): Promise<readonly StreamCoverage[]>;
  /** At most `most`, the oldest first. */
  holes(most: number): Promise<readonly Hole[]>;
  close(): Promise<void>;
}
