/** Where recordings go: one JSON text a line, written in order, never waited for. */
export interface LineSink {
  write(line: string): void;
  /** True when what comes should go into a new file; the writer calls `begin` when it can begin one. */
  readonly isFull?: boolean;
  /** Sets the file aside and begins a new one. */
  begin?(): void;
  /** Calls `done` when everything written is on disk or the disk has refused. */
  close(done: () => void): void;
}
