/** Whether each command of a definition can be sent for every value that its quantity may have. */

import { specOf } from '../model/quantity.ts';
import { canConvert, conversions, deviceUnitsFor } from './convert.ts';
import type { CoilCommand, Command, DefinitionProblem, RegisterCommand } from './definition.ts';

/** All problems of the commands, in their order. */
export function checkCommands(commands: readonly Command[]): DefinitionProblem[] {
  return commands.flatMap((command, index) => {
    const problems = command.kind === 'coil' ? checkCoil(command) : checkRegister(command);
    if (commands.findIndex((other) => other.name === command.name) !== index) {
      const fix = 'give each command a name of its own';
      problems.push({ path: ['name'], message: `a second command is named ${command.name}`, fix });
    }
    return problems.map((problem) => ({ ...problem, path: ['commands', index, ...problem.path] }));
  });
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
  if (command.lease.unit <= 0) {
    const fix = 'write the time one unit stands for, such as 100ms';
    problems.push({ path: ['lease', 'unit'], message: 'a lease unit of 0 lasts no time', fix });
  }
  return problems;
}
