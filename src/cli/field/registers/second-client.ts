/** The other client of `quietpost read --second-opinion`, loaded when it is asked for. */

import type { SecondReader } from '../../../adapters/modbus-serial.ts';
import { hasConnectionTo } from '../../../adapters/open-connections.ts';
import type { BusPlan } from '../../../plan/site-plan.ts';
import { tell } from '../../terminal/tell.ts';

/** The independent client; not while somebody of this computer, most likely the gateway, talks to the device. */
export async function openSecond(bus: BusPlan, timeoutMs: number): Promise<SecondReader | string> {
  if (bus.kind !== 'modbus-rtu' && (await hasConnectionTo(bus.host, bus.port)) === true)
    return tell('second-connected', { end: `${bus.host}:${bus.port}` });
  try {
    const { openSecondReader } = await import('../../../adapters/modbus-serial.ts');
    return await openSecondReader(bus, timeoutMs);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
