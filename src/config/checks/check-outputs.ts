/** Outputs: can the command do it, does the far end fall to the value we call fail-safe, and soon enough. */

import type { Command, RegisterCommand, RelayCommand } from '../../devices/modbus/command.ts';
import { formatDuration } from '../../model/duration.ts';
import { phrase } from '../../model/phrase.ts';
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
    const fix = suggestion(output.command, known, phrase('commands-of', { model: definition.model }));
    return [
      ...findings,
      error(
        [...path, 'command'],
        phrase('no-such-command', { device: output.device, command: output.command }),
        fix,
      ),
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
    const text = phrase('relays-without-steps', { command: command.name });
    return [error(path, text, phrase('add-steps', { steps: 'steps: { 100: [1, 2], 50: [] }' }), 'key')];
  }
  return [
    error(
      [...path, 'command'],
      phrase('relays-for-fan', { command: command.name }),
      phrase('name-register-command'),
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
    const text = phrase('register-for-lamp', { command: name });
    return [error([...path, 'command'], text, phrase('name-coil-command'))];
  }
  if ((output.kind === 'fan') === (quantity === 'power.limit')) {
    const text = phrase(output.kind === 'fan' ? 'sets-no-speed' : 'sets-no-limit', {
      command: name,
      quantity,
    });
    return [error([...path, 'command'], text, phrase('name-other-command'))];
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
    const text = phrase('no-relays-for-steps');
    findings.push(error([...path, 'steps'], text, phrase('min-for-steps'), 'key'));
  }
  if (output.min === undefined || output.min <= 0) {
    const text = phrase('limit-zero-ends');
    findings.push(error(path, text, phrase('write-min'), 'key'));
  }
  const limited = Object.values(draft.cabinets).filter(({ limit }) => limit === path[1]);
  if (limited.length > 1) {
    const text = phrase('limit-shared');
    findings.push(error([...path, 'device'], text, phrase('output-each')));
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
        error([...path, key], phrase('outside-range', { key, value, min, max }), phrase('write-between')),
      ];
    }
    if (allowed.includes(value)) return [];
    return [
      error(
        [...path, key],
        phrase('not-a-step', { key, value }),
        phrase('write-one-of', { values: allowed }),
      ),
    ];
  });
}

function checkCycles({ draft }: Station, path: Path, output: OutputEntry): readonly Finding[] {
  const leastMs = 3 * (draft.cycle ?? 0);
  if (output.lease >= leastMs) return [];
  const text = phrase('lease-short', { lease: formatDuration(output.lease) });
  return [error([...path, 'lease'], text, phrase('or-longer-30s', { time: formatDuration(leastMs) }))];
}

/** A fan that nobody sees turn may stand still. */
function checkSpeed(station: Station, path: Path, output: OutputEntry): readonly Finding[] {
  const id = path[1];
  const fans = Object.values(station.draft.cabinets).flatMap((cabinet) => cabinet.fans);
  const measures = definitionOf(station, output.device)?.points.some((point) => point.id === 'fan.speed');
  if (measures === true || fans.some((fan) => fan.output === id && fan.tacho !== undefined)) return [];
  return [
    warning([...path, 'device'], phrase('fan-unseen', { device: output.device }), phrase('name-tacho')),
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
        phrase('keeps-last-value', { device: output.device }),
        phrase('timed-relay-series'),
      ),
    ];
  }
  if (command.lease.kind === 'write') return [];
  const pollMs = station.devices.get(output.device)?.pollMs ?? 0;
  if (output.lease >= 2 * pollMs) return [];
  const text = phrase('lease-by-polls', { device: output.device, poll: formatDuration(pollMs) });
  return [error([...path, 'lease'], text, phrase('longer-or-poll', { time: formatDuration(2 * pollMs) }))];
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
      phrase('no-coil', { coil: coils.find((coil) => !isPossible(coil)) ?? 0 }),
      count === 0 ? phrase('no-coils') : phrase('coils-to', { count }),
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
      const what =
        coil === undefined
          ? phrase('the-command', { command: output.command })
          : phrase('the-coil', { coil });
      return [
        error(
          ['outputs', id, 'device'],
          phrase('end-taken', { owner, what, device: output.device }),
          phrase('one-output-each'),
        ),
      ];
    });
  });
}
