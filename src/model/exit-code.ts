/** How a command ends, for scripts and services: the names and numbers of sysexits.h. */
export const EXIT = {
  OK: 0,
  /** The answer is no: a confirmation that was declined, a chain that does not verify. */
  NO: 1,
  /** The command line is wrong. */
  USAGE: 64,
  /** What was given cannot be read or understood. */
  DATAERR: 65,
  /** A named file does not exist. */
  NOINPUT: 66,
  /** A device, a broker or a station does not answer. */
  UNAVAILABLE: 69,
  /** A programming error. */
  SOFTWARE: 70,
  /** A file cannot be created. */
  CANTCREAT: 73,
  /** The medium or the line failed during writing. */
  IOERR: 74,
  /** It may succeed later. */
  TEMPFAIL: 75,
  /** It needs rights that the caller does not have. */
  NOPERM: 77,
  /** The site file, or a file it names, is wrong. */
  CONFIG: 78,
  /** Ended by Ctrl-C before there was an answer: 128 and the number of SIGINT. */
  INTERRUPTED: 130,
} as const;

/** One of the numbers above. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
