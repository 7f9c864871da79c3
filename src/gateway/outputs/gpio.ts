/** Relays on GPIO lines: read back at the period of their device, written one at a time. */

import type { Fault } from '../../model/fault.ts';
import { message } from '../../model/message.ts';
import { bad, type ChannelId, good, type Reading } from '../../model/reading.ts';
import { failed, type Result } from '../../model/result.ts';
import type { BankPlan } from '../../plan/site-plan.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { GpioBank } from '../../ports/gpio.ts';
import type { OutputWrite } from '../../ports/output.ts';

export interface GpioUnitsDeps {
  readonly plans: readonly BankPlan[];
  /** By device. */
  readonly banks: Readonly<Record<string, GpioBank>>;
  readonly clock: Clock;
  onReading(channel: ChannelId, reading: Reading): void;
}

export interface GpioUnits {
  start(): void;
  has(device: string): boolean;
  write(device: string, write: OutputWrite, done: (result: Result<null, Fault>) => void): void;
  /** Lets go of the lines as they stand. */
  stop(done: () => void): void;
}

export function createGpioUnits({ plans, banks, clock, onReading }: GpioUnitsDeps): GpioUnits {
  const cancels = new Map<string, Cancel>();
  let isStopped = false;

  function poll(plan: BankPlan, atMs: number): void {
    const { device, pollMs } = plan;
    const channel = `${device}.relay.coils`;
    bankOf(device).read((result) => {
      const takenMs = clock.nowMs();
      onReading(channel, result.ok ? good(maskOf(result.value), takenMs) : bad(result.fault, takenMs));
    });
    const nextMs = Math.max(atMs + pollMs, clock.nowMs());
    cancels.set(
      device,
      clock.at(nextMs, () => poll(plan, nextMs)),
    );
  }

  function bankOf(device: string): GpioBank {
    const bank = banks[device];
    if (bank === undefined) throw new Error(`assertion: device ${device} has no lines`);
    return bank;
  }

  return {
    start() {
      for (const plan of plans) poll(plan, clock.nowMs());
    },
    has: (device) => plans.some((plan) => plan.device === device),
    write(device, write, done) {
      if (write.kind !== 'relay') throw new Error(`assertion: ${device} has lines, no set values`);
      if (isStopped) done(failed({ kind: 'link-down', detail: message('lines-let-go') }));
      else bankOf(device).set(write.relay - 1, write.isEnergised, done);
    },
    stop(done) {
      isStopped = true;
      for (const cancel of cancels.values()) cancel();
      let open = plans.length + 1;
      const settle = (): void => {
        open -= 1;
        if (open === 0) done();
      };
      for (const { device } of plans) bankOf(device).close(settle);
      settle();
    },
  };
}

/** Relay 1 is bit 0. */
function maskOf(relays: readonly boolean[]): number {
  return relays.reduce((mask, isOn, index) => (isOn ? mask | (1 << index) : mask), 0);
}
