/** Outputs: can the command do it, does the far end fall to the value we call fail-safe, and soon enough. */

import type { Command, RegisterCommand, RelayCommand } from '../../devices/modbus/command.ts';
import { formatDuration } from '../../model/duration.ts';
import { error, type Finding, type Path, warning } from '../problems/problem.ts';
import { suggestion } from '../problems/suggest.ts';
import { definitionOf, type Station } from '../site/site-draft.ts';
import type { OutputEntry } from '../site/site-schema.ts';
import { checkRelayLease, checkRelayOrder, type RelayEntry, relayValues } from './check-relays.ts';

/** Everything about outputs. */
export function checkOutputs(station: Station): readonly Finding[] {
  const outputs = Object.entries(station.draft.outputs);
  return [
    ...outputs.flatMap(([id, output]) => checkOutput(station, ['outputs', id], output)),
    ...checkTakenTwice(outputs),
  ];
}

function checkOutput(station: Station, path: Path, output: OutputEntry): readonly Finding[] {
  const findings = [...checkValues(path, output), ...checkCycles(station, path, output)];
  const definition = definitionOf(station, output.device);
  if (definition === undefined) return findings;
  const command = definition.commands.find((one) => one.name === output.command);
  if (command === undefined) {
    const known = definition.commands.map((one) => one.name);
    const fix = suggestion(output.command, known, `commands of ${definition.model}`);
    return [
      ...findings,
      error([...path, 'command'], `"${output.device}" has no command "${output.command}"`, fix),
    ];
  }
  return [...findings, ...checkCommand(station, path, output, command)];
}

function checkCommand(
  station: Station,
  path: Path,
  output: OutputEntry,
  command: Command,
): readonly Finding[] {
  if (output.kind === 'fan') {
    if (command.kind === 'register') {
      return [...checkTrafficLease(station, path, output, command), ...checkSpeed(station, path, output)];
    }
    return [
      error(
        [...path, 'command'],
        `"${command.name}" switches relays; a fan needs a speed`,
        'name a command of kind register',
      ),
    ];
  }
  if (command.kind === 'register') {
    return [
      error(
        [...path, 'command'],
        `"${command.name}" sets a register; a ${output.kind} needs coils`,
        'name a command of kind coil or register-relay',
      ),
    ];
  }
  return [
    ...checkCoils(station, path, output, command),
    ...checkRelayLease(station, path, output, command),
    ...checkRelayOrder(path, output),
  ];
}

function checkValues(path: Path, output: OutputEntry): readonly Finding[] {
  const allowed = output.kind === 'fan' ? [] : relayValues(output);
  return (['failSafe', 'rest'] as const).flatMap((key) => {
    const value = output[key];
    if (output.kind === 'fan') {
      if (value >= output.min && value <= output.max) return [];
      return [
        error(
          [...path, key],
          `${key} ${value} is outside ${output.min} to ${output.max}`,
          'write a value between min and max',
        ),
      ];
    }
    if (allowed.includes(value)) return [];
    return [
      error([...path, key], `${key} ${value} is not one of the steps`, `write one of: ${allowed.join(', ')}`),
    ];
  });
}

function checkCycles({ draft }: Station, path: Path, output: OutputEntry): readonly Finding[] {
  const leastMs = 3 * (draft.cycle ?? 0);
  if (output.lease >= leastMs) return [];
  const text = `a lease of ${formatDuration(output.lease)} is shorter than three cycles: one late cycle would drop the output`;
  return [error([...path, 'lease'], text, `write "${formatDuration(leastMs)}" or longer; "30s" is usual`)];
}

/** A fan that nobody sees turn may stand still. */
function checkSpeed(station: Station, path: Path, output: OutputEntry): readonly Finding[] {
  const id = path[1];
  const fans = Object.values(station.draft.cabinets).flatMap((cabinet) => cabinet.fans);
  const measures = definitionOf(station, output.device)?.points.some((point) => point.id === 'fan.speed');
  if (measures === true || fans.some((fan) => fan.output === id && fan.tacho !== undefined)) return [];
  return [
    warning(
      [...path, 'device'],
      `"${output.device}" does not measure the speed of this fan: one that stands still is not noticed, and attribution does not count it`,
      'name the device that measures it as "tacho" of the fan in its cabinet, or accept it knowingly',
    ),
  ];
}

function checkTrafficLease(
  station: Station,
  path: Path,
  output: OutputEntry,
  command: RegisterCommand,
): readonly Finding[] {
  if (command.lease === undefined) {
    return [
      warning(
        [...path, 'lease'],
        `"${output.device}" keeps its last value when the controller falls silent`,
        'put a timed relay in series, or accept it knowingly',
      ),
    ];
  }
  const pollMs = station.devices.get(output.device)?.pollMs ?? 0;
  if (output.lease >= 2 * pollMs) return [];
  const text = `the lease is renewed by polls, and "${output.device}" is polled every ${formatDuration(pollMs)} only`;
  return [
    error([...path, 'lease'], text, `write "${formatDuration(2 * pollMs)}" or longer, or poll more often`),
  ];
}

function checkCoils(
  { draft, devices }: Station,
  path: Path,
  output: RelayEntry,
  command: RelayCommand,
): readonly Finding[] {
  const bus = draft.buses[devices.get(output.device)?.bus ?? ''];
  const count = bus?.kind === 'board' ? bus.relays : command.count;
  const isPossible = (coil: number) => coil <= count;
  const wrong = coilLists(output).filter(([, coils]) => !coils.every(isPossible));
  return wrong.map(([at, coils]) =>
    error(
      [...path, ...at],
      `there is no coil ${coils.find((coil) => !isPossible(coil))}`,
      count === 0 ? 'this board has none' : `this board has coils 1 to ${count}`,
    ),
  );
}

function coilLists(output: RelayEntry): (readonly [Path, readonly number[]])[] {
  if (output.kind === 'lamp') return [[['coils'], output.coils]];
  return Object.entries(output.steps).map(([step, coils]) => [['steps', step], coils]);
}

/** One register or coil has one output. */
function checkTakenTwice(outputs: readonly (readonly [string, OutputEntry])[]): readonly Finding[] {
  const owners = new Map<string, string>();
  return outputs.flatMap(([id, output]) => {
    const coils =
      output.kind === 'fan' ? [undefined] : new Set(coilLists(output).flatMap(([, list]) => list));
    return [...coils].flatMap((coil) => {
      const end = `${output.device} ${output.command} ${coil ?? ''}`;
      const owner = owners.get(end);
      owners.set(end, owner ?? id);
      if (owner === undefined) return [];
      const what = coil === undefined ? `command "${output.command}"` : `coil ${coil}`;
      return [
        error(
          ['outputs', id, 'device'],
          `output "${owner}" already has ${what} of "${output.device}"`,
          'each register and coil belongs to one output',
        ),
      ];
    });
  });
}
