/** Far ends for the output contract: Modbus devices from their definitions, and lines of a GPIO chip. */

import { setTimeout as wait } from 'node:timers/promises';
import { createSimulatedDevice } from '../../hw-mocks/devices/simulated-device.ts';
import type { StationModel } from '../../hw-mocks/station/model.ts';
import { builtInDefinition } from '../../src/config/site/built-in-models.ts';
import { decodeBlock } from '../../src/devices/modbus/decode.ts';
import type { DeviceDefinition } from '../../src/devices/modbus/definition.ts';
import { planReads } from '../../src/devices/modbus/read-plan.ts';
import { maskOf } from '../../src/devices/modbus/relay-path.ts';
import { modbusRequestOf } from '../../src/gateway/outputs/modbus-output.ts';
import { createOutputs } from '../../src/gateway/outputs/outputs.ts';
import { bad, good, type Reading } from '../../src/model/reading.ts';
import { failed, ok } from '../../src/model/result.ts';
import type { DevicePlan, OutputPlan, SitePlan } from '../../src/plan/site-plan.ts';
import type { GpioBank } from '../../src/ports/field/gpio.ts';
import type { WriteOutput } from '../../src/ports/field/output.ts';
import { shippedDefinitions } from '../golden/shipped-definitions.ts';
import { shippedPlan } from '../scenario/rig.ts';
import { createFakeClock } from '../unit/fieldbus/fake-clock.ts';
import type { FarEnd } from './output.contract.ts';

const leaseMs = 6000;
const steps = { 25: [2], 50: [], 75: [1], 100: [1, 2] } as const;

/** What the relays in copper mean. */
export function percentOf(mask: number): number | null {
  const step = Object.entries(steps).find(([, relays]) => maskOf(relays) === mask);
  return step === undefined ? null : Number(step[0]);
}

export function relayOutput(device: string): OutputPlan {
  const place = { id: 'limit', device, command: 'relays', leaseMs };
  return { ...place, kind: 'relay-steps', coils: [1, 2], steps, order: 'break-before-make', delayMs: 0 };
}

/** The shipped plan with this one output and its device. */
export function planWith(output: OutputPlan, definition: DeviceDefinition, failSafe: number): SitePlan {
  const { control, ...site } = shippedPlan();
  const [spec] = control.outputs;
  if (spec === undefined) throw new Error('the shipped site has outputs');
  const device: DevicePlan = {
    ...{ id: output.device, bus: 'io', unitId: 2, definition, pollMs: 1000, validMs: 5000 },
  };
  const outputs = [{ ...spec, id: output.id, failSafe }];
  return { ...site, devices: [device], outputs: [output], control: { ...control, outputs } };
}

function definitionNamed(model: string): DeviceDefinition {
  const found = shippedDefinitions().find(({ name }) => name === model)?.definition;
  if (found === undefined) throw new Error(`no definition ${model}`);
  return found;
}

