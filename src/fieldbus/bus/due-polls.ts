/** Which poll is due; slots that pass without a question are reported with the reason. */

import type { ReadBlock } from '../../devices/modbus/definition.ts';
import type { Fault } from '../../model/fault.ts';
import { failed } from '../../model/result.ts';
import { earliest, type Poll, takeSlot } from '../schedule/poll-schedule.ts';
import { isHopeless, restFault } from './block-failures.ts';
import type { BusChange } from './bus-change.ts';
import type { BusDeps, State } from './bus-state.ts';
import { takeSilence } from './refused-block.ts';
import { backoffFault, type Unit } from './unit.ts';

/** Whether a block has a point that a start waits for. */
export function isAwaited({ awaited }: Pick<BusDeps, 'awaited'>): (unit: Unit, block: ReadBlock) => boolean {
  return ({ device }, { points }) => points.some(({ id }) => awaited?.has(`${device.id}.${id}`));
}

/** The poll due first. Due slots of a device in back-off, and of a block that is not given, pass with their fault. */
export function nextPoll(state: State, nowMs: number): Poll<Unit> | undefined {
  for (;;) {
    const poll = earliest(state.polls);
    if (poll === undefined || poll.dueMs > nowMs) return poll;
    const { owner, block } = poll;
    const isDevicesTurn = !owner.health.isSuspended && owner.health.backoffUntilMs <= nowMs;
    if (isDevicesTurn && owner.failing.size > 0 && isHopeless(owner, block)) {
      tell(state, takeSilence(state, owner, block, nowMs));
      continue;
    }
    const fault = isDevicesTurn ? restFault(owner, block, nowMs) : backoffFault(owner.health, nowMs);
    if (fault === undefined) return poll;
    skip(state, poll, fault, nowMs);
  }
}

/** Reports a change, if there is one. */
export function tell(state: State, change: BusChange | undefined): void {
  if (change !== undefined) state.deps.onState(change);
}

/** Each slot that is due passes with the fault of the link. */
export function reportDown(state: State, fault: Fault, nowMs: number): void {
  let poll = earliest(state.polls);
  for (; poll !== undefined && poll.dueMs <= nowMs; poll = earliest(state.polls))
    skip(state, poll, fault, nowMs);
  if (poll !== undefined) state.timer.at(poll.dueMs);
}

function skip(state: State, poll: Poll<Unit>, fault: Fault, nowMs: number): void {
  poll.owner.counters.missed += takeSlot(state, poll, nowMs);
  state.deps.onReading(poll.owner.device, poll.block, failed(fault), nowMs);
}
