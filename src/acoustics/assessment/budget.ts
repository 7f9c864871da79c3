/**
 * The noise budget of a night: the energy that the limit allows over its length, what is used of it, and the level
 * allowed for the rest. It suits ambient targets; an inspector measures one minute, so a short cap always applies as
 * well.
 */

import { energyOf, levelOf } from '../levels/level.ts';

/** A limit over a period. */
export interface NoiseBudget {
  readonly limitDb: number;
  /** Guard distance below the limit, dB. */
  readonly marginDb: number;
  /** Length of the period, s. */
  readonly periodS: number;
}

/** Energy allowed in the period, s, in the measure of Ledger.energyS. */
export function budgetEnergy({ limitDb, marginDb, periodS }: NoiseBudget): number {
  if (!(periodS > 0)) throw new Error(`assertion: a budget cannot last ${periodS} s`);
  return periodS * energyOf(limitDb - marginDb);
}

/** Share of the budget that is used; above 1 the limit is exceeded. */
export function usedShare(budget: NoiseBudget, usedEnergyS: number): number {
  return usedEnergyS / budgetEnergy(budget);
}

/** Used share over elapsed share: 1 is on course. Null at the start. */
export function pace(budget: NoiseBudget, usedEnergyS: number, elapsedS: number): number | null {
  return elapsedS > 0 ? usedShare(budget, usedEnergyS) / (elapsedS / budget.periodS) : null;
}

/** Allowed mean level of the remaining time, dB; null when the budget or the time is used up. */
export function allowedLevel(budget: NoiseBudget, usedEnergyS: number, remainingS: number): number | null {
  return remainingS > 0 ? levelOf((budgetEnergy(budget) - usedEnergyS) / remainingS) : null;
}

/** Seconds until the budget is used up at a steady level; 0 when it is. */
export function secondsLeft(budget: NoiseBudget, usedEnergyS: number, levelDb: number): number {
  return Math.max(0, budgetEnergy(budget) - usedEnergyS) / energyOf(levelDb);
}

/** Level the period ends with if its remaining time has `plannedDb`, dB. */
export function endForecast(
  budget: NoiseBudget,
  usedEnergyS: number,
  remainingS: number,
  plannedDb: number,
): number | null {
  return levelOf((usedEnergyS + Math.max(0, remainingS) * energyOf(plannedDb)) / budget.periodS);
}
