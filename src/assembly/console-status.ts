/** Prints the line a technician reads, about the last finished cycle: every ten seconds on a terminal, seldom in a journal. */

import type { TickResult } from '../control/tick.ts';
import type { ControlPlan } from '../plan/control-plan.ts';
import type { FinishedCycle, GatewayHealth, Observer } from '../ports/observer.ts';
import { statusLine } from './status-line.ts';

const TERMINAL_EVERY_MS = 10_000;
const JOURNAL_EVERY_MS = 600_000;

/** What the line says beside the cycle itself. */
export interface ConsoleStatusParts {
  readonly plan: ControlPlan;
  /** Whether the broker is connected. */
  readonly isConnected: () => boolean;
}

/** An observer with a timer: stop it, or the process does not end. */
export interface ConsoleStatus extends Observer<TickResult> {
  stop(): void;
}

/** Prints nothing before the first cycle is finished. */
export function createConsoleStatus({ plan, isConnected }: ConsoleStatusParts): ConsoleStatus {
  let last: FinishedCycle<TickResult> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const print = (health: () => GatewayHealth): void => {
    if (last === undefined) return;
    const { count, overruns } = health().cycle;
    const late = overruns > 0 ? `, ${overruns} late` : '';
    const tail = `mqtt ${isConnected() ? 'connected' : 'no broker'} | cycle ${count}${late}`;
    console.log(statusLine(last.image, last.result, plan, tail));
  };
  return {
    name: 'console',
    started: (health) => {
      const isTerminal = process.stdout.isTTY === true;
      timer = setInterval(() => print(health), isTerminal ? TERMINAL_EVERY_MS : JOURNAL_EVERY_MS);
    },
    cycle: (finished) => {
      last = finished;
    },
    stop: () => clearInterval(timer),
  };
}
