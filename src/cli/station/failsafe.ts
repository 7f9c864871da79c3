/**
 * `quietpost failsafe`: relays on GPIO to fail-safe, without a gateway. The kernel leaves lines as they are when their
 * process is killed, so the service runs this after such an end. Everything on a bus takes its fail-safe when its lease
 * ends.
 */

import { openBanks } from '../../assembly/gpio-banks.ts';
import { isHandover } from '../../assembly/handover.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { BankPlan } from '../../plan/site-plan.ts';
import type { GpioBank } from '../../ports/field/gpio.ts';
import { planFor } from '../terminal/site-argument.ts';
import { tell, tellFault } from '../terminal/tell.ts';

/** Sets all relays on GPIO to fail-safe; gives the exit code. */
export async function failsafe(
  site: string,
  options: { readonly link?: readonly string[]; readonly service?: boolean },
): Promise<number> {
  const plan = planFor(site, options.link === undefined ? {} : { link: options.link });
  if (typeof plan === 'number') return plan;
  if (plan.banks.length === 0) {
    console.log(tell('failsafe-no-gpio'));
    return EXIT.OK;
  }
  if (options.service === true && isRestartPending(process.env['SERVICE_RESULT'])) {
    console.log(tell('failsafe-restart'));
    return EXIT.OK;
  }
  if (isHandover(plan, Date.now())) {
    console.log(tell('failsafe-handover'));
    return EXIT.OK;
  }
  const banks = openBanks(plan.banks);
  let code = 0;
  for (const bank of plan.banks) {
    const lines = banks[bank.device];
    const problem = lines === undefined ? undefined : await fall(bank, lines);
    if (problem !== undefined) code = EXIT.IOERR;
    console.log(problem ?? tell('failsafe-done', { device: bank.device }));
  }
  return code;
}

/**
 * systemd runs ExecStopPost at every end and says how it came to it, systemd.exec(5). After a crash it starts the service
 * again; when the starts are used up, safe mode follows, which sets the outputs itself.
 */
export function isRestartPending(serviceResult: string | undefined): boolean {
  return serviceResult !== undefined && serviceResult !== 'success';
}

/** Relays that open first. All lines are tried; gives what went wrong. */
async function fall(plan: BankPlan, bank: GpioBank): Promise<string | undefined> {
  const positions = plan.lines.map((_, position) => position);
  const order = positions.toSorted(
    (a, b) => Number(plan.failSafe[a] ?? false) - Number(plan.failSafe[b] ?? false),
  );
  let problem: string | undefined;
  for (const position of order) {
    const isEnergised = plan.failSafe[position] ?? false;
    const fault = await new Promise<string | undefined>((resolve) => {
      bank.set(position, isEnergised, (done) => resolve(done.ok ? undefined : tellFault(done.fault)));
    });
    if (fault !== undefined) {
      const line = plan.lines[position] ?? position;
      problem = tell('failsafe-stuck', { device: plan.device, line, fault });
    }
  }
  await new Promise<void>((resolve) => bank.close(resolve));
  return problem;
}
