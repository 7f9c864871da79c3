/**
 * Whether a line echoes our questions before each answer, as with an RS-485 adapter whose receiver stays on while it
 * sends. An answer to function 05 or 06 repeats its question byte for byte, so on such a line the echo alone looks like
 * an answer. Reads tell echo from answer, because the two differ.
 */

/** What is known of the echo of one line. */
export interface LineEcho {
  /** Undefined: no read has shown it since the link opened. */
  isEchoing: boolean | undefined;
  /** Questions that were echoed, since the start. */
  echoes: number;
  /** Reads answered in a row without our own question before the answer. */
  readsWithout: number;
}

/** A line that echoed counts as clean only after this many reads, because an echo may be lost now and then. */
const READS_TO_UNLEARN = 10;
/** If other bytes came before the answer, one read proves little: they may be a damaged echo. */
const UNCLEAR_READS_TO_LEARN = 3;

/** A line of which nothing is known yet. */
export function createLineEcho(): LineEcho {
  return { isEchoing: undefined, echoes: 0, readsWithout: 0 };
}

/** For a link just opened, which may have another adapter. */
export function forgetEcho(line: LineEcho): void {
  line.isEchoing = undefined;
  line.readsWithout = 0;
}

/** A read was answered after an echo of its question. */
export function learnEcho(line: LineEcho): void {
  line.isEchoing = true;
  line.readsWithout = 0;
}

/** A read was answered without an echo. `isClean`: nothing came before the answer. */
export function learnAnswer(line: LineEcho, isClean: boolean): void {
  if (line.isEchoing === false) return;
  line.readsWithout++;
  const usual = isClean ? 1 : UNCLEAR_READS_TO_LEARN;
  if (line.readsWithout >= (line.isEchoing ? READS_TO_UNLEARN : usual)) line.isEchoing = false;
}
