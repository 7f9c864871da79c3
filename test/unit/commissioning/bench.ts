/** A commissioning bench in virtual time: simulated devices on lines and sockets, and a person who reads. */

import { createSimulatedBus } from '../../../hw-mocks/devices/simulated-bus.ts';
import { createSimulatedDevice } from '../../../hw-mocks/devices/simulated-device.ts';
import { createFaultSwitches } from '../../../hw-mocks/faults/faults.ts';
import { createMemoryWire, type ServerEnd } from '../../../hw-mocks/links/memory-link.ts';
import type { StationModel } from '../../../hw-mocks/station/model.ts';
import { createVirtualClock, type VirtualClock } from '../../../hw-mocks/virtual-clock.ts';
import type { DeviceDefinition } from '../../../src/devices/modbus/definition.ts';
import type { Field } from '../../../src/fieldbus/field.ts';
import type { Person } from '../../../src/ports/person.ts';
import { createUartLine, type Uart } from './uart-line.ts';

/** A device that really hangs there, whatever the site file says. */
export interface RealDevice {
  readonly unitId: number;
  readonly definition: DeviceDefinition;
  readonly values: Readonly<Record<string, number>>;
  /** On a serial line. */
  readonly uart?: Uart;
  /** Default 20. */
  readonly turnaroundMs?: number;
  /** What it does to each frame before it sends it. */
  readonly spoil?: (frame: Uint8Array) => Uint8Array;
}

export interface Bench {
  readonly clock: VirtualClock;
  readonly field: Field;
}

/** Devices on one RS-485 line; each talks and listens at its own setting. */
export function serialBench(devices: readonly RealDevice[]): Bench {
  const clock = createVirtualClock({ startWallMs: 0 });
  const line = createUartLine(clock);
  for (const device of devices) {
    const end = line.device(device.uart ?? { baud: 9600, format: '8N1' });
    serve(clock, [device], 'rtu', spoiled(end, device));
  }
  const linkTo: Field['linkTo'] = (_, setting) => {
    if (setting.kind !== 'serial') throw new Error('a line has no sockets');
    return line.link(setting);
  };
  return { clock, field: { clock, linkTo } };
}

/** Devices behind a socket that speaks `framing`. */
export function socketBench(framing: 'tcp' | 'rtu', devices: readonly RealDevice[]): Bench {
  const clock = createVirtualClock({ startWallMs: 0 });
  const linkTo: Field['linkTo'] = () => {
    const { link, server } = createMemoryWire(clock, { latencyMs: 1 });
    serve(clock, devices, framing, server);
    return link;
  };
  return { clock, field: { clock, linkTo } };
}

function serve(
  clock: VirtualClock,
  devices: readonly RealDevice[],
  transport: 'rtu' | 'tcp',
  end: ServerEnd,
): void {
  const simulated = devices.map(({ unitId, definition, values }) => {
    const model = modelOf(values);
    return [unitId, createSimulatedDevice({ id: `unit-${unitId}`, definition, model, clock })] as const;
  });
  const turnaroundMs = devices[0]?.turnaroundMs ?? 20;
  const faults = createFaultSwitches();
  createSimulatedBus({
    id: 'bench',
    transport,
    devices: new Map(simulated),
    clock,
    faults,
    turnaroundMs,
    // The line itself takes the time of the characters.
    charMs: 0,
  }).serve(end);
}

function spoiled(end: ServerEnd, { spoil }: RealDevice): ServerEnd {
  if (spoil === undefined) return end;
  return {
    get onData() {
      return end.onData;
    },
    set onData(hear) {
      end.onData = hear;
    },
    send: (bytes, afterMs) => end.send(spoil(bytes), afterMs),
    drop: () => end.drop(),
  };
}

function modelOf(values: Readonly<Record<string, number>>): StationModel {
  return {
    advance() {},
    value: (_, point) => values[point],
    isSilent: () => false,
    command() {},
    relays() {},
  };
}

/** Runs `command` on virtual time, with a person who only reads; `sureMs` bounds the virtual time. */
export async function run(
  { clock, field }: Bench,
  command: (field: Field, person: Person) => Promise<number>,
  answer?: boolean,
): Promise<{
  readonly code: number;
  readonly text: string;
  readonly complaints: string;
  readonly tookMs: number;
}> {
  const lines: string[] = [];
  const complaints: string[] = [];
  const person: Person = {
    write: (line) => lines.push(line),
    complain: (line) => complaints.push(line),
    signal: new AbortController().signal,
    ...(answer === undefined
      ? {}
      : {
          confirm: async (question: string) => {
            lines.push(question);
            return answer;
          },
        }),
  };
  const startMs = clock.nowMs();
  let code: number | undefined;
  const done = command(field, person).then((given) => {
    code = given;
  });
  for (let idle = 0; code === undefined && idle < 10; ) {
    await new Promise((resolve) => setImmediate(resolve));
    idle = clock.runNext() ? 0 : idle + 1;
  }
  if (code === undefined) throw new Error('the command waits for something that never comes');
  await done;
  return { code, text: lines.join('\n'), complaints: complaints.join('\n'), tookMs: clock.nowMs() - startMs };
}
