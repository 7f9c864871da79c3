/** A bus with simulated devices of a few registers on a scripted link, for tests in virtual time. */

import type { DeviceDefinition, Point, ReadBlock } from '../../../../src/devices/modbus/definition.ts';
import { type Bus, createBus } from '../../../../src/fieldbus/bus/bus.ts';
import type { BusChange } from '../../../../src/fieldbus/bus/bus-change.ts';
import { decodeRequest, encodeException, encodeReply } from '../../../../src/fieldbus/modbus/pdu.ts';
import { rtuFraming } from '../../../../src/fieldbus/modbus/rtu-framing.ts';
import { tcpFraming } from '../../../../src/fieldbus/modbus/tcp-framing.ts';
import type { Fault } from '../../../../src/model/fault.ts';
import type { Result } from '../../../../src/model/result.ts';
import type { BusPlan, DevicePlan } from '../../../../src/plan/site-plan.ts';
import type { ModbusReply, ModbusRequest } from '../../../../src/ports/field/modbus-client.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { seededRandom } from '../frames.ts';
import { createScriptedLink, type ScriptedLink } from '../scripted-link.ts';

export const rtuPlan: BusPlan = {
  id: 'rs485-a',
  kind: 'modbus-rtu',
  path: '/dev/null',
  baud: 9600,
  format: '8N1',
};
export const tcpPlan: BusPlan = { id: 'lan', kind: 'modbus-tcp', host: 'localhost', port: 502 };

export const rtuOverTcpPlan: BusPlan = {
  ...{ id: 'bridge', kind: 'rtu-over-tcp', host: 'localhost', port: 4001 },
  ...{ baud: 9600, format: '8N1' },
};

const charMs = 10_000 / 9600;

export interface Reading {
  readonly device: string;
  readonly block: ReadBlock;
  readonly reply: Result<ModbusReply, Fault>;
  readonly takenMs: number;
}

/** What a simulated device does with a request; undefined: it stays silent. */
export type Behaviour = (
  request: ModbusRequest,
  nowMs: number,
) => ModbusReply | { readonly exception: number } | undefined;

export interface Rig {
  readonly clock: FakeClock;
  readonly link: ScriptedLink;
  readonly bus: Bus;
  readonly readings: Reading[];
  readonly changes: BusChange[];
  /** By unit id; a unit without an entry answers zeros after 5 ms. */
  readonly behaviours: Map<number, Behaviour>;
  /** By unit id: turnaround of its next answers where it is not 5 ms. */
  readonly turnaroundMs: Map<number, number>;
  /** Everything that reached the devices. */
  readonly heard: { readonly unitId: number; readonly request: ModbusRequest; readonly atMs: number }[];
  readingsOf(device: string): Reading[];
}

export function createRig(plan: BusPlan, devices: readonly DevicePlan[], last?: ReadonlySet<string>): Rig {
  const clock = createFakeClock();
  const link = createScriptedLink(clock);
  const rig = { clock, link, readings: [] as Reading[], changes: [] as BusChange[] };
  const behaviours = new Map<number, Behaviour>();
  const turnaroundMs = new Map<number, number>();
  const heard: Rig['heard'] = [];
  const isRtu = plan.kind !== 'modbus-tcp';
  const framing = isRtu ? rtuFraming : tcpFraming;
  const server = framing.createRequestReceiver((unitId, pdu, transaction) => {
    const request = decodeRequest(pdu);
    if (!request.ok) return;
    heard.push({ unitId, request: request.value, atMs: clock.nowMs() });
    const behaviour = behaviours.get(unitId) ?? zeros;
    const reply = behaviour(request.value, clock.nowMs());
    if (reply === undefined) return;
    const answer =
      'exception' in reply
        ? encodeException(pdu[0] ?? 0, reply.exception)
        : encodeReply(request.value, reply);
    const frame = framing.wrap(unitId, answer, transaction);
    const wireMs = isRtu ? (pdu.length + 3 + frame.length) * charMs : 0;
    link.reply(frame, wireMs + (turnaroundMs.get(unitId) ?? 5));
  });
  link.onWrite = (bytes) => server.push(bytes);
  const bus = createBus({
    plan,
    devices,
    link,
    clock,
    jitter: seededRandom(1),
    ...(last === undefined ? {} : { last }),
    onReading: (device, block, reply, takenMs) =>
      rig.readings.push({ device: device.id, block, reply, takenMs }),
    onState: (change) => rig.changes.push(change),
  });
  const readingsOf = (device: string) => rig.readings.filter((reading) => reading.device === device);
  return { ...rig, bus, behaviours, turnaroundMs, heard, readingsOf };
}

/** The reply of a device whose registers are all zero. */
export function zeros(request: ModbusRequest): ModbusReply {
  return request.kind === 'read' ? new Array<number>(request.count).fill(0) : [];
}

export interface DeviceOptions {
  readonly pollMs?: number;
  readonly registers?: number;
  readonly minGapMs?: number;
  readonly responseTimeoutMs?: number;
}

/** A meter with some 16-bit voltages from address 0 on. */
export function meter(unitId: number, options: DeviceOptions = {}): DevicePlan {
  const { pollMs = 1000, registers = 4, minGapMs = 0, responseTimeoutMs = 500 } = options;
  const points = Array.from({ length: registers }, (_, address): Point => voltage(address));
  const definition: DeviceDefinition = {
    model: 'meter',
    title: 'Meter',
    source: 'test',
    confidence: 'U',
    verified: false,
    serial: { baud: 9600, format: '8N1' },
    maxRegistersPerRead: 100,
    minGapMs,
    responseTimeoutMs,
    holes: 'forbidden',
    onSilence: 'nothing',
    unassigned: 'zero',
    points,
    commands: [],
  };
  return { id: `meter-${unitId}`, bus: 'rs485-a', unitId, definition, pollMs, validMs: 5000 };
}

function voltage(address: number): Point {
  return {
    id: `voltage.p${address}`,
    quantity: 'voltage',
    table: 'holding',
    address,
    type: 'uint16',
    wordOrder: 'msw-first',
    width: 1,
    unit: 'V',
    scale: 1,
    sentinels: [],
    min: 0,
    max: 1500,
    everyMs: undefined,
    countedBy: undefined,
  };
}
