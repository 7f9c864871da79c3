/** Outputs made of relays: where they fall by themselves, and what stands on the wire while they are switched. */

import type { RelayCommand } from '../../devices/modbus/command.ts';
import { relayPath, type SwitchingOrder } from '../../devices/modbus/relay-path.ts';
import { formatDuration } from '../../model/duration.ts';
import type { GpioDriver } from '../../plan/site-plan.ts';
import { error, type Finding, type Path, warning } from '../problems/problem.ts';
import type { RelayEntry } from '../site/output-entry.ts';
import type { Station } from '../site/site-draft.ts';

/** Whether something brings the relays to fail-safe when we are gone, and whether it is the value written. */
export function checkRelayLease(
  { draft, devices }: Station,
  path: Path,
  output: RelayEntry,
  command: RelayCommand,
): readonly Finding[] {
  const bus = draft.buses[devices.get(output.device)?.bus ?? ''];
  // The board keeps any fail-safe pattern itself.
  if (bus?.kind === 'board') return [];
  if (bus?.kind === 'gpio') return [gpioLease(path, output, bus.driver)];
  return checkTimedLease(path, output, command);
}

/** Nothing beyond this computer enforces the lease of a GPIO line: say what does, and what does not. */
function gpioLease(path: Path, output: RelayEntry, driver: GpioDriver): Finding {
  const killed =
    driver === 'libgpiod'
      ? 'when it alone is killed, a shell beside it does the same after the lease; when it hangs, they stay as they are'
      : 'when it is killed or hangs, the lines stay as they are';
  const text = `nothing beyond this computer ends the lease of "${output.device}": its GPIO lines go to failSafe when quietpost ends properly; ${killed}`;
  const fix =
    'run it by the service that `quietpost service install` writes, fit a pull resistor that gives failSafe without power, or use a board with timed relays';
  return warning([...path, 'lease'], text, fix);
}

/** On the way from one step to another, no step in between may give more power than both. */
export function checkRelayOrder(path: Path, output: RelayEntry): readonly Finding[] {
  if (output.kind !== 'power-limit') return [];
  const bad = forbiddenPair(output.steps, output.order);
  if (bad === undefined) return [];
  const other = output.order === 'break-before-make' ? 'make-before-break' : 'break-before-make';
  const fix =
    forbiddenPair(output.steps, other) === undefined
      ? `write "order: ${other}"`
      : 'wire the steps so that two of them differ in one coil, or give the highest step a coil of its own';
  const text = `from ${bad[0]} to ${bad[1]} percent the relays pass through a step with more power than both`;
  return [error([...path, 'steps'], text, fix, 'key')];
}

function forbiddenPair(
  steps: Readonly<Record<string, readonly number[]>>,
  order: SwitchingOrder,
): readonly [string, string] | undefined {
  for (const [from, before] of Object.entries(steps)) {
    for (const [to, after] of Object.entries(steps)) {
      if (relayPath(steps, order, before, after) === undefined) return [from, to];
    }
  }
  return undefined;
}

/** A timed relay falls back to "nothing energised" by itself: that, and nothing else, must be the fail-safe. */
function checkTimedLease(path: Path, output: RelayEntry, { lease }: RelayCommand): readonly Finding[] {
  if (lease === undefined) {
    return [
      warning(
        [...path, 'lease'],
        `"${output.device}" keeps its relays as they are when the controller falls silent`,
        'use a board with timed relays, or accept it knowingly',
      ),
    ];
  }
  const findings: Finding[] = [];
  const longestMs = lease.unit * lease.maxUnits;
  if (output.lease > longestMs) {
    findings.push(
      error([...path, 'lease'], `the board counts ${formatDuration(longestMs)} at most`, 'write "30s"'),
    );
  }
  const released = releasedValue(output);
  if (released === undefined) {
    findings.push(
      error(
        [...path, 'steps'],
        'no step has an empty coil list, so the board cannot fall to any',
        'give the fail-safe step no coils: 50: []',
        'key',
      ),
    );
  } else if (relayValues(output).includes(output.failSafe) && output.failSafe !== released) {
    const text = `failSafe ${output.failSafe} needs energised coils, but a board that lost the controller releases all`;
    findings.push(
      error(
        [...path, 'failSafe'],
        text,
        `write ${released}, or give step ${output.failSafe} the empty coil list`,
      ),
    );
  }
  return findings;
}

function releasedValue(output: RelayEntry): number | undefined {
  if (output.kind === 'lamp') return 0;
  const step = Object.entries(output.steps).find(([, coils]) => coils.length === 0);
  return step === undefined ? undefined : Number(step[0]);
}

/** The values that an output of relays can take, percent. */
export function relayValues(output: RelayEntry): readonly number[] {
  return output.kind === 'lamp' ? [0, 100] : Object.keys(output.steps).map(Number);
}
