/**
 * Safe mode: every output in its fail-safe, whatever the station does. The service runs it after too many starts in a
 * short time, when nobody knows which part of the program fails: so only the interlocks are evaluated beside it.
 */

import { message } from '../../model/message.ts';
import { fanFailure } from './fan-failure.ts';
import { overTemperature } from './over-temperature.ts';
import { type SealedRule, sealed } from './rule.ts';

/** Name of the rule of safe mode. */
const SAFE_MODE = 'safe-mode';

const holdFailSafe: SealedRule = {
  name: SAFE_MODE,
  needs: () => [],
  initial: () => ({ isTold: false }),
  evaluate({ plan }, state) {
    const { isTold } = state as { readonly isTold: boolean };
    const bounds = plan.outputs.map(({ id, failSafe }) => ({
      ...{ output: id, min: failSafe, max: failSafe },
      ...{ priority: 'lost-input' as const, rule: SAFE_MODE, reason: message('safe-mode') },
    }));
    if (isTold) return { state, bounds, events: [] };
    const raised = {
      ...{ class: 'lifecycle' as const, severity: 'alarm' as const, state: 'raised' as const },
      ...{ subject: SAFE_MODE, message: message('safe-mode-begun') },
    };
    return { state: { isTold: true }, bounds, events: [raised] };
  },
};

/** The rules of safe mode, the highest first. */
export const safeModeRules: readonly SealedRule[] = [
  sealed(overTemperature),
  sealed(fanFailure),
  holdFailSafe,
];
