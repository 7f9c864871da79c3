/** Where the real recordings lie. They are no part of the project: tests that need them say so and are skipped. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSite } from '../../src/config/load/load-site.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import { projectRoot } from './rig.ts';

const folder = join(projectRoot, '..', 'shared', 'data');

export const recordings = {
  background: join(folder, 'noise_laeq_1s_24h.csv'),
  sessions: join(folder, 'ev_dcfc_sessions_epfl_2022_2023.csv'),
  weather: join(folder, 'temp_beijing_aotizhongxin_hourly_2013_2017.csv'),
  curves: join(folder, 'ev_dc_charging_curves_openevdata.csv'),
} as const;

export const hasRecordings = Object.values(recordings).every((path) => existsSync(path));
/** Goes behind a test's name, so that a skipped one says why. */
export const needsRecordings = hasRecordings ? '' : ' (skipped: ../shared/data is not there)';

/** The shipped station with everything but its sound meters asked every 10 s only: a night in a few seconds. */
export function slowPolledPlan(): SitePlan {
  const slow = slowPolledSite();
  const directory = mkdtempSync(join(tmpdir(), 'quietpost-site-'));
  try {
    writeFileSync(join(directory, 'site.yaml'), slow);
    const loaded = loadSite(join(directory, 'site.yaml'));
    if (!loaded.ok) throw new Error(loaded.report);
    return loaded.plan;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Its site file. */
export function slowPolledSite(): string {
  const shipped = readFileSync(join(projectRoot, 'config', 'site.yaml'), 'utf8');
  return shipped.replaceAll(/^( .*\bbus: (?!noise\b).*poll: )\d+s/gm, '$110s');
}
