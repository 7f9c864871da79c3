// The shipped station for measurements: its plan, the real recordings where they are, and percentiles.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadSite } from '../dist/src/config/load/load-site.js';

export const root = join(import.meta.dirname, '..');
export const sitePath = join(root, 'config', 'site.yaml');

export function shippedPlan() {
  return planWith([]);
}

/** The same with one meter that gives thirds, and fans whose tones are learned. */
export function bandMeterPlan() {
  const blades = ['a', 'b'].flatMap((cabinet) =>
    [0, 1].map((fan) => ({ path: `cabinets.${cabinet}.fans.${fan}.blades`, value: 7 })),
  );
  return planWith([
    { path: 'devices.slm-north.model', value: 'class1-thirds' },
    { path: 'receptors.north.tonePenaltyDb', value: 5 },
    ...blades,
  ]);
}

function planWith(changes) {
  const site = loadSite(sitePath, changes);
  if (!site.ok) throw new Error(site.report ?? JSON.stringify(site.problems));
  return site.plan;
}

/** Options of a simulation with the real files; undefined where they are absent. */
export function recordings() {
  const data = (name) => join(root, '..', 'shared', 'data', name);
  const files = {
    background: data('noise_laeq_1s_24h.csv'),
    sessions: data('ev_dcfc_sessions_epfl_2022_2023.csv'),
    weather: data('temp_beijing_aotizhongxin_hourly_2013_2017.csv'),
    curves: data('ev_dc_charging_curves_openevdata.csv'),
  };
  return Object.values(files).every((path) => existsSync(path)) ? files : undefined;
}

export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))];
}

/**
 * CPU time of `work` in microseconds, `times` times over, this process's garbage collection included. Not the clock: on
 * a busy machine that measures the others.
 */
export function cpuMicroseconds(work, times) {
  const taken = [];
  for (let index = 0; index < times; index += 1) {
    const before = process.cpuUsage();
    work(index);
    const { user, system } = process.cpuUsage(before);
    taken.push(user + system);
  }
  return taken;
}
