/**
 * How fast the fans turn, as far as it can be believed. A tacho that shows standstill while the fan itself reports no
 * fault is dead: the fan then counts as turning as commanded, for its sound and for its air.
 */

import type { ProcessImage } from '../../model/image.ts';
import type { ChannelId } from '../../model/reading.ts';
import type { ControlMode, ControlPlan, FanPlan } from '../../plan/control-plan.ts';
import { isNumber } from '../saved/check.ts';
import { partById } from '../saved/part.ts';

/** Plain JSON: fan output to the time since when its tacho has contradicted command and status. */
export type TachoState = Readonly<Record<string, number>>;

/** The fans of a cycle. */
export interface FanSpeeds {
  readonly state: TachoState;
  /** Share of full speed by fan output; the command where no speed is known. */
  readonly shares: Readonly<Record<string, number>>;
  /** Fan outputs whose tacho is dead. */
  readonly deadTachos: readonly string[];
  /** Reads any channel; the speed of a fan with a dead tacho is the commanded one. */
  readonly read: (channel: ChannelId) => number | null;
}

type Read = (channel: ChannelId) => number | null;

/** Below this command a fan may stand still by design. */
const LEAST_COMMAND_PCT = 15;
const DEAD_BELOW = 0.2;
/** A fan needs this to run up. */
const RUN_UP_MS = 8000;
const SHARE_MAX = 1.2;

/** A tacho stays dead over a restart until it shows otherwise. */
export const tachosPart = partById<number>({
  isEntry: isNumber,
  basis: (plan, output) => fansOf(plan).find((fan) => fan.output === output)?.speed,
});

/** The speeds of this cycle. */
export function fanSpeeds(
  before: TachoState = {},
  { nowMs }: ProcessImage,
  plan: ControlPlan,
  read: Read,
  decided: Readonly<Record<string, number>>,
): FanSpeeds {
  const state: Record<string, number> = {};
  const shares: Record<string, number> = {};
  const substituted = new Map<ChannelId, number>();
  const deadTachos: string[] = [];
  for (const fan of fansOf(plan)) {
    const commandPct = decided[fan.output] ?? 100;
    const speedRpm = read(fan.speed);
    const share = speedRpm === null ? commandPct / 100 : speedRpm / fan.fullRpm;
    shares[fan.output] = Math.min(SHARE_MAX, Math.max(0, share));
    if (!contradicts(fan, speedRpm, commandPct, read, plan.mode)) continue;
    const sinceMs = before[fan.output] ?? nowMs;
    state[fan.output] = sinceMs;
    if (nowMs - sinceMs < RUN_UP_MS) continue;
    deadTachos.push(fan.output);
    shares[fan.output] = commandPct / 100;
    substituted.set(fan.speed, (commandPct / 100) * fan.fullRpm);
  }
  const believed: Read = (channel) => substituted.get(channel) ?? read(channel);
  return { state, shares, deadTachos, read: substituted.size === 0 ? read : believed };
}

/** All fans of all cabinets. */
export function fansOf(plan: ControlPlan): readonly FanPlan[] {
  return plan.cabinets.flatMap((cabinet) => cabinet.fans);
}

function contradicts(
  fan: FanPlan,
  speedRpm: number | null,
  commandPct: number,
  read: Read,
  mode: ControlMode,
): boolean {
  // In advise mode the fan has not been commanded.
  if (mode === 'advise' || fan.status === undefined || speedRpm === null || commandPct < LEAST_COMMAND_PCT)
    return false;
  return speedRpm < (DEAD_BELOW * fan.fullRpm * commandPct) / 100 && read(fan.status) === 0;
}
