/** An output's write as the Modbus request that its device understands. */

import type { DeviceDefinition } from '../../devices/modbus/definition.ts';
import { encodeRegisterCommand, encodeRelayCommand } from '../../devices/modbus/encode.ts';
import type { ModbusRequest } from '../../ports/field/modbus-client.ts';
import type { OutputWrite } from '../../ports/field/output.ts';

/** Commands and their kinds were checked with the site file: anything else is a programmer's error. */
export function modbusRequestOf(definition: DeviceDefinition, write: OutputWrite): ModbusRequest {
  const command = definition.commands.find(({ name }) => name === write.command);
  if (write.kind === 'relay' && command !== undefined && command.kind !== 'register') {
    return encodeRelayCommand(command, write.relay, write.isEnergised, write.leaseMs);
  }
  if (write.kind === 'set-value' && command?.kind === 'register') {
    const value = encodeRegisterCommand(command, write.value);
    return { kind: 'write-register', address: command.address, value };
  }
  throw new Error(`assertion: ${definition.model} has no command ${write.command} for a ${write.kind}`);
}
