/** Reads a scenario file: a night with everything that the simulator knows and the controller does not. */

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadSite, readText } from '../../src/config/load/load-site.ts';
import { explainIssues } from '../../src/config/problems/explain-issue.ts';
import { byPosition, error, type Finding, type Problem } from '../../src/config/problems/problem.ts';
import { renderReport } from '../../src/config/problems/render.ts';
import { readYaml, type YamlSource } from '../../src/config/problems/yaml-source.ts';
import type { Language } from '../../src/language/languages.ts';
import { type Phrase, phrase } from '../../src/model/phrase.ts';
import type { SitePlan } from '../../src/plan/site-plan.ts';
import type { CabinetConstruction } from '../cabinets/construction.ts';
import type { FaultSwitch } from '../faults/faults.ts';
import type { StationEvent } from '../inputs/events.ts';
import type { PhysicsParameters } from '../inputs/physics-parameters.ts';
import { type InputFiles, loadInputs, type StationInputs } from '../station/inputs.ts';
import { checkScenario, namesOf, type ScenarioDraft } from './scenario-check.ts';
import { faultsOf, stationEventsOf } from './scenario-events.ts';
import { eventSchema } from './scenario-events-schema.ts';
import { type ScenarioFile, scenarioJsonSchema, scenarioSchema } from './scenario-schema.ts';

/** A night that was loaded and fits its site. */
export interface Scenario {
  readonly file: string;
  readonly name: string;
  readonly about: string;
  /** Local date and hour, with fraction, of its start. */
  readonly date: string;
  readonly startHour: number;
  readonly lengthMs: number;
  readonly seed: number;
  /** The plan of the controller: the site file with what the scenario sets in it. */
  readonly plan: SitePlan;
  readonly inputs: StationInputs;
  /** What only the simulator knows. */
  readonly physics: Partial<PhysicsParameters>;
  readonly cabinets: Readonly<Record<string, CabinetConstruction>>;
  readonly events: readonly StationEvent[];
  readonly faults: readonly FaultSwitch[];
}

/** The night, or all that is wrong with its file. */
export type LoadedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  /** Only recordings are missing on this machine: a bench may skip such a night. */
  | {
      readonly ok: false;
      readonly kind: 'inputs-missing';
      readonly files: readonly string[];
      readonly report: string;
    }
  | { readonly ok: false; readonly kind: 'invalid'; readonly report: string };

/** Reads and checks the scenario, its site and its recordings; the report names all problems at once, in `language`. */
export function loadScenario(path: string, language: Language = 'en'): LoadedScenario {
  const invalid = (problems: readonly Problem[], plain: readonly string[] = []): LoadedScenario => {
    const report = problems.length === 0 ? [] : [renderReport(problems.toSorted(byPosition), language)];
    return { ok: false, kind: 'invalid', report: [...report, ...plain].join('\n') };
  };
  const text = readText(path);
  if ('fault' in text) return invalid([unreadable(path, text.fault)]);
  const source = readYaml(text);
  if (source.data === undefined) return invalid(source.problems);
  const parsed = scenarioSchema.safeParse(source.data);
  const issues = parsed.success ? [] : explainIssues(parsed.error.issues, source.data, scenarioJsonSchema);

  const draft = draftOf(source.data);
  const site = loadSite(beside(path, draft.site.file), changesOf(draft.site));
  const siteProblems = site.ok ? [] : site.problems.map((problem) => placedHere(problem, source, draft.site));
  const crossed = site.ok ? checkScenario(draft, namesOf(site.plan)) : [];
  const problems = [...source.problems, ...[...issues, ...crossed].map(source.place), ...siteProblems];

  const files = inputFiles(path, draft.inputs);
  const missing = Object.entries(files).filter(([, file]) => !existsSync(file));
  const missingProblems = missing.map(([key, file]) => source.place(missingInput(key, file)));
  const found = missing.length > 0 ? undefined : loadInputs(files);
  const inputProblems = found?.ok === false ? found.problems : [];
  if (problems.length > 0 || inputProblems.length > 0)
    return invalid([...problems, ...missingProblems], inputProblems);
  if (missing.length > 0) {
    const report = renderReport(missingProblems, language);
    return { ok: false, kind: 'inputs-missing', files: missing.map(([, file]) => file), report };
  }
  if (!parsed.success || !site.ok || found?.ok !== true)
    throw new Error('assertion: a scenario without problems is whole');
  return { ok: true, scenario: scenarioOf(text.file, parsed.data, site.plan, found.inputs) };
}

function scenarioOf(file: string, entry: ScenarioFile, plan: SitePlan, inputs: StationInputs): Scenario {
  const { name, about, date, start, length, seed, physics, cabinets, events } = entry;
  return {
    file,
    name,
    about,
    date,
    startHour: start / 60,
    lengthMs: length,
    seed,
    plan,
    inputs,
    physics: physics ?? {},
    cabinets,
    events: stationEventsOf(events, start, length),
    faults: faultsOf(events, start, length, seed, namesOf(plan)),
  };
}

type Draft = ScenarioDraft & Pick<ScenarioFile, 'site' | 'inputs'>;

/** A wrong section does not hide the problems of the others. */
function draftOf(data: unknown): Draft {
  const { site, inputs, cabinets, start, length } = scenarioSchema.shape;
  const record = data !== null && typeof data === 'object' ? (data as Readonly<Record<string, unknown>>) : {};
  const events = Array.isArray(record['events']) ? record['events'] : [];
  return {
    site: site.safeParse(record['site']).data ?? site.parse(undefined),
    inputs: inputs.safeParse(record['inputs']).data ?? {},
    cabinets: cabinets.safeParse(record['cabinets']).data ?? {},
    start: start.safeParse(record['start']).data ?? start.parse(undefined),
    length: length.safeParse(record['length']).data ?? length.parse(undefined),
    events: events.map((event) => eventSchema.safeParse(event).data),
  };
}

function beside(scenario: string, file: string): string {
  return resolve(dirname(scenario), file);
}

function changesOf({ set }: ScenarioFile['site']) {
  return Object.entries(set).map(([path, value]) => ({ path, value }));
}

/** A problem with what this file sets in the site gets its place here; others keep theirs in the site file. */
function placedHere(problem: Problem, source: YamlSource, { set }: ScenarioFile['site']): Problem {
  const key = Object.keys(set).find((path) => problem.path === path || problem.path.startsWith(`${path}.`));
  if (key === undefined) {
    const isSite = problem.path === '' && problem.found === '';
    return isSite ? source.place({ ...problem, path: ['site', 'file'] }) : problem;
  }
  const inner = problem.path === key ? [] : problem.path.slice(key.length + 1).split('.');
  return source.place({ ...problem, path: ['site', 'set', key, ...inner] });
}

function inputFiles(scenario: string, inputs: InputFiles): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([key, file]) =>
      file === undefined ? [] : [[key, beside(scenario, file)]],
    ),
  );
}

function missingInput(key: string, file: string): Finding {
  return error(['inputs', key], phrase('file-absent', { file }), phrase('relative-path'));
}

function unreadable(file: string, why: Phrase): Problem {
  const message = phrase('scenario-unreadable', { why });
  const fix = phrase('give-scenario-path');
  return { severity: 'error', file, line: 1, column: 1, path: '', found: '', message, fix, sourceLine: '' };
}
