/** Outputs: can the command do it, does the far end fall to the value we call fail-safe, and soon enough. */

import type { Command, RegisterCommand, RelayCommand } from '../../devices/modbus/command.ts';
import { formatDuration } from '../../model/duration.ts';
import { error, type Finding, type Path, warning } from '../problems/problem.ts';
import { suggestion } from '../problems/suggest.ts';
import { isRelays, type RelayEntry, rangeOf } from '../site/output-entry.ts';
import { definitionOf, type Station } from '../site/site-draft.ts';
import type { OutputEntry } from '../site/site-schema.ts';
import { checkRelayLease, checkRelayOrder, relayValues } from './check-relays.ts';

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
  if (command.kind === 'register') return checkSetValue(station, path, output, command);
  if (isRelays(output)) {
    return [
      ...checkCoils(station, path, output, command),
      ...checkRelayLease(station, path, output, command),
      ...checkRelayOrder(path, output),
    ];
  }
  if (output.kind === 'power-limit') {
    const text = `"${command.name}" switches relays, and no step says which`;
    return [error(path, text, 'add "steps: { 100: [1, 2], 50: [] }" as they are wired', 'key')];
  }
  return [
    error(
      [...path, 'command'],
      `"${command.name}" switches relays; a fan needs a speed`,
      'name a command of kind register',
    ),
  ];
}

function checkSetValue(
  station: Station,
  path: Path,
  output: OutputEntry,
  command: RegisterCommand,
): readonly Finding[] {
  const { name, quantity } = command;
  if (output.kind === 'lamp') {
    const text = `"${name}" sets a register; a lamp needs coils`;
    return [error([...path, 'command'], text, 'name a command of kind coil or register-relay')];
  }
  if ((output.kind === 'fan') === (quantity === 'power.limit')) {
    const text = `"${name}" sets ${quantity}, which is no ${output.kind === 'fan' ? 'speed' : 'power limit'}`;
    return [error([...path, 'command'], text, 'name another command of the device definition')];
  }
  const findings = checkRegisterLease(station, path, output, command);
  if (output.kind === 'fan') return [...findings, ...checkSpeed(station, path, output)];
  return [...findings, ...checkRegisterLimit(station, path, output)];
}

/** A power limit in a register: any value from `min` up, of the power of one cabinet. */
function checkRegisterLimit(
  { draft }: Station,
  path: Path,
  output: Extract<OutputEntry, { kind: 'power-limit' }>,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (output.steps !== undefined) {
    const text = 'a register takes any value: there are no relays for "steps"';
    findings.push(error([...path, 'steps'], text, 'leave "steps" out, and write "min" in its place', 'key'));
  }
  if (output.min === undefined || output.min <= 0) {
    const text = 'most chargers end their sessions at a limit of 0';
    findings.push(error(path, text, 'write "min: 20", or the lowest limit that the maker allows', 'key'));
  }
  const limited = Object.values(draft.cabinets).filter(({ limit }) => limit === path[1]);
  if (limited.length > 1) {
    const text = 'several cabinets have this limit, and a register holds the watts of one';
    findings.push(error([...path, 'device'], text, 'give each cabinet an output of its own'));
  }
  return findings;
}

function checkValues(path: Path, output: OutputEntry): readonly Finding[] {
  const allowed = isRelays(output) ? relayValues(output) : [];
  return (['failSafe', 'rest'] as const).flatMap((key) => {
    const value = output[key];
    if (!isRelays(output)) {
      const { min, max } = rangeOf(output);
      if (value >= min && value <= max) return [];
      return [
        error(
          [...path, key],
          `${key} ${value} is outside ${min} to ${max}`,
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

function checkRegisterLease(
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
  if (command.lease.kind === 'write') return [];
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
    const coils = isRelays(output) ? new Set(coilLists(output).flatMap(([, list]) => list)) : [undefined];
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
