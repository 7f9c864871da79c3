/** A person who commands: reads lines and progress, answers yes or no, and may stop what runs. */

export interface Person {
  write(line: string): void;
  /** What went wrong. */
  complain(line: string): void;
  /** Overwrites the line of progress; absent where the output is no terminal. */
  readonly status?: (text: string) => void;
  /** Draws a table over the one before; absent where the output is no terminal. */
  readonly redraw?: (lines: readonly string[]) => void;
  /** Asks a question that is answered by y or n; absent where nobody can answer. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** Ctrl-C, or the end of the pipe. */
  readonly signal: AbortSignal;
}
