/** A night in which everything that can be said is said, read by somebody who knows no English. */

import { expect, test } from 'vitest';
import { knownRuleSets } from '../../../../src/config/limits/limits.ts';
import type { Dictionary } from '../../../../src/language/dictionary.ts';
import { en } from '../../../../src/language/en.ts';
import { zh } from '../../../../src/language/zh.ts';
import { type Message, type MessageKey, message, plain } from '../../../../src/model/message.ts';
import { nightReport } from '../../../../src/report/data/night-report.ts';
import type { NightReport } from '../../../../src/report/data/shape/report-data.ts';
import { nightHtml } from '../../../../src/report/page/page.ts';
import { pseudo } from '../../language/pseudo-locale.ts';
import { madeQuestion, madeReport, shippedRules, sitePlan } from '../made-night.ts';

/** Any value of a message, under any name: the id of something. */
const anyValue = new Proxy({}, { get: () => plain('x-1') });
const everything = (Object.keys(en.messages) as MessageKey[]).map(
  (key) => ({ key, values: anyValue }) as Message,
);
/** More lines than that are left to the data file. */
const LINES_SHOWN = 60;

/** Reports of one night, with events that say all there is to say. */
const faulty = faultyNights();

function faultyNights(): readonly NightReport[] {
  const base = madeReport();
  const count = Math.ceil(everything.length / LINES_SHOWN);
  return Array.from({ length: count }, (_, page): NightReport => {
    const said = everything.slice(page * LINES_SHOWN, (page + 1) * LINES_SHOWN);
    return {
      ...base,
      // The names of models are those of their makers.
      instruments: base.instruments.map((own) => ({ ...own, title: 'x-1' })),
      events: said.map((one, index) => ({
        ...{ atMs: base.night.startMs + index * 1000, class: 'fault', severity: 'alarm', state: 'raised' },
        ...{ subject: 'x-1', message: one },
      })),
      failures: base.failures.map((own) => ({ ...own, message: message('armed') })),
      actuations: base.actuations.map((own, index) => ({ ...own, reason: said[index] ?? message('armed') })),
      evidence: { ...base.evidence, gaps: [{ fromMs: 0, toMs: 1000, reason: message('gap-off') }] },
    };
  });
}

/** What a reader sees of the page; commands to type are no words. */
function seen(report: NightReport, dictionary: Dictionary): string {
  return nightHtml(report, dictionary)
    .replace(/<(style|code|pre|title)\b.*?<\/\1>/gs, ' ')
    .replace(/quietpost verify --history/g, ' ')
    .replace(/<[^>]*>/g, ' | ');
}

/** Three English words in a row are a sentence, or a part of one. */
const english = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/gi;

test('the Chinese report of a faulty night holds no English sentence', () => {
  const found = faulty.flatMap((report) => seen(report, zh).match(english) ?? []);
  expect([...new Set(found)]).toEqual([]);
});

/** Nights far below every limit, near them, and far above. */
const nights = [30, 52, 75].map((levelDb) => madeQuestion({ levelDb: () => levelDb }));

test.each(knownRuleSets())('the Chinese report by %s holds no English word of the standard', (id) => {
  const rules = shippedRules(id);
  const { site, station, control } = sitePlan;
  const ids = [
    site,
    station,
    ...[...control.receptors, ...control.otherLevels, ...control.outputs].map((own) => own.id),
  ];
  for (const className of Object.keys(rules.limits.classes)) {
    for (const night of nights) {
      const report = nightReport({ ...night, ruleFor: () => ({ rules, className }) });
      const makers = report.instruments.map((own) => ({ ...own, title: 'x-1' }));
      const page = seen({ ...report, instruments: makers, failures: [], events: [], actuations: [] }, zh);
      const words = page.match(/(?<![\w-])[a-z]{4,}(?![\w-])/g) ?? [];
      expect(
        words.filter((word) => !['quietpost', className, ...ids].includes(word)),
        className,
      ).toEqual([]);
    }
  }
});

test('the English report does, so the look for it finds what it looks for', () => {
  const found = faulty.flatMap((report) => seen(report, en).match(english) ?? []);
  expect(found.length).toBeGreaterThan(500);
});

test('a third language is a dictionary and nothing else: no sentence of the page comes from elsewhere', () => {
  // The words of a standard stand in its own file, in the languages that this file has.
  const nights = faulty.map((report) => ({ ...report, ruleSets: [] }));
  const found = nights.flatMap((report) => seen(report, pseudo).match(english) ?? []);
  expect([...new Set(found)]).toEqual([]);
});
