/**
 * Heat of power electronics and the air that carries it off.
 * For commissioning: air that a cabinet needs. Control does not call it; sources: docs/acoustics.md, Fans, heat and power.
 */

/** Density times heat capacity of air at about 20 C, J/(m3 K): 1.2 kg/m3, 1005 J/(kg K). */
const AIR_J_PER_M3K = 1.2 * 1005;

/** Heat left in the cabinet at an efficiency (0 to 1), in the unit of the output power. */
export function heatLoss(outputPower: number, efficiency: number): number {
  if (!(efficiency > 0 && efficiency <= 1)) throw new Error(`assertion: efficiency ${efficiency}`);
  return outputPower * (1 / efficiency - 1);
}

/** Air flow that removes `heatW` while the air warms by `riseK`, m3/s. */
export function airflowFor(heatW: number, riseK: number): number {
  if (!(riseK > 0)) throw new Error(`assertion: air cannot carry heat at a rise of ${riseK} K`);
  return heatW / (AIR_J_PER_M3K * riseK);
}
