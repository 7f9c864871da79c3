/** `quietpost init FOLDER`: a folder to begin with: site file, the definitions it uses, schemas for the editor, help. */

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSite } from '../../config/load/load-site.ts';
import { packageFolder } from '../../config/load/package-folder.ts';
import { writeValues } from '../../config/load/write-values.ts';
import type { YamlChange } from '../../config/problems/yaml-source.ts';
import { schemaIn } from '../../config/schema-files.ts';
import type { Language } from '../../language/languages.ts';
import { sayPhrase } from '../../language/say-phrase.ts';
import { EXIT } from '../../model/exit-code.ts';
import { phrase } from '../../model/phrase.ts';
import { readersOf, type SitePlan } from '../../plan/site-plan.ts';
import { languageHere } from '../terminal/language.ts';
import { tell } from '../terminal/tell.ts';

/** What is asked; each has an option of the same name. */
export interface InitAnswers {
  readonly site?: string;
  readonly station?: string;
  readonly zone?: string;
  /** Limit of the night at every receptor, dB. */
  readonly nightDb?: string;
  /** Address of the broker; empty: one inside the process, as for a desktop. */
  readonly broker?: string;
}

/** The answers given on the command line; `from` names the shipped station to begin with. */
export interface InitOptions extends InitAnswers {
  readonly from: string;
}

/** The terminal as the command needs it. */
export interface InitIo {
  write(line: string): void;
  complain(line: string): void;
  /** Asks the person at the terminal; absent where there is none. */
  ask?(question: string, suggested: string): Promise<string>;
}

/** The files a folder can begin with, below config. */
const templates: Readonly<Record<string, string>> = {
  station: 'site.yaml',
  'one-cover': 'sites/one-cover.yaml',
  'before-upgrade': 'sites/before-upgrade.yaml',
};

/** Gives the exit code. Nothing that is there is written over. */
export async function init(folder: string, options: InitOptions, io: InitIo): Promise<number> {
  const complain = (why: string): void => io.complain(tell('command-says', { command: 'init', why }));
  const template = packageFolder('config', templates[options.from] ?? '?');
  if (template === undefined) {
    complain(tell('init-from', { known: Object.keys(templates), given: options.from }));
    return EXIT.USAGE;
  }
  const path = join(folder, 'site.yaml');
  if (existsSync(path)) {
    complain(tell('init-there', { path }));
    return EXIT.CANTCREAT;
  }
  const standard = loadSite(template);
  if (!standard.ok) throw new Error(`assertion: a shipped site is in order\n${standard.report}`);
  const changes = changesOf(await answered(options, standard.plan, io), standard.plan);
  const language = languageHere();
  const changed = loadSite(template, changes, language);
  if (!changed.ok) {
    io.complain(changed.report);
    io.complain(`\n${sayPhrase(language, phrase('init-unusable'))}`);
    return EXIT.CONFIG;
  }
  const text = readFileSync(template, 'utf8').replace('$schema=../schema/', '$schema=schema/');
  writeFolder(folder, writeValues(text, changes), changed.plan, language);
  io.write(tell('init-written', { path }));
  io.write(tell('init-next'));
  io.write(`  quietpost check ${path}`);
  io.write(`  quietpost run ${path}`);
  return EXIT.OK;
}

/** What options do not say is asked on a terminal; elsewhere it stays as in the file that is copied. */
async function answered(options: InitOptions, plan: SitePlan, io: InitIo): Promise<InitAnswers> {
  const ask = async (given: string | undefined, question: string, suggested: string) =>
    given ?? (await io.ask?.(question, suggested)) ?? suggested;
  const nightDb = Math.min(...plan.control.receptors.map((place) => place.nightDb));
  return {
    site: await ask(options.site, tell('ask-site'), plan.site),
    station: await ask(options.station, tell('ask-station'), plan.station),
    zone: await ask(options.zone, tell('ask-zone'), plan.zone),
    nightDb: await ask(options.nightDb, tell('ask-night-db'), String(nightDb)),
    broker: await ask(options.broker, tell('ask-broker'), ''),
  };
}

function changesOf({ site, station, zone, nightDb, broker }: InitAnswers, plan: SitePlan): YamlChange[] {
  const number = Number(nightDb);
  return [
    { path: 'site', value: site },
    { path: 'station', value: station },
    { path: 'zone', value: zone },
    ...plan.control.receptors.map(({ id }) => ({
      path: `receptors.${id}.limits.nightDb`,
      // What is no number goes to the check as it was typed: it says what to write.
      value: nightDb?.trim() === '' || Number.isNaN(number) ? nightDb : number,
    })),
    ...(broker === undefined || broker === ''
      ? []
      : [{ path: 'broker', value: { kind: 'mqtt', url: broker } }]),
  ];
}

function writeFolder(folder: string, text: string, plan: SitePlan, language: Language): void {
  mkdirSync(join(folder, 'devices'), { recursive: true });
  mkdirSync(join(folder, 'schema'), { recursive: true });
  writeFileSync(join(folder, 'site.yaml'), text, { flag: 'wx' });
  const models = new Set(readersOf(plan).map(({ definition }) => `${definition.model}.yaml`));
  copyNew(packageFolder('config', 'devices'), join(folder, 'devices'), (file) => models.has(file));
  copyNew(
    packageFolder('config', 'schema'),
    join(folder, 'schema'),
    (file) => file.endsWith('.json'),
    (text) => schemaIn(language, text),
  );
  copyNew(packageFolder('config'), folder, (file) => file === 'README.md');
}

function copyNew(
  from: string | undefined,
  to: string,
  isWanted: (file: string) => boolean,
  change: (text: string) => string = (text) => text,
): void {
  if (from === undefined) return;
  for (const file of readdirSync(from)) {
    if (isWanted(file) && !existsSync(join(to, file)))
      writeFileSync(join(to, file), change(readFileSync(join(from, file), 'utf8')));
  }
}
