/** What stands in English beside a key or an option is there in every other language, and nothing that is no longer said. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { scenarioSchemaFile } from '../../../hw-mocks/scenario/scenario-schema.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { tell } from '../../../src/cli/terminal/tell.ts';
import { schemaFiles } from '../../../src/config/schema-files.ts';
import { explainKey } from '../../../src/config/site/explain-key.ts';
import { describedIn } from '../../../src/language/described-in.ts';
import { dictionaries, type Language, languages } from '../../../src/language/languages.ts';

const others = languages.filter((language) => language !== 'en');

function descriptionsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(descriptionsIn);
  if (typeof node !== 'object' || node === null) return [];
  const own = 'description' in node && typeof node.description === 'string' ? [node.description] : [];
  return [...own, ...Object.values(node).flatMap(descriptionsIn)];
}

const ofKeys = Object.values({ ...schemaFiles, ...scenarioSchemaFile }).flatMap((text) =>
  descriptionsIn(JSON.parse(text)),
);

/** Their help as it stands beside them, whatever the language of this computer. */
function helpTexts(): string[] {
  vi.stubEnv('QUIETPOST_LANG', 'en');
  const program = createProgram();
  vi.unstubAllEnvs();
  const texts = [program, ...program.commands].flatMap((command) => [
    command.description(),
    ...[...command.options, ...command.registeredArguments].map(({ description }) => description),
  ]);
  return texts.filter((text) => text !== '' && text !== tell('help-version'));
}

/** What a definition says of the lease of a command is shown before `quietpost write`. */
const leaseNotes = readdirSync('config/devices', { encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => parse(readFileSync(`config/devices/${name}`, 'utf8')).commands ?? [])
  .flatMap(({ lease }) => (lease?.note === undefined ? [] : [lease.note]));

const described = new Set([...ofKeys, ...helpTexts(), ...leaseNotes]);

test.each(others)(
  'every key, command and option that is described in English is described in %s',
  (language) => {
    const { descriptions } = dictionaries[language];
    expect(described.size).toBeGreaterThan(500);
    expect([...described].filter((text) => descriptions[text] === undefined)).toEqual([]);
  },
);

test.each(others)('no description in %s is of something that is gone', (language) => {
  const { descriptions } = dictionaries[language];
  expect(Object.keys(descriptions).filter((text) => !described.has(text))).toEqual([]);
});

test('a key is explained in the language that is asked for', () => {
  const found = explainKey('nightDb', 'zh' satisfies Language);
  expect(found.ok && found.lines).toEqual([
    'receptors.<name>.limits.nightDb：数，dB，0 至 120',
    '  夜间 LAeq 限值，dB',
    '  必须写',
    '  例如：45',
    '  加 5：风机和功率受限更晚、更少；法定限值不随之改变',
    '  减 5：风机和功率受限更早、更多；炎热的夜晚车辆充得更少',
  ]);
  expect(describedIn('en', 'as it stands')).toBe('as it stands');
});
