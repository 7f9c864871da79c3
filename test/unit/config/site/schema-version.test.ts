import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSite } from '../../../../src/config/load/read-site.ts';
import { definitions, edited, errorsOf, placeOf, readText, said, siteText } from '../variants.ts';

const config = new URL('../../../../config/', import.meta.url);

test('every shipped site states the form it is written in', () => {
  const sites = readdirSync(new URL('sites/', config)).filter((file) => file.endsWith('.yaml'));
  for (const file of ['site.yaml', ...sites.map((site) => `sites/${site}`)])
    expect(readFileSync(new URL(file, config), 'utf8'), file).toMatch(/^schemaVersion: 1\b/m);
});

test('a file without a number is of form 1: it gives the same plan', () => {
  const { text } = edited(siteText, [['schemaVersion: 1 #', '#']]);
  const [old, now] = [readText(text), readText(siteText)];
  expect(old.ok && now.ok).toBe(true);
  if (old.ok && now.ok) expect(old.plan).toEqual(now.plan);
});

test('a file of a later form is refused in one sentence, whatever else it holds', () => {
  const { text, marks } = edited(siteText, [
    ['schemaVersion: 1', 'schemaVersion: @2'],
    ['cycle: 1s', 'cycle: 1\npace: brisk'],
  ]);
  const problems = errorsOf(readText(text)).map(said);
  expect(problems.map(placeOf)).toEqual(marks);
  expect(problems[0]?.message).toBe('this file has schemaVersion 2, but this quietpost reads 1');
  expect(problems[0]?.fix).toBe(
    'install a later quietpost, or rewrite the file in form 1 (config/README.md, "Form of the site file")',
  );
});

test.each(['0', '1.5', '"1"', '-2'])('schemaVersion: %s is no form there is', (version) => {
  const { text } = edited(siteText, [['schemaVersion: 1', `schemaVersion: ${version}`]]);
  const problems = errorsOf(readText(text)).filter(({ path }) => path === 'schemaVersion');
  expect(problems).toHaveLength(1);
});

test('a later form written over the file by a change is refused too', () => {
  const site = { file: 'site.yaml', text: siteText };
  const reading = readSite({ site, definitions, changes: [{ path: 'schemaVersion', value: 7 }] });
  expect(
    errorsOf(reading)
      .map(said)
      .map(({ message }) => message),
  ).toEqual(['this file has schemaVersion 7, but this quietpost reads 1']);
});
