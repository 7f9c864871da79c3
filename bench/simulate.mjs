// Virtual time against real time: gateway, wire and physics of the shipped station in one process.
import { loadInputs, noInputs } from '../dist/hw-mocks/station/inputs.js';
import { createSimulation } from '../dist/src/laboratory/simulation.js';
import { recordings, shippedPlan } from './shipped.mjs';

const HOUR_MS = 3_600_000;

export function measure({ smoke }) {
  const hours = smoke ? 1 : 24;
  const files = recordings();
  const loaded = files === undefined ? { ok: true, inputs: noInputs } : loadInputs(files);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const simulation = createSimulation({
    plan: shippedPlan(),
    inputs: loaded.inputs,
    seed: 1,
    from: '2025-03-22',
  });
  const startMs = performance.now();
  const begin = process.cpuUsage();
  simulation.runUntil(hours * HOUR_MS);
  const used = process.cpuUsage(begin);
  const cpuS = (used.user + used.system) / 1e6;
  const wallS = (performance.now() - startMs) / 1000;
  const conditions = `${hours} h noon to noon, ${files === undefined ? 'made-up input' : 'real recordings'}; ${wallS.toFixed(1)} s on the clock`;
  return [
    { name: 'simulated hours a CPU second', value: hours / cpuS, unit: 'h/s', conditions },
    { name: 'a simulated day', value: (24 * cpuS) / hours, unit: 's of CPU', atMost: 60, conditions },
    { name: '30 nights of 10 h', value: (300 * cpuS) / hours, unit: 's of CPU', atMost: 300, conditions },
  ];
}
