/** The noise limit standards of config/limits: their names, and one of them by its name. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { RuleSet } from '../../acoustics/rule-set.ts';
import { type ConsoleText, consoleText } from '../../language/console/console-text.ts';
import { dictionaries, type Language } from '../../language/languages.ts';
import { sayConsole } from '../../language/say-console.ts';
import { phrase } from '../../model/phrase.ts';
import { packageFolder } from '../load/package-folder.ts';
import { explainIssues } from '../problems/explain-issue.ts';
import { error, type Problem } from '../problems/problem.ts';
import { renderReport } from '../problems/render.ts';
import { suggest } from '../problems/suggest.ts';
import { decodeText } from '../problems/text-encoding.ts';
import { readYaml, type SourceText } from '../problems/yaml-source.ts';
import { combinationProblems } from './combinations.ts';
import { limitsJsonSchema, limitsSchema, ruleSetOf } from './limits-schema.ts';

/** A rule set, or all that is wrong with its name or file. */
type LoadedRuleSet =
  | { readonly ok: true; readonly rules: RuleSet }
  | { readonly ok: false; readonly isUnknown: boolean; readonly report: string };

/** The standard called `id`, as in config/limits; a file of yours in ./config/limits goes before one of ours. What is wrong is told in `language`. */
export function loadRuleSet(id: string, language: Language = 'en'): LoadedRuleSet {
  const isPath = /[/\\]|\.ya?ml$/.test(id);
  const path = isPath ? id : ruleFiles().get(id);
  if (path === undefined || !existsSync(path)) {
    const why = isPath ? consoleText('rule-set-no-file', { path: id }) : unknownRuleSet(id);
    return { ok: false, isUnknown: true, report: sayConsole(dictionaries[language], why) };
  }
  const { rules, problems } = readRuleSet(basename(path).replace(/\.ya?ml$/, ''), {
    file: path,
    ...decodeText(readFileSync(path), path),
  });
  return rules === undefined
    ? { ok: false, isUnknown: false, report: renderReport(problems, language) }
    : { ok: true, rules };
}

/** Names of all rule sets there are, in order. */
export function knownRuleSets(): readonly string[] {
  return [...ruleFiles().keys()].sort();
}

/** One file; with problems there is no rule set. */
export function readRuleSet(
  id: string,
  text: SourceText,
): { readonly rules: RuleSet | undefined; readonly problems: readonly Problem[] } {
  const source = readYaml(text);
  if (source.data === undefined) return { rules: undefined, problems: source.problems };
  const parsed = limitsSchema.safeParse(source.data);
  const findings = parsed.success
    ? parsed.data.id === id
      ? combinationProblems(parsed.data)
      : [
          error(
            ['id'],
            phrase('rule-set-name', { file: id, name: parsed.data.id }),
            phrase('write', { what: `"id: ${id}"` }),
          ),
        ]
    : explainIssues(parsed.error.issues, source.data, limitsJsonSchema);
  const problems = [...source.problems, ...findings.map(source.place)];
  return { rules: parsed.success && problems.length === 0 ? ruleSetOf(parsed.data) : undefined, problems };
}

function unknownRuleSet(id: string): ConsoleText {
  const known = knownRuleSets();
  const near = suggest(id, known);
  return near === undefined
    ? consoleText('rule-set-unknown', { id, known })
    : consoleText('rule-set-meant', { id, near, known });
}

/** That there is no such class, and which there are, in `language`; undefined for a class the rule set has. */
export function classProblem(
  rules: RuleSet,
  className: string,
  language: Language = 'en',
): string | undefined {
  const known = Object.entries(rules.limits.classes);
  if (known.some(([key]) => key === className)) return undefined;
  const classes = known.map(([id, { area }]) =>
    consoleText('rule-set-class', { id, area: area[language] ?? area.en }),
  );
  const why = consoleText('rule-set-no-class', { rule: rules.id, given: className, classes });
  return sayConsole(dictionaries[language], why);
}

function ruleFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const folder of [resolve('config', 'limits'), packageFolder('config', 'limits')]) {
    if (folder === undefined || !existsSync(folder)) continue;
    for (const file of readdirSync(folder)) {
      const id = basename(file, '.yaml');
      if (file.endsWith('.yaml') && !files.has(id)) files.set(id, join(folder, file));
    }
  }
  return files;
}
