/** `quietpost run [SITE]`: the gateway on real hardware. */

import { runGateway } from '../../assembly/run-gateway.ts';
import { safeModeRules } from '../../control/rules/safe-mode.ts';
import { receptorsToSweep } from '../../control/rules/sweep/sweep-wanted.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import { watchedSettings } from '../settings/watched-settings.ts';
import { languageHere } from '../terminal/language.ts';
import { type PlanOverrides, planFor } from '../terminal/site-argument.ts';
import { tell } from '../terminal/tell.ts';
import { nightPages } from './night-pages.ts';

/** Options of `quietpost run`. */
export interface RunOptions extends PlanOverrides {
  readonly record?: string;
  readonly history?: string;
  readonly safeMode?: boolean;
  readonly lang?: string;
}

/** Runs until it is stopped. Exit codes follow sysexits.h: 78 configuration, 69 something needed is missing. */
export async function run(site: string, options: RunOptions): Promise<number> {
  const plan = planFor(site, options);
  if (typeof plan === 'number') return plan;
  if (isWithoutBackOffice(plan)) {
    console.error(tell('quietpost-says', { why: noBackOfficeText(site, plan) }));
    return EXIT.CONFIG;
  }
  const unswept = receptorsToSweep(plan.control);
  if (unswept.length > 0) {
    console.log(tell('quietpost-says', { why: tell('unswept', { receptors: unswept, site }) }));
  }
  const { record, history } = options;
  return runGateway(plan, {
    ...{ record, history, site, page: { nightPages }, language: languageHere(options.lang) },
    // In safe mode nothing comes into force by itself.
    ...(options.safeMode === true ? { rules: safeModeRules } : { settings: watchedSettings(site, options) }),
  });
}

function noBackOfficeText(site: string, { broker }: SitePlan): string {
  const port = broker.kind === 'embedded' ? broker.port : 1883;
  return tell('no-back-office', {
    site,
    named: 'broker: { kind: mqtt, url: mqtts://... }',
    none: `broker: { kind: embedded, port: ${port}, onSite: true }`,
  });
}

/** A desktop has its station on this computer; a line that leaves it is a real one. */
function isWithoutBackOffice({ broker, buses, boards, ports }: SitePlan): boolean {
  if (broker.kind !== 'embedded' || broker.onSite === true) return false;
  const ends = [
    ...buses,
    ...ports.filter(({ kind }) => kind !== 'one-wire'),
    ...boards.map(({ end }) => end),
  ];
  return ends.some((end) => ('host' in end ? !isLoopback(end.host) : end.path.startsWith('/dev/')));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
