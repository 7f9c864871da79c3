/** A person at a terminal: reads lines and progress, answers yes or no, and may stop the command. */

/** The terminal as a command uses it. */
export interface Person {
  write(line: string): void;
  /** Writes an error. */
  complain(line: string): void;
  /** Overwrites the line of progress; absent where the output is no terminal. */
  readonly status?: (text: string) => void;
  /** Draws a table over the previous one; absent where the output is no terminal. */
  readonly redraw?: (lines: readonly string[]) => void;
  /** Asks a question to be answered with y or n; absent where nobody can answer. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** Ctrl-C, or the end of the pipe. */
  readonly signal: AbortSignal;
}
