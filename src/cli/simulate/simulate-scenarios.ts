/** `quietpost simulate --scenario`: one night for each scenario file, all with the same gateway. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadScenario, type Scenario } from '../../../hw-mocks/scenario/scenario.ts';
import { isPolicyName } from '../../laboratory/policies/policies.ts';
import { scenarioSimulation } from '../../laboratory/scenario-simulation.ts';
import { type ScoredNight, scoreNight } from '../../laboratory/scoring/score-night.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { nightTable, type ShownNight } from './night-table.ts';
import { scoreTable } from './score-table.ts';

/** The gateway publishes the level of a night a moment after its end. */
const PUBLISH_MS = 5000;

/** Where the table goes, and where progress and faults go. */
interface SimulateIo {
  readonly write: (text: string) => void;
  readonly report: (text: string) => void;
}

const terminal: SimulateIo = { write: (text) => console.log(text), report: (text) => console.error(text) };

/** Runs the scenarios in the order given; prints a row for each night and receptor. Exit codes of sysexits.h. */
export function simulateScenarios(
  paths: readonly string[],
  options: { readonly json?: boolean; readonly policy?: string } = {},
  { write, report }: SimulateIo = terminal,
): number {
  const complain = (code: number, text: string): number => {
    report(text.startsWith('error') ? text : `quietpost simulate: ${text}`);
    return code;
  };
  const files = scenarioFiles(paths);
  if (!files.ok) return complain(EXIT.NOINPUT, files.fault);
  const loaded = files.value.map(loadScenario);
  const wrong = loaded.flatMap((one) => (!one.ok && one.kind === 'invalid' ? [one.report] : []));
  if (wrong.length > 0) return complain(EXIT.CONFIG, wrong.join('\n\n'));
  const missing = loaded.flatMap((one) => (one.ok ? [] : [one.report]));
  if (missing.length > 0) return complain(EXIT.NOINPUT, missing.join('\n\n'));

  const startedMs = performance.now();
  const scenarios = loaded.flatMap((one) => (one.ok ? [one.scenario] : []));
  if (options.policy !== undefined) {
    const nights = scoredNights(scenarios, options.policy.split(','), report);
    write(options.json === true ? JSON.stringify(nights, null, 2) : scoreTable(nights));
    return EXIT.OK;
  }
  const rows: ShownNight[] = [];
  for (const scenario of scenarios) {
    report(`${scenario.name}: ${scenario.about}`);
    rows.push(...runScenario(scenario));
  }
  if (options.json === true) write(JSON.stringify(rows, null, 2));
  else write(nightTable(rows));
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  report(`${loaded.length} scenarios in ${seconds} s`);
  return EXIT.OK;
}

/** Every policy on every night. */
function scoredNights(
  scenarios: readonly Scenario[],
  policies: readonly string[],
  report: SimulateIo['report'],
): readonly ScoredNight[] {
  return scenarios.flatMap((scenario) => {
    report(`${scenario.name}: ${scenario.about}`);
    return policies.filter(isPolicyName).map((policy) => scoreNight(scenario, policy));
  });
}

function runScenario(scenario: Scenario): readonly ShownNight[] {
  const simulation = scenarioSimulation(scenario);
  simulation.runUntil(scenario.lengthMs + PUBLISH_MS);
  const nights = simulation.nights();
  simulation.stop();
  const run = { scenario: scenario.name, seed: scenario.seed, config: scenario.plan.hash };
  return nights.map((night) => ({ ...run, ...night }));
}

/** All *.yaml of a folder, ordered by name. */
function scenarioFiles(paths: readonly string[]): Result<readonly string[], string> {
  const files: string[] = [];
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return failed(`there is no scenario ${path}`);
    if (!found.isDirectory()) {
      files.push(path);
      continue;
    }
    const names = readdirSync(path).filter((name) => name.endsWith('.yaml'));
    if (names.length === 0) return failed(`the folder ${path} holds no scenario (*.yaml)`);
    files.push(...names.sort().map((name) => join(path, name)));
  }
  return ok(files);
}
