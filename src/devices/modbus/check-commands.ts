/** Whether each command of a definition can be sent for every value that its quantity may have. */

import { specOf } from '../../model/quantity.ts';
import type { DefinitionProblem } from '../description/problem.ts';
import { canConvert, conversions, deviceUnitsFor } from '../description/units.ts';
import type { CoilCommand, Command, RegisterCommand, RegisterRelayCommand } from './command.ts';

/** All problems of the commands, in their order. */
export function checkCommands(commands: readonly Command[]): DefinitionProblem[] {
  return commands.flatMap((command, index) => {
    const problems = checkCommand(command);
    if (commands.findIndex((other) => other.name === command.name) !== index) {
      const fix = 'give each command a name of its own';
      problems.push({ path: ['name'], message: `a second command is named ${command.name}`, fix });
    }
    return problems.map((problem) => ({ ...problem, path: ['commands', index, ...problem.path] }));
  });
}

function checkCommand(command: Command): DefinitionProblem[] {
  switch (command.kind) {
    case 'register':
      return checkRegister(command);
    case 'coil':
      return checkCoil(command);
    case 'register-relay':
      return checkRegisterRelay(command);
  }
}

function checkRegister(command: RegisterCommand): DefinitionProblem[] {
  const { unit, min, max } = specOf(command.quantity);
  if (!canConvert(command.unit, unit)) {
    const message = `${command.unit} cannot become ${unit}, the unit of ${command.quantity}`;
    return [{ path: ['unit'], message, fix: `use ${deviceUnitsFor(unit).join(', ')}` }];
  }
  const step = (command.scale ?? 1) * conversions[command.unit].factor;
  if (step > 0 && min >= 0 && Math.round(max / step) <= 0xffff) return [];
  const message = `${min} to ${max} ${unit} does not fit one register in steps of ${step} ${unit}`;
  return [
    { path: ['scale'], message, fix: 'write the unit of one raw step, so that 0 to 65535 holds them all' },
  ];
}

function checkRegisterRelay(command: RegisterRelayCommand): DefinitionProblem[] {
  const { address, count, on, off, lease } = command;
  const problems: DefinitionProblem[] = [];
  if (address + count > 0x1_0000) {
    const fix = 'write the 0-based address of the first relay';
    problems.push({ path: ['address'], message: 'the relays run past address 65535', fix });
  }
  if (on === off) {
    const fix = 'write the two words of the manual';
    problems.push({ path: ['off'], message: 'on and off are the same word', fix });
  }
  if (lease === undefined) return problems;
  const last = lease.base + lease.maxUnits;
  if (last > 0xffff) {
    const fix = 'write the word for 0 units, such as 0x0600';
    problems.push({ path: ['lease', 'base'], message: 'the longest delay is beyond 65535', fix });
  }
  for (const key of ['on', 'off'] as const) {
    if (command[key] <= lease.base || command[key] > last) continue;
    const fix = 'check base and maxUnits against the manual';
    problems.push({ path: [key], message: `${key} is also the word of a delay`, fix });
  }
  return [...problems, ...checkLeaseUnit(lease.unit)];
}

function checkLeaseUnit(unitMs: number): DefinitionProblem[] {
  if (unitMs > 0) return [];
  const fix = 'write the time one unit stands for, such as 100ms';
  return [{ path: ['lease', 'unit'], message: 'a lease unit of 0 lasts no time', fix }];
}

function checkCoil(command: CoilCommand): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const lastCoil = command.address + command.count - 1;
  if (lastCoil > 0xffff) {
    const fix = 'write the 0-based address of the first coil';
    problems.push({ path: ['address'], message: 'the coils run past address 65535', fix });
  }
  if (command.lease === undefined) return problems;
  if (lastCoil + command.lease.offset > 0xffff) {
    const fix = 'write the distance from a coil to its flash address';
    problems.push({ path: ['lease', 'offset'], message: 'flash addresses run past 65535', fix });
  }
  if (command.lease.offset < command.count) {
    const fix = 'write the distance from a coil to its flash address';
    problems.push({ path: ['lease', 'offset'], message: 'flash addresses fall on plain coils', fix });
  }
  return [...problems, ...checkLeaseUnit(command.lease.unit)];
}
