/** Prints the status line for technicians every ten seconds, from the last finished cycle. */

import type { TickResult } from '../control/tick.ts';
import type { ControlPlan } from '../plan/control-plan.ts';
import type { FinishedCycle, GatewayHealth, Observer } from '../ports/observer.ts';
import { statusLine } from './status-line.ts';

const STATUS_EVERY_MS = 10_000;

export interface ConsoleStatusParts {
  readonly plan: ControlPlan;
  /** Whether the broker is connected. */
  readonly isConnected: () => boolean;
  /** Called after each line. */
  readonly printed: () => void;
}

export interface ConsoleStatus extends Observer<TickResult> {
  stop(): void;
}

export function createConsoleStatus({ plan, isConnected, printed }: ConsoleStatusParts): ConsoleStatus {
  let last: FinishedCycle<TickResult> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const print = (health: () => GatewayHealth): void => {
    if (last === undefined) return;
    const { count, overruns } = health().cycle;
    const late = overruns > 0 ? `, ${overruns} late` : '';
    const tail = `mqtt ${isConnected() ? 'connected' : 'no broker'} | cycle ${count}${late}`;
    console.log(statusLine(last.image, last.result, plan, tail));
    printed();
  };
  return {
    name: 'console',
    started: (health) => {
      timer = setInterval(() => print(health), STATUS_EVERY_MS);
    },
    cycle: (finished) => {
      last = finished;
    },
    stop: () => clearInterval(timer),
  };
}
