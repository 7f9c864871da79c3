/**
 * The package modbus-serial as a second, independent reader of registers: `quietpost read --second-opinion` alone. Two
 * of its habits are worked around here: it has no deadline of its own for opening, and closing settles nothing.
 */

import modbusSerial from 'modbus-serial';
import { failed, ok, type Result } from '../model/result.ts';
import type { BusPlan } from '../plan/site-plan.ts';
import type { ModbusReply, ModbusRequest } from '../ports/field/modbus-client.ts';

type Client = InstanceType<typeof modbusSerial.default>;
type ReadRequest = Extract<ModbusRequest, { kind: 'read' }>;

/** Reads registers by modbus-serial. A failed read is a value, never an exception. */
export interface SecondReader {
  /** The values, or why there are none, in the words of the package. */
  read(unitId: number, request: ReadRequest): Promise<Result<ModbusReply, string>>;
  close(): Promise<void>;
}

const OPEN_MS = 5000;
const CLOSE_MS = 1000;
/** Over the deadline that it is given, in case it forgets it. */
const FORGETFUL_MS = 1000;

/** A reader on this bus. Rejects with the words of the package where it cannot be opened. */
export async function openSecondReader(bus: BusPlan, timeoutMs: number): Promise<SecondReader> {
  const client = new modbusSerial.default();
  // Else an 'error' event that nobody listens to ends the process.
  client.on('error', () => {});
  await within(connect(client, bus), OPEN_MS);
  client.setTimeout(timeoutMs);
  return {
    async read(unitId, request) {
      client.setID(unitId);
      try {
        return ok(await within(readBy(client, request), timeoutMs + FORGETFUL_MS));
      } catch (error) {
        return failed(textOf(error));
      }
    },
    close: () => within(new Promise<void>((resolve) => client.close(resolve)), CLOSE_MS).catch(() => {}),
  };
}

function connect(client: Client, bus: BusPlan): Promise<void> {
  switch (bus.kind) {
    case 'modbus-tcp':
      return client.connectTCP(bus.host, { port: bus.port });
    case 'rtu-over-tcp':
      return client.connectTcpRTUBuffered(bus.host, { port: bus.port });
    case 'modbus-rtu': {
      const parity = ({ N: 'none', E: 'even', O: 'odd' } as const)[bus.format[1] as 'N' | 'E' | 'O'];
      const stopBits = bus.format.endsWith('2') ? 2 : 1;
      return client.connectRTUBuffered(bus.path, { baudRate: bus.baud, dataBits: 8, parity, stopBits });
    }
  }
}

async function readBy(client: Client, { table, address, count }: ReadRequest): Promise<ModbusReply> {
  switch (table) {
    case 'coil':
      return bits((await client.readCoils(address, count)).data, count);
    case 'discrete':
      return bits((await client.readDiscreteInputs(address, count)).data, count);
    case 'holding':
      return (await client.readHoldingRegisters(address, count)).data;
    case 'input':
      return (await client.readInputRegisters(address, count)).data;
  }
}

/** It gives whole bytes. */
function bits(values: readonly boolean[], count: number): number[] {
  return values.slice(0, count).map(Number);
}

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function textOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
