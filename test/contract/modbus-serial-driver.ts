/** The plain modbus-serial package as its README shows it: RTU over TCP by connectTelnet, Modbus TCP by connectTCP. */

import modbusSerial from 'modbus-serial';
import type { ModbusRequest } from '../../src/ports/field/modbus-client.ts';
import type { ContractDriver } from './modbus-client.contract.ts';

type Client = InstanceType<typeof modbusSerial.default>;

export const modbusSerialDriver: ContractDriver = {
  name: 'modbus-serial',
  async connect(transport, port) {
    const client = new modbusSerial.default();
    // Else an 'error' event nobody listens to ends the process.
    client.on('error', () => {});
    if (transport === 'tcp') await client.connectTCP('127.0.0.1', { port });
    else await client.connectTelnet('127.0.0.1', { port });
    return {
      async request(unitId, request, timeoutMs) {
        client.setID(unitId);
        client.setTimeout(timeoutMs);
        try {
          return { kind: 'values', values: await call(client, request) };
        } catch (error) {
          return { kind: 'fault', reason: String(error) };
        }
      },
      close: () => client.close(() => {}),
    };
  },
};

async function call(client: Client, request: ModbusRequest): Promise<readonly number[]> {
  switch (request.kind) {
    case 'read':
      return read(client, request);
    case 'write-coil':
      // There is no way to give a raw value: everything true becomes 0xFF00.
      await client.writeCoil(request.address, request.value !== 0);
      return [];
    case 'write-register':
      await client.writeRegister(request.address, request.value);
      return [];
    case 'write-registers':
      await client.writeRegisters(request.address, [...request.values]);
      return [];
  }
}

async function read(
  client: Client,
  { table, address, count }: Extract<ModbusRequest, { kind: 'read' }>,
): Promise<readonly number[]> {
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

/** Whole bytes come back; the padding is cut off here in its favour. */
function bits(values: readonly boolean[], count: number): number[] {
  return values.slice(0, count).map(Number);
}
