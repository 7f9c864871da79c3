/** The answer of a simulated device to a request. */

import type { ModbusReply } from '../../src/ports/field/modbus-client.ts';

/** The values read (none for a write), or the exception code of a refusal (V1.1b3, section 7). */
export type DeviceAnswer = ModbusReply | { readonly exception: number };

/** The device does not know this kind of request. */
export const illegalFunction = { exception: 1 };
/** The device has nothing at this address. */
export const illegalAddress = { exception: 2 };
/** The device does not take this value or count. */
export const illegalValue = { exception: 3 };
/** The device cannot do it now. */
export const deviceFailure = { exception: 4 };
/** A write was taken. */
export const done: ModbusReply = [];
