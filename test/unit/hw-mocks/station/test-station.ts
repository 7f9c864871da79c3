/** A station on the small site, with all relays at full power. */

import { noInputs, type StationInputs } from '../../../../hw-mocks/station/inputs.ts';
import { createStation, type Station, type StationOptions } from '../../../../hw-mocks/station/station.ts';
import { eveningMs, fanIds, letters, relayMask, sitePlan } from '../site-plan.ts';

/** Starts in the evening with seed 1 unless told otherwise. */
export function start(options: Partial<StationOptions> = {}, inputs: StationInputs = noInputs): Station {
  const station = createStation(sitePlan(), inputs, { seed: 1, startWallMs: eveningMs, ...options });
  for (const letter of letters) station.relays(`relays-${letter}`, relayMask[100]);
  return station;
}

export function setFans(station: Station, pct: number): void {
  for (const fan of fanIds) station.command(fan, 'setpoint', pct);
}

export function shownValue(station: Station, device: string, point: string): number {
  const value = station.value(device, point);
  if (typeof value !== 'number') throw new Error(`${device}.${point} is ${value}`);
  return value;
}
