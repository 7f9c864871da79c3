/** `quietpost check --probe` on the wires of this computer. */

import { createSystemClock } from '../../adapters/system-clock.ts';
import { realField } from '../../assembly/real-field.ts';
import { probe } from '../field/probe.ts';
import { type PlanOverrides, planFor } from '../terminal/site-argument.ts';
import { atTerminal } from '../terminal/terminal.ts';

/** Gives the exit code. */
export async function probeSite(site: string, options: PlanOverrides): Promise<number> {
  const plan = planFor(site, options);
  if (typeof plan === 'number') return plan;
  const person = atTerminal();
  person.write('\nDevices');
  return probe(plan, realField(createSystemClock({ wallSync: 'assumed' })), person);
}
