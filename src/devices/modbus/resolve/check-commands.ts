/** Whether each command of a definition can be sent for every value that its quantity may have. */

import { phrase } from '../../../model/phrase.ts';
import { specOf } from '../../../model/quantity.ts';
import type { DefinitionProblem } from '../../description/problem.ts';
import { canConvert, conversions, deviceUnitsFor } from '../../description/units.ts';
import type { CoilCommand, Command, RegisterCommand, RegisterRelayCommand } from '../command.ts';

/** All problems of the commands, in their order. */
export function checkCommands(commands: readonly Command[]): DefinitionProblem[] {
  return commands.flatMap((command, index) => {
    const problems = checkCommand(command);
    if (commands.findIndex((other) => other.name === command.name) !== index) {
      const fix = phrase('command-own-name');
      problems.push({ path: ['name'], message: phrase('command-name-twice', { name: command.name }), fix });
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
    const message = phrase('unit-cannot-become', {
      unit: command.unit,
      target: unit,
      quantity: command.quantity,
    });
    return [{ path: ['unit'], message, fix: phrase('use-units', { units: deviceUnitsFor(unit) }) }];
  }
  const step = (command.scale ?? 1) * conversions[command.unit].factor;
  if (step > 0 && min >= 0 && Math.round(max / step) <= 0xffff) return [];
  const message = phrase('not-one-register', { min, max, unit, step });
  return [{ path: ['scale'], message, fix: phrase('write-step-holding') }];
}

function checkRegisterRelay(command: RegisterRelayCommand): DefinitionProblem[] {
  const { address, count, on, off, lease } = command;
  const problems: DefinitionProblem[] = [];
  if (address + count > 0x1_0000) {
    const fix = phrase('first-relay-address');
    problems.push({ path: ['address'], message: phrase('relays-beyond'), fix });
  }
  if (on === off) {
    const fix = phrase('two-words');
    problems.push({ path: ['off'], message: phrase('same-word'), fix });
  }
  if (lease === undefined) return problems;
  const last = lease.base + lease.maxUnits;
  if (last > 0xffff) {
    const fix = phrase('word-for-zero');
    problems.push({ path: ['lease', 'base'], message: phrase('delay-beyond'), fix });
  }
  for (const key of ['on', 'off'] as const) {
    if (command[key] <= lease.base || command[key] > last) continue;
    const fix = phrase('check-base');
    problems.push({ path: [key], message: phrase('also-delay', { key }), fix });
  }
  return [...problems, ...checkLeaseUnit(lease.unit)];
}

function checkLeaseUnit(unitMs: number): DefinitionProblem[] {
  if (unitMs > 0) return [];
  const fix = phrase('write-lease-unit');
  return [{ path: ['lease', 'unit'], message: phrase('lease-unit-zero'), fix }];
}

function checkCoil(command: CoilCommand): DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const lastCoil = command.address + command.count - 1;
  if (lastCoil > 0xffff) {
    const fix = phrase('first-coil-address');
    problems.push({ path: ['address'], message: phrase('coils-beyond'), fix });
  }
  if (command.lease === undefined) return problems;
  if (lastCoil + command.lease.offset > 0xffff) {
    const fix = phrase('flash-distance');
    problems.push({ path: ['lease', 'offset'], message: phrase('flash-beyond'), fix });
  }
  if (command.lease.offset < command.count) {
    const fix = phrase('flash-distance');
    problems.push({ path: ['lease', 'offset'], message: phrase('flash-on-coils'), fix });
  }
  return [...problems, ...checkLeaseUnit(command.lease.unit)];
}
