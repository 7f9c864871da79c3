/**
 * Channels that no device gives and that are recorded as if one did: what each output is to be and where it stands, and the
 * energy that was withheld from the cars, as counters. They are not part of the plan, so that its hash stays.
 */

import type { ChannelId } from '../model/reading.ts';
import type { ChannelPlan, ControlPlan } from './control-plan.ts';

const VALID_MS = 5000;
const percent: ChannelPlan = { quantity: 'fan.setpoint', validMs: VALID_MS };
const energy: ChannelPlan = { quantity: 'energy.import', validMs: VALID_MS };

/** As it was decided. */
export function wantedChannel(output: string): ChannelId {
  return `${output}.wanted`;
}

/** As its far end reads it back. */
export function standsChannel(output: string): ChannelId {
  return `${output}.stands`;
}

/** Wh, by power limits and by heat: what the cars could have had at most beside what they got. */
export function withheldChannel(cabinet: string, cause: 'relay' | 'heat'): ChannelId {
  return `${cabinet}.withheld.${cause}`;
}

/** By output: what is wanted, what stands. */
export function positionChannels({ outputs }: Pick<ControlPlan, 'outputs'>): Record<ChannelId, ChannelPlan> {
  const ids = outputs.flatMap(({ id }) => [wantedChannel(id), standsChannel(id)]);
  return Object.fromEntries(ids.map((id) => [id, percent]));
}

/** By cabinet: by power limits, by heat. */
export function withheldChannels({
  cabinets,
}: Pick<ControlPlan, 'cabinets'>): Record<ChannelId, ChannelPlan> {
  const ids = cabinets.flatMap(({ id }) => [withheldChannel(id, 'relay'), withheldChannel(id, 'heat')]);
  return Object.fromEntries(ids.map((id) => [id, energy]));
}

/** Those of the plan and these. */
export function recordedChannels(plan: ControlPlan): Readonly<Record<ChannelId, ChannelPlan>> {
  return { ...plan.channels, ...positionChannels(plan), ...withheldChannels(plan) };
}
