/**
 * Whether a line gives our own questions back before each answer, as an RS-485 adapter does whose receiver stays on
 * while it sends. An answer to function 05 or 06 repeats its question byte for byte, so on such a line the echo alone
 * looks like an answer. Reads tell echo from answer: the two differ.
 */

export interface LineEcho {
  /** Undefined: no read has told since the link opened. */
  isEchoing: boolean | undefined;
  /** Questions that came back, since the start. */
  echoes: number;
  /** Reads answered in a row without our own question before the answer. */
  readsWithout: number;
}

/** A line that echoed is called clean only after so many reads: an echo may be lost now and then. */
const READS_TO_UNLEARN = 10;
/** Where other bytes came before the answer, one read says little: they may be an echo that was damaged. */
const UNCLEAR_READS_TO_LEARN = 3;

export function createLineEcho(): LineEcho {
  return { isEchoing: undefined, echoes: 0, readsWithout: 0 };
}

/** For a link just opened: there may be another adapter on it. */
export function forgetEcho(line: LineEcho): void {
  line.isEchoing = undefined;
  line.readsWithout = 0;
}

/** A read has brought our own question back. */
export function learnEcho(line: LineEcho): void {
  line.isEchoing = true;
  line.readsWithout = 0;
}

/** A read was answered without it. `isClean`: nothing came before the answer. */
export function learnAnswer(line: LineEcho, isClean: boolean): void {
  if (line.isEchoing === false) return;
  line.readsWithout++;
  const usual = isClean ? 1 : UNCLEAR_READS_TO_LEARN;
  if (line.readsWithout >= (line.isEchoing ? READS_TO_UNLEARN : usual)) line.isEchoing = false;
}
