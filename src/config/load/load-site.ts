/** The one place of this folder that reads files: a site file, the definitions around it, the hash of both. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { isInstrument } from '../../devices/any-definition.ts';
import type { MeterDefinition } from '../../devices/instruments/instrument.ts';
import type { DeviceDefinition } from '../../devices/modbus/definition.ts';
import type { Language } from '../../language/languages.ts';
import { type Phrase, phrase } from '../../model/phrase.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { Problem } from '../problems/problem.ts';
import { renderLine, renderReport } from '../problems/render.ts';
import { decodeText } from '../problems/text-encoding.ts';
import type { SourceText, YamlChange } from '../problems/yaml-source.ts';
import { packageFolder } from './package-folder.ts';
import { readDefinition } from './read-definition.ts';
import { readSite } from './read-site.ts';

/** Far above the 50 kB that the site file of a hundred chargers has. */
const FILE_BYTES_MAX = 1_000_000;

/** A plan and its warnings, one line each, or all that is wrong. */
type LoadedSite =
  | { readonly ok: true; readonly plan: SitePlan; readonly warnings: string[] }
  | ({ readonly ok: false } & Refused);

interface Refused {
  /** In the language of the call. */
  readonly report: string;
  /** The same in another one. */
  readonly reportIn: (language: Language) => string;
  readonly problems: Problem[];
}

/**
 * Reads and checks the site at `path`, with `changes` in place of what it says. `problems` are the errors; the report
 * shows warnings too. Report and warnings are in `language`.
 */
export function loadSite(
  path: string,
  changes: readonly YamlChange[] = [],
  language: Language = 'en',
): LoadedSite {
  const site = readText(path);
  if ('fault' in site) return { ok: false, ...refused([unreadable(path, site.fault)], [], language) };
  const reading = readSite({
    site,
    definitions: definitionsFor(path),
    realPath,
    changes,
    ...stateFolderFor(path),
  });
  if (!reading.ok) return { ok: false, ...refused(reading.problems, reading.warnings, language) };
  const plan = { hash: hashOf(reading.texts), siteText: site.text, ...reading.plan };
  return { ok: true, plan, warnings: reading.warnings.map((one) => renderLine(one, language)) };
}

/** Every Modbus definition that a site file at `path` could use and that is in order. */
export function loadDefinitions(path: string): readonly DeviceDefinition[] {
  return [...definitionsFor(path)].flatMap(([model, text]) => {
    const { definition } = readDefinition(model, text);
    return definition === undefined || isInstrument(definition) ? [] : [definition];
  });
}

/** The same of instruments with a language of their own. */
export function loadInstruments(path: string): readonly MeterDefinition[] {
  return [...definitionsFor(path)].flatMap(([model, text]) => {
    const { definition } = readDefinition(model, text);
    if (definition === undefined || !isInstrument(definition) || definition.kind === 'one-wire') return [];
    return [definition];
  });
}

/**
 * The service and the technician's commands must find the same history from any working folder: for a site file below
 * /etc it lies where a service keeps its state.
 */
export function stateFolderFor(path: string): { readonly stateFolder?: string } {
  return resolve(path).startsWith('/etc/') ? { stateFolder: '/var/lib/quietpost' } : {};
}

function hashOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex').slice(0, 12);
}

/** The path itself where it cannot be followed: the adapter may be unplugged now. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** All definitions a site can use, by model; a folder nearer to the site goes before one further away. */
function definitionsFor(sitePath: string): ReadonlyMap<string, SourceText> {
  const definitions = new Map<string, SourceText>();
  for (const folder of definitionFolders(sitePath)) {
    for (const file of readdirSync(folder).sort()) {
      const model = basename(file, '.yaml');
      if (extname(file) !== '.yaml' || definitions.has(model)) continue;
      const text = readText(join(folder, file));
      if (!('fault' in text)) definitions.set(model, text);
    }
  }
  return definitions;
}

/** The folders beside the site file, in the nearest `config/devices` above it, and in this package, in this order. */
export function definitionFolders(sitePath: string): readonly string[] {
  const siteFolder = dirname(resolve(sitePath));
  const above: string[] = [];
  for (
    let folder = siteFolder;
    above.at(-1) !== join(folder, 'config', 'devices');
    folder = dirname(folder)
  ) {
    above.push(join(folder, 'config', 'devices'));
  }
  const folders = [join(siteFolder, 'devices'), above.find(existsSync), packageFolder('config', 'devices')];
  return [...new Set(folders)].filter(
    (folder): folder is string => folder !== undefined && existsSync(folder),
  );
}

/** A configuration file, or why it cannot be read. */
export function readText(path: string): SourceText | { readonly fault: Phrase } {
  try {
    if (statSync(path).size > FILE_BYTES_MAX)
      return { fault: phrase('larger-than', { bytes: FILE_BYTES_MAX }) };
    const file = shown(path);
    return { file, ...decodeText(readFileSync(path), file) };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const reasons: Readonly<Record<string, Phrase>> = {
      ENOENT: phrase('no-such-file'),
      EACCES: phrase('not-permitted'),
      EISDIR: phrase('is-folder'),
    };
    return { fault: reasons[String(code)] ?? phrase('plain', { text: String(cause) }) };
  }
}

/** The path as shown in reports: relative to the working folder where it lies below it. */
function shown(path: string): string {
  const fromHere = relative(process.cwd(), resolve(path));
  return fromHere.startsWith('..') || fromHere === '' ? path : fromHere;
}

function refused(problems: readonly Problem[], warnings: readonly Problem[], language: Language): Refused {
  const reportIn = (other: Language): string => renderReport([...problems, ...warnings], other);
  return { report: reportIn(language), reportIn, problems: [...problems] };
}

function unreadable(path: string, why: Phrase): Problem {
  return {
    severity: 'error',
    file: shown(path),
    line: 1,
    column: 1,
    path: '',
    found: '',
    message: phrase('site-unreadable', { why }),
    fix: phrase('give-site-path'),
    sourceLine: '',
  };
}
