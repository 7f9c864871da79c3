/**
 * Limit cycles of fans: reversals of a commanded speed by more than 5 % within 15 minutes in which the load of every
 * cabinet was constant. The cabinets share one allowance, so a fan rightly makes room when the load of another one
 * changes.
 */

import type { Decision } from '../../model/decision.ts';
import type { ProcessImage } from '../../model/image.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';

interface Fan {
  readonly extreme: number;
  readonly direction: number;
  readonly turns: number;
}

const WINDOW_S = 900;
const TURN_PCT = 5;
const STEADY_SHARE = 0.1;

/** Counts the reversals of the first fan of each cabinet. */
export interface TurnCounter {
  cycle(image: ProcessImage, decisions: readonly Decision[]): void;
  /** Most reversals of a fan in one window. */
  most(): number;
}

/** A counter before the first cycle. */
export function createTurnCounter(plan: ControlPlan): TurnCounter {
  let most = 0;
  let seconds = 0;
  let lows: readonly number[] = [];
  let highs: readonly number[] = [];
  let fans: readonly Fan[] = [];

  function begin(powers: readonly number[], values: readonly number[]): void {
    seconds = 0;
    lows = powers;
    highs = powers;
    fans = values.map((value) => ({ extreme: value, direction: 0, turns: 0 }));
  }

  return {
    cycle(image, decisions) {
      const powers = plan.cabinets.map(
        ({ powerIn, ratedW }) => (image.channels[powerIn]?.value ?? Number.NaN) / ratedW,
      );
      if (powers.some(Number.isNaN)) return;
      const values = plan.cabinets.map(
        ({ fans: [fan] }) => decisions.find(({ output }) => output === fan?.output)?.value ?? 0,
      );
      lows = powers.map((power, index) => Math.min(power, lows[index] ?? power));
      highs = powers.map((power, index) => Math.max(power, highs[index] ?? power));
      const isSteady = highs.every((high, index) => high - (lows[index] ?? high) <= STEADY_SHARE);
      if (!isSteady || fans.length === 0) begin(powers, values);
      fans = fans.map((fan, index) => turned(fan, values[index] ?? 0));
      seconds += plan.periodMs / 1000;
      if (seconds < WINDOW_S) return;
      most = Math.max(most, ...fans.map(({ turns }) => turns));
      begin(powers, values);
    },
    most: () => most,
  };
}

function turned({ extreme, direction, turns }: Fan, value: number): Fan {
  const moved = value - extreme;
  if (moved * direction > 0) return { extreme: value, direction, turns };
  if (Math.abs(moved) <= TURN_PCT) return { extreme, direction, turns };
  return { extreme: value, direction: Math.sign(moved), turns: direction === 0 ? turns : turns + 1 };
}
