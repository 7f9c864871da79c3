/** Everything that can go wrong in operation, as one closed union. Nothing else reaches control. */

import { type Message, message } from './message.ts';

/**
 * Why there is no good value. `afterMs`, `retryInMs`, `ageMs`: durations; `raw`: as the device sent it;
 * `value`: in the unit of the quantity.
 */
export type Fault =
  | { readonly kind: 'timeout'; readonly afterMs: number }
  | { readonly kind: 'crc' }
  | { readonly kind: 'frame'; readonly detail: Message }
  | { readonly kind: 'modbus-exception'; readonly code: number }
  | { readonly kind: 'link-down'; readonly detail: Message }
  | { readonly kind: 'suspended'; readonly retryInMs: number }
  | { readonly kind: 'expired'; readonly afterMs: number }
  | { readonly kind: 'sentinel'; readonly raw: number }
  | { readonly kind: 'implausible'; readonly value: number }
  /** An instrument shows a text in place of a number: dashes, a status. */
  | { readonly kind: 'no-value'; readonly shown: string }
  | { readonly kind: 'overload' }
  | { readonly kind: 'under-range' }
  | { readonly kind: 'rejected'; readonly detail: Message }
  | { readonly kind: 'stale'; readonly ageMs: number }
  | { readonly kind: 'never-read' };

/** The fault as a message that a technician can act on. */
export function faultMessage(fault: Fault): Message {
  switch (fault.kind) {
    case 'timeout':
      return message('fault-timeout', { afterMs: Math.round(fault.afterMs) });
    case 'crc':
      return message('fault-crc');
    case 'frame':
      return message('fault-frame', { detail: fault.detail });
    case 'modbus-exception':
      return message('fault-modbus-exception', { name: exceptionName(fault.code), code: fault.code });
    case 'link-down':
      return message('fault-link-down', { detail: fault.detail });
    case 'suspended':
      return message('fault-suspended', { retryInS: Math.round(fault.retryInMs / 100) / 10 });
    case 'expired':
      return message('fault-expired', { afterMs: Math.round(fault.afterMs) });
    case 'sentinel':
      return message('fault-sentinel', { raw: fault.raw });
    case 'no-value':
      return message('fault-no-value', { shown: fault.shown });
    case 'overload':
      return message('fault-overload');
    case 'under-range':
      return message('fault-under-range');
    case 'implausible':
      return message('fault-implausible', { value: Number(fault.value.toPrecision(7)) });
    case 'rejected':
      return message('fault-rejected', { detail: fault.detail });
    case 'stale':
      return message('fault-stale', { ageS: Math.round(fault.ageMs / 100) / 10 });
    case 'never-read':
      return message('fault-never-read');
  }
}

/** MODBUS Application Protocol V1.1b3, section 7. */
function exceptionName(code: number): Message {
  switch (code) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 8:
    case 10:
    case 11:
      return message(`exception-${code}`);
    default:
      return message('exception-other');
  }
}
