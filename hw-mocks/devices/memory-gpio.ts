/** Relays on GPIO lines in memory, for virtual time: each `set` moves the station's relays. */

import assert from 'node:assert/strict';
import type { Fault } from '../../src/model/fault.ts';
import { plain } from '../../src/model/message.ts';
import { failed, ok, type Result } from '../../src/model/result.ts';
import type { BankPlan } from '../../src/plan/site-plan.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { GpioBank } from '../../src/ports/field/gpio.ts';
import type { FaultSwitches } from '../faults/faults.ts';
import type { StationModel } from '../station/model.ts';

/** All released at the start, as after power-on. A fault `silent` on the device removes the chip. */
export function createMemoryGpio(
  plan: Pick<BankPlan, 'device' | 'bus' | 'lines'>,
  model: Pick<StationModel, 'relays'>,
  clock: Clock,
  faults: FaultSwitches,
): GpioBank {
  const startMs = clock.nowMs();
  const relays = plan.lines.map(() => false);
  const gone: Fault = { kind: 'link-down', detail: plain('the GPIO chip is gone') };
  const isGone = (): boolean =>
    faults
      .strike(plan.bus, plan.device, clock.nowMs() - startMs)
      .some(({ fault }) => fault.kind === 'silent');

  return {
    read: (done) => done(isGone() ? failed(gone) : ok([...relays])),
    set(position, isEnergised, done: (result: Result<null, Fault>) => void) {
      assert(position < relays.length, `assertion: no line ${position}`);
      if (isGone()) return void done(failed(gone));
      relays[position] = isEnergised;
      model.relays(
        plan.device,
        relays.reduce((mask, isOn, index) => mask + (isOn ? 2 ** index : 0), 0),
      );
      done(ok(null));
    },
    close: (done) => done(),
    leave: (done) => done(),
  };
}
