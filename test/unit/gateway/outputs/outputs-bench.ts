/** One fan and one relay board of the shipped station under `createOutputs`, second by second, with a far end to script. */

import { modbusRequestOf } from '../../../../src/gateway/outputs/modbus-output.ts';
import { createOutputs } from '../../../../src/gateway/outputs/outputs.ts';
import type { Event } from '../../../../src/model/event.ts';
import type { ProcessImage } from '../../../../src/model/image.ts';
import { plain } from '../../../../src/model/message.ts';
import { bad, good, type Reading } from '../../../../src/model/reading.ts';
import { failed, ok } from '../../../../src/model/result.ts';
import type { OutputPlan, SitePlan } from '../../../../src/plan/site-plan.ts';
import type { ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import type { WriteOutput } from '../../../../src/ports/field/output.ts';
import { shippedPlan } from '../../../scenario/rig.ts';
import { createFakeClock } from '../../fieldbus/fake-clock.ts';

const shipped = shippedPlan();

export const fan = outputOf('fan-a1');
export const limit = outputOf('limit-a');
/** The shipped limit: percent to the coils that are energised. */
export const patterns = { 100: 0b11, 75: 0b01, 50: 0b00, 25: 0b10 } as const;

function outputOf(id: string): OutputPlan {
  const output = shipped.outputs.find((candidate) => candidate.id === id);
  if (output === undefined) throw new Error(`the shipped site has no output ${id}`);
  return output;
}

export interface OutputsBench {
  /** One cycle a second with this decision; the far end reads back as `readBack` says. */
  run(value: number, seconds?: number, by?: string): void;
  /** What the far end shows from now on: percent of a fan, coils of a board; null: no answer. */
  show(value: number | null): void;
  /** The far end takes writes and shows what was written, as real devices do. */
  obeys: boolean;
  takesWrites: boolean;
  /** True when it was settled at once. */
  failSafe(): boolean;
  readonly unconfirmed: () => readonly string[];
  readonly writes: { readonly atMs: number; readonly request: ModbusRequest }[];
  readonly events: Event[];
  readonly nowMs: () => number;
  forget(): void;
}

export function createOutputsBench(output: OutputPlan): OutputsBench {
  const plan: SitePlan = { ...shipped, outputs: [output] };
  const channel =
    output.kind === 'register' ? `${output.device}.fan.setpoint` : `${output.device}.relay.coils`;
  const clock = createFakeClock();
  let shown: Reading = bad({ kind: 'never-read' }, 0);
  const writes: OutputsBench['writes'] = [];
  const events: Event[] = [];
  const definition = plan.devices.find(({ id }) => id === output.device)?.definition;
  const write: WriteOutput = (_device, order, _deadlineMs, done) => {
    if (definition === undefined) throw new Error(`the shipped site has no device ${output.device}`);
    const request = modbusRequestOf(definition, order);
    writes.push({ atMs: clock.nowMs(), request });
    if (!bench.takesWrites) return done(failed({ kind: 'timeout', afterMs: 500 }));
    if (bench.obeys) shown = good(shownAfter(request, shown.value ?? 0), clock.nowMs());
    done(ok([]));
  };
  const outputs = createOutputs(plan, write, clock);
  const bench: OutputsBench = {
    writes,
    events,
    obeys: true,
    takesWrites: true,
    nowMs: clock.nowMs,
    unconfirmed: outputs.unconfirmed,
    forget: () => {
      writes.length = 0;
      events.length = 0;
    },
    show(value) {
      const nowMs = clock.nowMs();
      shown = value === null ? bad({ kind: 'timeout', afterMs: 500 }, nowMs) : good(value, nowMs);
    },
    run(value, seconds = 1, by = 'test') {
      for (let second = 0; second < seconds; second += 1) {
        clock.runFor(1000);
        // Polled just before the cycle, as the bus does.
        const polled = shown.value === null ? shown : good(shown.value, clock.nowMs() - 10);
        const decision = { output: output.id, value, by, reason: plain('test'), overruled: [] };
        events.push(...outputs.apply([decision], imageAt({ [channel]: polled })));
      }
    },
    failSafe() {
      let isDone = false;
      outputs.failSafe(() => {
        isDone = true;
      });
      return isDone;
    },
  };
  return bench;

  function imageAt(channels: Record<string, Reading>): ProcessImage {
    const nowMs = clock.nowMs();
    const wallMs = Date.UTC(2026, 6, 15) + nowMs;
    const common = { utcOffsetMin: 480, clockSynced: true, samples: [], requests: [] };
    return { ...common, cycle: nowMs / 1000, nowMs, wallMs, channels };
  }
}

/** What a fan or a board with flash relays reads back after `request`. */
function shownAfter(request: ModbusRequest, before: number): number {
  if (request.kind === 'write-register') return request.value / 640;
  if (request.kind !== 'write-coil') return before;
  const bit = 1 << (request.address & 0xff);
  return request.value === 0 ? before & ~bit : before | bit;
}

/** "on 1, off 2", in the order written. */
export function coilWrites(writes: OutputsBench['writes']): string {
  return writes
    .map(({ request }) => {
      if (request.kind !== 'write-coil') return request.kind;
      return `${request.value === 0 ? 'off' : 'on'} ${(request.address & 0xff) + 1}`;
    })
    .join(', ');
}

/** Percent written to a fan, in the order written. */
export function fanWrites(writes: OutputsBench['writes']): number[] {
  return writes.map(({ request }) =>
    request.kind === 'write-register' ? Math.round(request.value / 6.4) / 100 : Number.NaN,
  );
}
