/** Whether a cabinet may run faster and slower: below the receptors' allowance, and below its temperature. */

import { energyOf } from '../../acoustics/levels/level.ts';
import type { CabinetPlan } from '../../plan/control-plan.ts';
import { temperatureAfter } from '../heat/heat-model.ts';
import type { DitherInput } from './dither-input.ts';
import { speedPct } from './steady-speed.ts';

const ROOM_K = 3;
const CHANGE_MAX_K = 1;
/** Below the allowance of the noise rule, dB. */
const ROOM_DB = 1;

/** True when both speeds are harmless for `seconds`. */
export function hasRoom(
  cabinet: CabinetPlan,
  fastPct: number,
  slowPct: number,
  seconds: number,
  input: DitherInput,
): boolean {
  const { plan, heat, sound } = input;
  const thermal = heat[cabinet.id];
  const { limitC, marginDb } = plan.rules['night-noise'];
  if (thermal === undefined || thermal.tempC === null || thermal.isBlind || thermal.tempC > limitC - ROOM_K)
    return false;
  const { model, tempC, power, outdoorC } = thermal;
  const after = (pct: number) =>
    temperatureAfter(model, tempC, {
      seconds,
      power,
      speeds: cabinet.fans.map(() => pct / 100),
      outdoorC,
    });
  if (after(slowPct) - after(fastPct) >= CHANGE_MAX_K) return false;
  return sound.every(({ receptor, fans, converters, standby, uncertaintyFactor }) => {
    const nightDb = plan.receptors.find(({ id }) => id === receptor)?.nightDb ?? 0;
    const energy = plan.cabinets.reduce((sum, one, index) => {
      const pct = one.id === cabinet.id ? fastPct : speedPct(one, input);
      return (
        sum + (fans[index] ?? 0) * (pct / 100) ** 5 + (converters[index] ?? 0) * (heat[one.id]?.power ?? 1)
      );
    }, standby);
    return energy * Math.max(1, uncertaintyFactor) <= energyOf(nightDb - marginDb - ROOM_DB);
  });
}
