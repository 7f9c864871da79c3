/** `quietpost simulate --scenario`: one night for each scenario file, all with the same gateway. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadScenario, type Scenario } from '../../../hw-mocks/scenario/scenario.ts';
import { createFileSink } from '../../adapters/file-sink.ts';
import { isPolicyName } from '../../laboratory/policies/policies.ts';
import { scenarioSimulation } from '../../laboratory/scenario-simulation.ts';
import { type ScoredNight, scoreNight } from '../../laboratory/scoring/score-night.ts';
import { simulatedHistory } from '../../laboratory/simulated-history.ts';
import { EXIT } from '../../model/exit-code.ts';
import type { Message } from '../../model/message.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { languageHere } from '../terminal/language.ts';
import { createProgress } from '../terminal/progress.ts';
import { tell, tellMessage } from '../terminal/tell.ts';
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

/** How the nights are run. */
interface ScenarioOptions {
  readonly json?: boolean;
  readonly policy?: string;
  /** In place of the seed of each scenario. */
  readonly seed?: number;
  /** Files to write; of one scenario alone. */
  readonly record?: string;
  readonly history?: string;
}

const RECORDING_BYTES_MAX = 20e9;
/** Virtual time between two pauses, in which the disk catches up with the recording. */
const BREATH_MS = 60_000;

/** Runs the scenarios in the order given; prints a row for each night and receptor. Exit codes of sysexits.h. */
export async function simulateScenarios(
  paths: readonly string[],
  options: ScenarioOptions = {},
  { write, report }: SimulateIo = terminal,
): Promise<number> {
  const complain = (code: number, text: string): number => {
    report(tell('command-says', { command: 'simulate', why: text }));
    return code;
  };
  const files = scenarioFiles(paths);
  if (!files.ok) return complain(EXIT.NOINPUT, files.fault);
  const loaded = files.value.map((file) => loadScenario(file, languageHere()));
  const wrong = loaded.flatMap((one) => (!one.ok && one.kind === 'invalid' ? [one.report] : []));
  if (wrong.length > 0) return refused(EXIT.CONFIG, wrong, report);
  const missing = loaded.flatMap((one) => (one.ok ? [] : [one.report]));
  if (missing.length > 0) return refused(EXIT.NOINPUT, missing, report);
  const one = options.record === undefined ? '--history' : '--record';
  const isWritten = options.record !== undefined || options.history !== undefined;
  if (isWritten && loaded.length > 1) return complain(EXIT.USAGE, tell('simulate-one', { option: one }));

  const startedMs = performance.now();
  const scenarios = loaded.flatMap((found) =>
    found.ok ? [{ ...found.scenario, seed: options.seed ?? found.scenario.seed }] : [],
  );
  if (options.policy !== undefined && !isWritten) {
    const nights = scoredNights(scenarios, options.policy.split(','), report);
    write(options.json === true ? JSON.stringify(nights, null, 2) : scoreTable(nights));
    return EXIT.OK;
  }
  const rows: ShownNight[] = [];
  const progress = createProgress(tell('simulate-progress'));
  for (const [index, scenario] of scenarios.entries()) {
    progress.end();
    report(tell('simulate-scenario-about', scenario));
    const run = await runScenario(scenario, options, (done) =>
      progress.at((index + done) / scenarios.length),
    );
    progress.end();
    if (!run.ok) return complain(run.fault.code, run.fault.text);
    rows.push(...run.value);
  }
  if (options.json === true) write(JSON.stringify(rows, null, 2));
  else write(nightTable(rows));
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const count = loaded.length;
  report(
    count === 1
      ? tell('simulate-done-scenario', { seconds })
      : tell('simulate-done-scenarios', { count, seconds }),
  );
  return EXIT.OK;
}

/** Reports on files stand as they are, as `check` prints them. */
function refused(code: number, reports: readonly string[], report: SimulateIo['report']): number {
  report(reports.join('\n\n'));
  return code;
}

/** Every policy on every night. */
function scoredNights(
  scenarios: readonly Scenario[],
  policies: readonly string[],
  report: SimulateIo['report'],
): readonly ScoredNight[] {
  const progress = createProgress(tell('score-progress'));
  const known = policies.filter(isPolicyName);
  const nights = scenarios.flatMap((scenario, index) => {
    progress.end();
    report(tell('simulate-scenario-about', scenario));
    return known.map((policy, number) => {
      progress.at((index + number / known.length) / scenarios.length);
      return scoreNight(scenario, policy);
    });
  });
  progress.end();
  return nights;
}

/** A fault that ends the command. */
interface Trouble {
  readonly code: number;
  readonly text: string;
}

async function runScenario(
  scenario: Scenario,
  { record, history }: ScenarioOptions,
  progressed: (done: number) => void,
): Promise<Result<readonly ShownNight[], Trouble>> {
  const file = history === undefined ? undefined : simulatedHistory(scenario.plan, history);
  if (file?.isThere === true)
    return failed({ code: EXIT.CANTCREAT, text: tell('simulate-history-there', { path: history ?? '' }) });
  const sink = record === undefined ? undefined : createFileSink(record, { bytesMax: RECORDING_BYTES_MAX });
  const simulation = scenarioSimulation(scenario, {
    ...(sink === undefined ? {} : { sink }),
    ...(file === undefined ? {} : { history: file.make }),
  });
  const untilMs = scenario.lengthMs + PUBLISH_MS;
  for (let atMs = 0; atMs < untilMs; ) {
    atMs = Math.min(untilMs, atMs + BREATH_MS);
    simulation.runUntil(atMs);
    progressed(atMs / untilMs);
    if (sink !== undefined) await new Promise((resolve) => setImmediate(resolve));
  }
  const nights = simulation.nights();
  simulation.stop();
  if (sink !== undefined) await new Promise<void>((resolve) => sink.close(resolve));
  const trouble = sink?.takeTrouble() ?? faultText(file?.fault());
  if (trouble !== undefined) return failed({ code: EXIT.IOERR, text: trouble });
  const run = { scenario: scenario.name, seed: scenario.seed, config: scenario.plan.hash };
  return ok(nights.map((night) => ({ ...run, ...night })));
}

function faultText(fault: Message | undefined): string | undefined {
  return fault && tellMessage(fault);
}

/** All *.yaml of a folder, ordered by name. */
function scenarioFiles(paths: readonly string[]): Result<readonly string[], string> {
  const files: string[] = [];
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return failed(tell('simulate-no-scenario', { path }));
    if (!found.isDirectory()) {
      files.push(path);
      continue;
    }
    const names = readdirSync(path).filter((name) => name.endsWith('.yaml'));
    if (names.length === 0) return failed(tell('simulate-empty', { path }));
    files.push(...names.sort().map((name) => join(path, name)));
  }
  return ok(files);
}
