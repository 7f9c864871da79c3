// Virtual time against real time: gateway, wire and physics of the shipped station in one process.
import { loadInputs, noInputs } from '../dist/hw-mocks/station/inputs.js';
import { createSimulation } from '../dist/src/laboratory/simulation.js';
import { bandMeterPlan, recordings, shippedPlan } from './shipped.mjs';

const HOUR_MS = 3_600_000;

export function measure({ smoke }) {
  const hours = smoke ? 1 : 24;
  const files = recordings();
  const loaded = files === undefined ? { ok: true, inputs: noInputs } : loadInputs(files);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const { cpuS, wallS } = run(shippedPlan(), loaded.inputs, hours, 12);
  const input = files === undefined ? 'made-up input' : 'real recordings';
  const conditions = `${hours} h noon to noon, ${input}; ${wallS.toFixed(1)} s on the clock`;
  const nightH = smoke ? 1 : 8;
  const nights = [shippedPlan(), bandMeterPlan()].map((plan) => run(plan, loaded.inputs, nightH, 22).cpuS);
  const night = (name, at) => ({
    name,
    value: (8 * nights[at]) / nightH,
    unit: 's of CPU',
    conditions: `${nightH} h from 22:00, ${input}; both in the same run`,
  });
  return [
    { name: 'simulated hours a CPU second', value: hours / cpuS, unit: 'h/s', conditions },
    { name: 'a simulated day', value: (24 * cpuS) / hours, unit: 's of CPU', atMost: 60, conditions },
    { name: '30 nights of 10 h', value: (300 * cpuS) / hours, unit: 's of CPU', atMost: 300, conditions },
    night('a simulated night of 8 h', 0),
    night('the same with one band meter', 1),
    {
      name: 'a night with one band meter, of one without',
      value: nights[1] / nights[0],
      unit: 'times',
      atMost: 1.25,
      conditions: `${nightH} h from 22:00, ${input}; both in the same run`,
    },
  ];
}

function run(plan, inputs, hours, startHour) {
  const simulation = createSimulation({ plan, inputs, seed: 1, from: '2025-03-22', startHour });
  const startMs = performance.now();
  const begin = process.cpuUsage();
  simulation.runUntil(hours * HOUR_MS);
  const used = process.cpuUsage(begin);
  simulation.stop();
  return { cpuS: (used.user + used.system) / 1e6, wallS: (performance.now() - startMs) / 1000 };
}
