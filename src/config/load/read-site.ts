/** Text in, plan or problems out: syntax, then form, then cross-checks, with everything found listed at once. */

import { isInstrument } from '../../devices/any-definition.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import { crossCheck } from '../checks/cross-check.ts';
import { explainIssues } from '../problems/explain-issue.ts';
import { byPosition, type Problem } from '../problems/problem.ts';
import { readYaml, type SourceText, type YamlChange } from '../problems/yaml-source.ts';
import { laterVersion } from '../site/schema-version.ts';
import { draftOf, stationOf } from '../site/site-draft.ts';
import { siteJsonSchema, siteSchema } from '../site/site-schema.ts';
import { compile } from './compile.ts';
import { readDefinition } from './read-definition.ts';

/** The texts a site is made of. */
interface SiteFiles {
  readonly site: SourceText;
  /** All definitions there are, by model; only those that the site uses are read. */
  readonly definitions: ReadonlyMap<string, SourceText>;
  /** Where a path of a serial port leads in the end, where the machine can tell. */
  readonly realPath?: (path: string) => string;
  /** Values that replace those of the site file. */
  readonly changes?: readonly YamlChange[];
  /** Where a history lies that the site file names no file for. */
  readonly stateFolder?: string;
}

/** Below the working folder: on a desktop. */
const DESKTOP_STATE_FOLDER = '.quietpost';

/** The outcome, with warnings in both cases. */
export type SiteReading =
  | {
      readonly ok: true;
      readonly plan: Omit<SitePlan, 'hash'>;
      /** What the plan was made from, site first. */
      readonly texts: readonly string[];
      readonly warnings: readonly Problem[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] };

/** Reads a site and the definitions it uses. */
export function readSite(files: SiteFiles): SiteReading {
  const { site, definitions, realPath, changes = [], stateFolder = DESKTOP_STATE_FOLDER } = files;
  const source = readYaml(site, changes);
  if (source.data === undefined) return verdict(undefined, [], source.problems);
  const later = laterVersion(source.data);
  if (later !== undefined) return verdict(undefined, [], [...source.problems, source.place(later)]);
  const parsed = siteSchema.safeParse(source.data);
  const findings = parsed.success ? [] : explainIssues(parsed.error.issues, source.data, siteJsonSchema);
  const draft = draftOf(source.data);

  const models = new Set(Object.values(draft.devices).map((device) => device.model));
  const used = [...definitions].filter(([model]) => models.has(model));
  const readings = used.map(([model, text]) => [model, readDefinition(model, text)] as const);
  const valid = readings.flatMap(([model, { definition }]) =>
    definition ? [[model, definition] as const] : [],
  );
  const modbus = new Map(valid.flatMap(([model, one]) => (isInstrument(one) ? [] : [[model, one] as const])));
  const others = new Map(valid.flatMap(([model, one]) => (isInstrument(one) ? [[model, one] as const] : [])));
  const station = stationOf(draft, modbus, others, [...definitions.keys()], realPath);
  const problems = [
    ...source.problems,
    ...source.warnings,
    // Nobody knows which of two equal keys was meant, so what refers to it cannot be judged.
    ...[...findings, ...(source.isAmbiguous ? [] : crossCheck(station))].map(source.place),
    ...readings.flatMap(([, reading]) => reading.problems),
  ];
  const plan = () => (parsed.success ? compile(parsed.data, station, stateFolder) : undefined);
  const changed = changes.map((change) => JSON.stringify(change));
  return verdict(plan, [site.text, ...used.map(([, { text }]) => text), ...changed], problems);
}

function verdict(
  plan: (() => Omit<SitePlan, 'hash'> | undefined) | undefined,
  texts: readonly string[],
  found: readonly Problem[],
): SiteReading {
  const sorted = found.toSorted(byPosition);
  const problems = sorted.filter((problem) => problem.severity === 'error');
  const warnings = sorted.filter((problem) => problem.severity === 'warning');
  const made = problems.length === 0 ? plan?.() : undefined;
  return made === undefined ? { ok: false, problems, warnings } : { ok: true, plan: made, texts, warnings };
}
