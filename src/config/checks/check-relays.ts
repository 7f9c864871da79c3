/** Outputs made of relays: where they fall by themselves, and what stands on the wire while they are switched. */

import type { RelayCommand } from '../../devices/modbus/command.ts';
import { relayPath, type SwitchingOrder } from '../../devices/modbus/relay-path.ts';
import { formatDuration } from '../../model/duration.ts';
import { phrase } from '../../model/phrase.ts';
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
  const killed = driver === 'libgpiod' ? phrase('gpio-shell') : phrase('gpio-stays');
  const text = phrase('gpio-lease', { device: output.device, killed });
  const fix = phrase('gpio-fix');
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
      ? phrase('write', { what: `"order: ${other}"` })
      : phrase('wire-steps');
  const text = phrase('step-with-more-power', { from: bad[0], to: bad[1] });
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
        phrase('keeps-relays', { device: output.device }),
        phrase('use-timed-board'),
      ),
    ];
  }
  const findings: Finding[] = [];
  const longestMs = lease.unit * lease.maxUnits;
  if (output.lease > longestMs) {
    findings.push(
      error(
        [...path, 'lease'],
        phrase('board-counts', { time: formatDuration(longestMs) }),
        phrase('write', { what: '"30s"' }),
      ),
    );
  }
  const released = releasedValue(output);
  if (released === undefined) {
    findings.push(error([...path, 'steps'], phrase('no-empty-step'), phrase('empty-fail-safe'), 'key'));
  } else if (relayValues(output).includes(output.failSafe) && output.failSafe !== released) {
    const text = phrase('fail-safe-energised', { failSafe: output.failSafe });
    findings.push(
      error([...path, 'failSafe'], text, phrase('write-released', { released, failSafe: output.failSafe })),
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