/** A simulated device of `model`, its relays or one of its set values. */
export function modbusFarEnd(model: string, command: string, enforcesLease: boolean): FarEnd {
  const definition = definitionNamed(model);
  const found = definition.commands.find(({ name }) => name === command);
  const isFan = found?.kind === 'register';
  // A charger takes its limit in W, of a cabinet's rated power.
  const fullW = isFan && found.quantity === 'power.limit' ? 320_000 : undefined;
  const output: OutputPlan = isFan
    ? {
        id: 'fan',
        device: 'end',
        command,
        leaseMs,
        kind: 'register',
        ...(fullW === undefined ? {} : { fullW }),
      }
    : { ...relayOutput('end'), command };
  const failSafe = isFan ? 60 : 50;
  const toPct = (value: number): number => Math.round(fullW === undefined ? value : (100 * value) / fullW);
  const inUnit = (pct: number): number => (fullW === undefined ? pct : (pct * fullW) / 100);
  const clock = createFakeClock();
  const moves: (number | null)[] = [];
  let isLost = false;
  let copper: number | null = isFan ? null : 50;
  const move = (value: number | null): void => {
    if (value !== copper) moves.push(value);
    copper = value;
  };
  const physics: StationModel = {
    advance: () => {},
    value: (_device, point) => (point === 'power.limit' ? inUnit(copper ?? 100) : undefined),
    isSilent: () => isLost,
    command: (_device, _command, value) => move(toPct(value)),
    relays: (_device, mask) => move(percentOf(mask)),
  };
  const lease = enforcesLease && isFan ? { failSafeValue: inUnit(failSafe), leaseMs } : {};
  const device = createSimulatedDevice({ id: 'end', definition, model: physics, clock, ...lease });
  const write: WriteOutput = (_device, order, _deadlineMs, done) => {
    const answer = device.answer(modbusRequestOf(definition, order));
    if (answer === undefined) done(failed({ kind: 'timeout', afterMs: 500 }));
    else if ('exception' in answer) done(failed({ kind: 'modbus-exception', code: answer.exception }));
    else done(ok(null));
  };
  return {
    ...{ output, failSafe, enforcesLease, readsAtOnce: true },
    values: isFan ? [20, 60, 100] : [25, 50, 75, 100],
    control: () => createOutputs(planWith(output, definition, failSafe), write, clock),
    nowMs: clock.nowMs,
    pass: async (ms) => clock.runFor(ms),
    settled: async () => {},
    async channels() {
      const channels: Record<string, Reading> = {};
      for (const block of planReads(definition, 1000, undefined)) {
        const { table, address, count } = block;
        const answer = device.answer({ kind: 'read', table, address, count });
        if (answer === undefined || 'exception' in answer) {
          for (const { id } of block.points)
            channels[`end.${id}`] = bad({ kind: 'timeout', afterMs: 500 }, clock.nowMs());
          continue;
        }
        for (const { point, result } of decodeBlock(block, answer, () => ok(1)))
          if (result.ok) channels[`end.${point.id}`] = good(result.value, clock.nowMs());
      }
      return channels;
    },
    copper: () => copper,
    moves: () => moves,
    lose: async (isNowLost) => {
      isLost = isNowLost;
    },
    askTheImpossible() {
      if (isFan)
        modbusRequestOf(definition, { kind: 'set-value', command, value: fullW === undefined ? 101 : 6e6 });
      else modbusRequestOf(definition, { kind: 'relay', command, relay: 9, isEnergised: true, leaseMs });
    },
    close: async () => {},
  };
}

export interface Lines {
  readonly bank: () => GpioBank;
  /** Energised in copper, relay 1 as bit 0. */
  readonly mask: () => number;
  /** Each mask that stood, in order. */
  readonly masks: () => readonly number[];
  readonly lose: (isLost: boolean) => void;
  readonly readsAtOnce: boolean;
}

/** Two relays on GPIO lines. No far end, so nothing enforces a lease. */
export function gpioFarEnd(lines: Lines): FarEnd {
  const definition = builtInDefinition('gpio-relays', 2);
  if (definition === undefined) throw new Error('relays on GPIO are built in');
  const clock = createFakeClock();
  const output = relayOutput('panel');
  let bank = lines.bank();
  let open = 0;
  /** What was written and answered, relay 1 as bit 0, and which bits these are. */
  const written = { mask: 0, bits: 0 };
  // On a busy machine the process that holds a line may set it after we were told so.
  const isInCopper = (): boolean => ((lines.mask() ^ written.mask) & written.bits) === 0;
  const settled = async (): Promise<void> => {
    while (open > 0) await wait(2);
    for (let tries = 0; tries < 1000 && !isInCopper(); tries += 1) await wait(5);
    // What is not there by now has been moved by somebody else, and is for the test to judge.
    written.bits = isInCopper() ? written.bits : 0;
  };
  const write: WriteOutput = (_device, order, _deadlineMs, done) => {
    if (order.kind !== 'relay') throw new Error('assertion: lines have no set values');
    open += 1;
    bank.set(order.relay - 1, order.isEnergised, (result) => {
      open -= 1;
      const bit = 2 ** (order.relay - 1);
      if (result.ok) {
        written.bits |= bit;
        written.mask = order.isEnergised ? written.mask | bit : written.mask & ~bit;
      }
      done(result);
    });
  };
  return {
    ...{ output, failSafe: 50, values: [25, 50, 75, 100], enforcesLease: false },
    readsAtOnce: lines.readsAtOnce,
    control() {
      bank = lines.bank();
      return createOutputs(planWith(output, definition, 50), write, clock);
    },
    nowMs: clock.nowMs,
    pass: async (ms) => clock.runFor(ms),
    settled,
    channels: () =>
      new Promise((resolve) => {
        bank.read((result) => {
          const reading = result.ok
            ? good(maskOf(result.value.flatMap((isOn, index) => (isOn ? [index + 1] : []))), clock.nowMs())
            : bad(result.fault, clock.nowMs());
          resolve({ 'panel.relay.coils': reading });
        });
      }),
    copper: () => percentOf(lines.mask()),
    moves: () => lines.masks().map(percentOf),
    lose: async (isLost) => {
      written.bits = 0;
      lines.lose(isLost);
    },
    askTheImpossible: () => bank.set(2, true, () => {}),
    close: () => new Promise((resolve) => bank.close(resolve)),
  };
}
