/** Relays on GPIO lines: read back at the period of their device, written one at a time. */

import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { bad, type ChannelId, good, type Reading } from '../../model/reading.ts';
import { failed, type Result } from '../../model/result.ts';
import type { BankPlan } from '../../plan/site-plan.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { GpioBank } from '../../ports/field/gpio.ts';
import type { OutputWrite } from '../../ports/field/output.ts';
import type { StopKind } from './boards.ts';

/** The banks of the plan, each opened, and who gets what they read back. */
export interface GpioUnitsDeps {
  readonly plans: readonly BankPlan[];
  /** By device. */
  readonly banks: Readonly<Record<string, GpioBank>>;
  readonly clock: Clock;
  onReading(channel: ChannelId, reading: Reading): void;
}

/** The relays on GPIO of a site. */
export interface GpioUnits {
  start(): void;
  has(device: string): boolean;
  write(device: string, write: OutputWrite, done: (result: Result<null, Fault>) => void): void;
  /** Releases the lines and leaves their levels; at a handover they are held for the next gateway. */
  stop(how: StopKind, done: () => void): void;
}

/** All banks of GPIO lines of the plan; no line is touched before `start`. */
export function createGpioUnits(deps: GpioUnitsDeps): GpioUnits {
  const state: State = { deps, cancels: new Map(), isStopped: false };
  return {
    start() {
      for (const plan of deps.plans) poll(state, plan, deps.clock.nowMs());
    },
    has: (device) => deps.plans.some((plan) => plan.device === device),
    write: (device, write, done) => setRelay(state, device, write, done),
    stop: (how, done) => stop(state, how, done),
  };
}

interface State {
  readonly deps: GpioUnitsDeps;
  /** The next read-back of each device. */
  readonly cancels: Map<string, Cancel>;
  isStopped: boolean;
}

function poll(state: State, plan: BankPlan, atMs: number): void {
  const { clock, onReading } = state.deps;
  const { device, pollMs } = plan;
  const channel = `${device}.relay.coils`;
  bankOf(state, device).read((result) => {
    const takenMs = clock.nowMs();
    onReading(channel, result.ok ? good(maskOf(result.value), takenMs) : bad(result.fault, takenMs));
  });
  const nextMs = Math.max(atMs + pollMs, clock.nowMs());
  state.cancels.set(
    device,
    clock.at(nextMs, () => poll(state, plan, nextMs)),
  );
}

function setRelay(
  state: State,
  device: string,
  write: OutputWrite,
  done: (result: Result<null, Fault>) => void,
): void {
  if (write.kind !== 'relay') throw new Error(`assertion: ${device} has lines, no set values`);
  if (state.isStopped) done(failed({ kind: 'link-down', detail: message('lines-let-go') }));
  else bankOf(state, device).set(write.relay - 1, write.isEnergised, done);
}

function stop(state: State, how: StopKind, done: () => void): void {
  const { plans } = state.deps;
  state.isStopped = true;
  for (const cancel of state.cancels.values()) cancel();
  let open = plans.length + 1;
  const settle = (): void => {
    open -= 1;
    if (open === 0) done();
  };
  for (const { device } of plans) {
    const bank = bankOf(state, device);
    if (how === 'handover') bank.leave(settle);
    else bank.close(settle);
  }
  settle();
}

function bankOf({ deps }: State, device: string): GpioBank {
  const bank = deps.banks[device];
  if (bank === undefined) throw new Error(`assertion: device ${device} has no lines`);
  return bank;
}

/** Relay 1 is bit 0. */
function maskOf(relays: readonly boolean[]): number {
  return relays.reduce((mask, isOn, index) => (isOn ? mask | (1 << index) : mask), 0);
}
