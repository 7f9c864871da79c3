/** Everything that can go wrong while operating, as values of one closed union. Nothing outside it reaches control. */

export type Fault =
  | { readonly kind: 'timeout'; readonly afterMs: number }
  | { readonly kind: 'crc' }
  | { readonly kind: 'frame'; readonly detail: string }
  | { readonly kind: 'modbus-exception'; readonly code: number }
  | { readonly kind: 'link-down'; readonly detail: string }
  | { readonly kind: 'suspended'; readonly retryInMs: number }
  | { readonly kind: 'expired'; readonly afterMs: number }
  | { readonly kind: 'sentinel'; readonly raw: number }
  | { readonly kind: 'implausible'; readonly value: number }
  /** An instrument shows a text in place of a number: dashes, a status. */
  | { readonly kind: 'no-value'; readonly shown: string }
  | { readonly kind: 'overload' }
  | { readonly kind: 'under-range' }
  | { readonly kind: 'rejected'; readonly detail: string }
  | { readonly kind: 'stale'; readonly ageMs: number }
  | { readonly kind: 'never-read' };

/** MODBUS Application Protocol V1.1b3, section 7. */
const exceptionNames: Readonly<Record<number, string>> = {
  1: 'illegal function',
  2: 'illegal data address',
  3: 'illegal data value',
  4: 'device failure',
  5: 'acknowledge, still working',
  6: 'device busy',
  8: 'memory parity error',
  10: 'gateway path unavailable',
  11: 'gateway target did not respond',
};

/** One sentence a technician can act on. */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'timeout':
      return `no answer within ${fault.afterMs} ms`;
    case 'crc':
      return 'answer with a wrong checksum (noise on the line, or two devices with one unit id)';
    case 'frame':
      return `answer that does not fit the question: ${fault.detail}`;
    case 'modbus-exception':
      return `device refused: ${exceptionNames[fault.code] ?? 'exception'} (${fault.code})`;
    case 'link-down':
      return `link is down: ${fault.detail}`;
    case 'suspended':
      return `device is silent and parked, next try in ${Math.round(fault.retryInMs / 100) / 10} s`;
    case 'expired':
      return `not sent within ${fault.afterMs} ms, dropped`;
    case 'sentinel':
      return `device marks the value as not available (raw ${fault.raw})`;
    case 'no-value':
      return `the instrument has no value now, it shows "${fault.shown}"`;
    case 'overload':
      return 'the instrument is overloaded: louder than its range';
    case 'under-range':
      return 'below the range of the instrument';
    case 'implausible':
      return `value ${fault.value} is outside what is physically possible`;
    case 'rejected':
      return `rejected: ${fault.detail}`;
    case 'stale':
      return `last value is ${Math.round(fault.ageMs / 100) / 10} s old`;
    case 'never-read':
      return 'not read since the start';
  }
}
