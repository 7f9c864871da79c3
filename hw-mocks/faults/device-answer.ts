/** The answer of a simulated device to a request. */

import type { ModbusReply } from '../../src/ports/modbus-client.ts';

/** The values read (none for a write), or the exception code of a refusal (V1.1b3, section 7). */
export type DeviceAnswer = ModbusReply | { readonly exception: number };

export const illegalFunction = { exception: 1 };
export const illegalAddress = { exception: 2 };
export const illegalValue = { exception: 3 };
export const deviceFailure = { exception: 4 };
export const done: ModbusReply = [];
