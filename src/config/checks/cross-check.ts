/** What no single entry can show: whether the entries of a site file fit each other and the devices. */

import type { Finding } from '../problems/problem.ts';
import type { Station } from '../site/site-draft.ts';
import { checkBuses } from './check-buses.ts';
import { checkDevices } from './check-devices.ts';
import { checkLocal } from './check-local.ts';
import { checkNumbers } from './check-numbers.ts';
import { checkOptions } from './check-options.ts';
import { checkOutputs } from './check-outputs.ts';
import { checkReferences } from './check-references.ts';

/** All findings, in no particular order. */
export function crossCheck(station: Station): readonly Finding[] {
  const checks = [
    checkReferences,
    checkDevices,
    checkBuses,
    checkOptions,
    checkLocal,
    checkOutputs,
    checkNumbers,
  ];
  return checks.flatMap((check) => check(station));
}
