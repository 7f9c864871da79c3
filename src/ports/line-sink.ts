/** Where recordings go: one JSON text a line, written in order, never waited for. */
export interface LineSink {
  write(line: string): void;
  /** Calls `done` when everything written is on disk or the disk has refused. */
  close(done: () => void): void;
}
