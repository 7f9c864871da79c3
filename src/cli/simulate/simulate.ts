/** `quietpost simulate`: days of the same gateway on the same station in virtual time, one table row per night. */

import { readFaultFile } from '../../../hw-mocks/faults/fault-file.ts';
import { loadInputs } from '../../../hw-mocks/station/inputs.ts';
import { createFileSink } from '../../adapters/file-sink.ts';
import { loadSite } from '../../config/load/load-site.ts';
import type { Insight } from '../../laboratory/policies/known-sound.ts';
import { isPolicyName, policyNames, policyRules } from '../../laboratory/policies/policies.ts';
import { simulatedHistory } from '../../laboratory/simulated-history.ts';
import { createSimulation } from '../../laboratory/simulation.ts';
import { DAY_MS } from '../../model/duration.ts';
import { EXIT } from '../../model/exit-code.ts';
import { exampleSite } from '../terminal/example-site.ts';
import { languageHere } from '../terminal/language.ts';
import { createProgress } from '../terminal/progress.ts';
import { tell, tellMessage } from '../terminal/tell.ts';
import { nightTable } from './night-table.ts';
import { simulateScenarios } from './simulate-scenarios.ts';

interface SimulateOptions {
  readonly scenario?: readonly string[];
  readonly days?: number;
  readonly from?: string;
  readonly background?: string;
  readonly sessions?: string;
  readonly weather?: string;
  readonly curves?: string;
  readonly equipment?: string;
  readonly policy?: string;
  readonly seed?: number;
  readonly faults?: string;
  readonly record?: string;
  readonly history?: string;
  readonly json?: boolean;
}

/** A fixed day, so that the same command gives the same table on any day; a hot one, because then the fans matter. */
const DEFAULT_DATE = '2026-07-15';
const DEFAULT_SEED = 1;
const RECORDING_BYTES_MAX = 20e9;
/** Virtual time between two pauses, in which the disk catches up with the recording. */
const BREATH_MS = 60_000;

/**
 * Runs the nights and prints them. Gives the exit code; without a site the one that comes with the program.
 */
export async function simulate(site: string | undefined, options: SimulateOptions): Promise<number> {
  const usage = usageProblem(options) ?? mixedProblem(site, options);
  if (usage !== undefined) return complain(EXIT.USAGE, usage);
  if (options.scenario !== undefined) return await simulateScenarios(options.scenario, options);
  const { days = 1, seed = DEFAULT_SEED } = options;
  const loaded = loadSite(exampleSite(site), [], languageHere());
  if (!loaded.ok) return refuse(EXIT.CONFIG, loaded.report);
  const inputs = loadInputs(options);
  if (!inputs.ok) return complain(EXIT.DATAERR, inputs.problems.join('\n'));
  const faults = readFaultFile(options.faults);
  if (!faults.ok) return complain(EXIT.DATAERR, faults.fault);
  for (const note of inputs.inputs.notes) console.error(note);

  const sink =
    options.record === undefined
      ? undefined
      : createFileSink(options.record, { bytesMax: RECORDING_BYTES_MAX });
  const historyFile =
    options.history === undefined ? undefined : simulatedHistory(loaded.plan, options.history);
  if (historyFile?.isThere === true)
    return complain(EXIT.CANTCREAT, tell('simulate-history-there', { path: options.history ?? '' }));
  const insight: Insight = {};
  const { policy = 'quietpost' } = options;
  const simulation = createSimulation({
    plan: loaded.plan,
    inputs: inputs.inputs,
    seed,
    rules: isPolicyName(policy) ? policyRules(policy, insight) : undefined,
    from: options.from ?? DEFAULT_DATE,
    equipment: options.equipment === 'off' ? 'off' : 'on',
    faults: faults.value,
    ...(sink === undefined ? {} : { sink }),
    ...(historyFile === undefined ? {} : { history: historyFile.make }),
  });
  insight.station = simulation.station;
  const startedMs = performance.now();
  const progress = createProgress(
    days === 1 ? tell('simulate-progress-day') : tell('simulate-progress-days', { days }),
  );
  for (let atMs = 0; atMs < days * DAY_MS; ) {
    atMs += BREATH_MS;
    simulation.runUntil(atMs);
    progress.at(atMs / (days * DAY_MS));
    if (sink !== undefined) await new Promise((resolve) => setImmediate(resolve));
  }
  progress.end();
  simulation.stop();
  if (sink !== undefined) await new Promise<void>((resolve) => sink.close(resolve));
  const trouble = sink?.takeTrouble();
  if (trouble !== undefined) return complain(EXIT.IOERR, trouble);
  const lost = historyFile?.fault();
  if (lost !== undefined) return complain(EXIT.IOERR, tellMessage(lost));
  const nights = simulation.nights();
  if (options.json === true) console.log(JSON.stringify(nights, null, 2));
  else console.log(nightTable(nights, { seed, config: loaded.plan.hash }));
  console.error(doneText(days, performance.now() - startedMs));
  return EXIT.OK;
}

function doneText(days: number, tookMs: number): string {
  const seconds = (tookMs / 1000).toFixed(1);
  return days === 1 ? tell('simulate-done-day', { seconds }) : tell('simulate-done-days', { days, seconds });
}

function usageProblem({
  days = 1,
  from,
  equipment = 'on',
  policy = 'quietpost',
  record,
  scenario,
}: SimulateOptions): string | undefined {
  if (!Number.isInteger(days) || days < 1 || days > 400) return tell('simulate-days');
  if (from !== undefined && !isDate(from)) return tell('simulate-from', { given: from });
  if (equipment !== 'on' && equipment !== 'off') return tell('simulate-equipment-takes');
  const names = scenario === undefined ? [policy] : policy.split(',');
  const unknown = names.find((name) => !isPolicyName(name));
  if (unknown !== undefined) return tell('simulate-policy', { policies: policyNames, given: unknown });
  if (record !== undefined && policy !== 'quietpost') return tell('simulate-record');
  return undefined;
}

/** The sentence about options that a scenario sets itself; undefined if none was given. */
export function mixedProblem(site: string | undefined, options: SimulateOptions): string | undefined {
  const { scenario, json, policy, seed, record, history, ...others } = options;
  if (scenario === undefined) return undefined;
  if (site !== undefined) return tell('simulate-own-site', { site });
  const given = Object.entries(others).find(([, value]) => value !== undefined)?.[0];
  if (given === undefined) return undefined;
  return tell('simulate-mixed', { option: given });
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** A report on a file stands as it is. */
function refuse(code: number, report: string): number {
  console.error(report);
  return code;
}

function complain(code: number, text: string): number {
  console.error(
    text.startsWith('quietpost') ? text : tell('command-says', { command: 'simulate', why: text }),
  );
  return code;
}
