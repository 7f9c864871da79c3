import { expect, test } from 'vitest';
import { localized } from '../../../../src/config/limits/cited-fields.ts';
import { inEachLanguage } from '../../../../src/language/languages.ts';
import { edited, errorsOf, placeOf, readText, said, siteText } from '../variants.ts';

/** The shipped site whose station has these names. */
function withNames(names: string) {
  return edited(siteText, [
    ['station: charging-north', `station: { id: charging-north, names: { ${names} } }`],
  ]);
}

test('people write names in every language that quietpost has, in a site file and in a table of limits', () => {
  const names = inEachLanguage((language) => `the yard, in ${language}`);
  const written = Object.entries(names).map(([language, text]) => `${language}: "${text}"`);
  const reading = readText(withNames(written.join(', ')).text);
  expect(reading.ok && reading.plan.record?.names).toEqual(names);
  expect(localized.parse(names)).toEqual(names);
});

test('a language that quietpost has not is an error in its place', () => {
  const { text, marks } = withNames('en: the yard, @cn: 院子');
  const problems = errorsOf(readText(text)).map(said);
  expect(problems.map(placeOf)).toEqual(marks);
  expect(localized.safeParse({ en: 'the yard', cn: '院子' }).success).toBe(false);
});

test('a table of limits says everything in English too', () => {
  expect(localized.safeParse({ zh: '院子' }).success).toBe(false);
});
