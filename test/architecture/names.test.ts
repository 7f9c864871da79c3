/** One word, one meaning, and the word of the field: the literary ones of before do not come back as identifiers. */

import { expect, test } from 'vitest';
import { nameOf, nodesOf, sourcesBelow } from './syntax.ts';

/** What was said before, and the term for it. Only words that no other part of the field needs. */
const termOf: Readonly<Record<string, string>> = {
  heard: 'sample, measured, noise event',
  hear: 'sample, measured',
  unheard: 'no data',
  rung: 'budget tier, time base',
  ladder: 'budget tiers',
  doubt: 'uncertainty',
  doubted: 'suspect',
  standings: 'budget status, receptor status',
  witness: 'reference, effective sample',
  learnt: 'estimate',
  steered: 'controlled',
  troubles: 'alarms',
  desk: 'handler',
  farewell: 'final message, shutdown',
  mood: 'style',
  paint: 'style',
  speaker: 'localizer',
  reservations: 'caveats, limitations',
  tally: 'counters, accumulator',
  patient: 'subject',
  misfit: 'mismatch',
  parked: 'suspended, circuit open',
  happenings: 'event effects',
  judged: 'assessed, scored',
  judge: 'assess, gate, compare',
  hum: 'converter noise',
  mayDb: 'allowedDb',
};

/** Spelled so outside: in site files, recordings, messages and data bases that must stay readable. */
const keptFor: Readonly<Record<string, string>> = {
  humAtDb: 'key of the plan in recordings',
  hum: 'key of site files',
  humEnergyAt: 'physics of the simulated plant',
  humShare: 'physics of the simulated plant, key of scenarios',
  humStandbyShare: 'physics of the simulated plant, key of scenarios',
  humExponent: 'physics of the simulated plant, key of scenarios',
};

test('no identifier uses a word that the field has a term for', () => {
  const found = sourcesBelow('src').flatMap(({ file, program }) => {
    const names = new Set<string>();
    for (const node of nodesOf(program)) if (/Identifier$/.test(node.type)) names.add(nameOf(node) ?? '');
    return [...names]
      .filter((name) => !(name in keptFor))
      .flatMap((name) =>
        partsOf(name)
          .filter((part) => part in termOf)
          .map((part) => `${file} ${name}: say ${termOf[part]}`),
      );
  });
  expect(found).toEqual([]);
});

test('no file is named by one', () => {
  const found = ['src', 'hw-mocks', 'firmware-bridge'].flatMap(sourcesBelow).flatMap(({ file }) => {
    const words = file.replace(/\.ts$/, '').split(/[/-]/);
    return words.filter((word) => word in termOf).map((word) => `${file}: say ${termOf[word]}`);
  });
  expect(found).toEqual([]);
});

test('what is kept for the sake of old files is still there', () => {
  const names = new Set<string>();
  for (const { program } of sourcesBelow('src'))
    for (const node of nodesOf(program)) if (node.type === 'Identifier') names.add(nameOf(node) ?? '');
  expect(Object.keys(keptFor).filter((name) => !names.has(name))).toEqual([]);
});

/** `heardMs` and `HEARD_MS` alike: heard, ms. */
function partsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _]+/);
}
