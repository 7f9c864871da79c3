/**
 * The quietest that the equipment can be: every fan at its slowest, every cabinet at its lowest step. Where even that is
 * above what a receptor allows, no control can help, and it is told with what would.
 */

import { energyOf, levelOf } from '../../acoustics/levels/level.ts';
import { MINUTE_MS } from '../../model/duration.ts';
import { message, rounded } from '../../model/message.ts';
import type { AlarmCondition } from '../alarms/delayed-alarm.ts';
import { INPUT_PER_OUTPUT } from '../heat/power-share.ts';
import type { ReceptorConstraint } from './operating-point.ts';

/** What it needs of a cabinet: see power-steps.ts. */
interface SteppedCabinet {
  readonly load: { readonly leastSpeed: number };
  readonly demand: number;
  readonly power: number;
  readonly steps: readonly number[];
}

/** What the equipment gives at least, by its parts. */
export interface QuietestOperation {
  /** Energies at one receptor. */
  readonly fans: number;
  readonly converters: number;
  /** What nothing lowers: the electronics at rest. */
  readonly standby: number;
}

const AFTER_MS = 10 * MINUTE_MS;
const FAN_LAW_EXPONENT = 5;
/** What brings more than this brings enough: the rest is not heard. */
const GAIN_MAX_DB = 30;

/** With every cabinet under these limits, percent; fans at their slowest. */
export function quietestAt(
  cabinets: readonly SteppedCabinet[],
  limits: readonly number[],
  { fans, converters, standby = 0 }: ReceptorConstraint,
): QuietestOperation {
  let [fanEnergy, converterEnergy] = [0, 0];
  cabinets.forEach(({ load, demand, power }, index) => {
    const share = Math.min(Math.max(demand, power), (INPUT_PER_OUTPUT * (limits[index] ?? 100)) / 100);
    fanEnergy += (fans[index] ?? 0) * load.leastSpeed ** FAN_LAW_EXPONENT;
    converterEnergy += (converters[index] ?? 0) * share;
  });
  return { fans: fanEnergy, converters: converterEnergy, standby };
}

/** All of it, energy. */
export function totalOf({ fans, converters, standby }: QuietestOperation): number {
  return fans + converters + standby;
}

/** Whether the limit of a receptor can be kept at all. */
export function keepableCondition(
  receptor: string,
  cabinets: readonly SteppedCabinet[],
  constraint: ReceptorConstraint,
  limitDb: number,
  marginDb: number,
): AlarmCondition {
  const lowest = cabinets.map(({ steps }) => steps[0] ?? 100);
  const quietest = quietestAt(cabinets, lowest, constraint);
  const least = totalOf(quietest);
  const allowedDb = limitDb - marginDb;
  const leastDb = levelOf(least) ?? 0;
  const gainDb = (rest: number) => rounded(Math.min(GAIN_MAX_DB, leastDb - (levelOf(rest) ?? 0)), 1);
  return {
    subject: `${receptor}-limit`,
    severity: 'alarm',
    strength: least / energyOf(allowedDb),
    afterMs: AFTER_MS,
    raised: message('limit-not-keepable', {
      receptor,
      limitDb,
      leastDb: rounded(leastDb, 1),
      missingDb: rounded(leastDb - allowedDb, 1),
      fansDb: gainDb(least - quietest.fans),
      powerDb: gainDb(least - quietest.converters),
    }),
    cleared: message('limit-keepable', { receptor, limitDb }),
  };
}
