/** The standard and class of area by which each receptor of a site is assessed: as named, or by its limits. */

import type { RuleSet } from '../../acoustics/rule-set.ts';
import { classProblem, loadRuleSet } from '../../config/limits/limits.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import type { ReceptorPlan } from '../../plan/control-plan.ts';
import type { SitePlan } from '../../plan/site-plan.ts';
import type { AppliedStandard } from '../../report/data/night-report.ts';
import { languageHere } from '../terminal/language.ts';
import { tell } from '../terminal/tell.ts';
import type { CliFault } from './source/history-path.ts';

interface RuleChoice {
  readonly rule: string;
  /** How to read what is too close to the background; absent: as the file of the standard says. */
  readonly reading?: string;
  /** Absent: the first class of the standard with the limits of the receptor. */
  readonly class?: string;
}

type RuleSetLoader = (id: string) => ReturnType<typeof loadRuleSet>;

const loadHere: RuleSetLoader = (id) => loadRuleSet(id, languageHere());

/** Reads each file once: many nights are judged by the same rule sets. */
export function loadOnce(): RuleSetLoader {
  const known = new Map<string, ReturnType<RuleSetLoader>>();
  return (id) => {
    const found = known.get(id) ?? loadHere(id);
    known.set(id, found);
    return found;
  };
}

/** Finds rule set and class for every receptor, or gives the reason if there is none. */
export function standardFor(
  { control }: SitePlan,
  choice: RuleChoice,
  load: RuleSetLoader = loadHere,
): Result<(receptor: ReceptorPlan) => AppliedStandard, CliFault> {
  const loaded = load(choice.rule);
  if (!loaded.ok) return failed({ code: EXIT.CONFIG, text: loaded.report });
  const read = readingOf(loaded.rules, choice.reading);
  if (!read.ok) return read;
  const rules = read.value;
  const problem = choice.class === undefined ? undefined : classProblem(rules, choice.class, languageHere());
  if (problem !== undefined) return failed({ code: EXIT.USAGE, text: problem });
  const classes = new Map<string, string>();
  for (const receptor of control.receptors) {
    const className = choice.class ?? classWith(rules, receptor);
    if (className === undefined) return failed({ code: EXIT.USAGE, text: noClassText(rules, receptor) });
    classes.set(receptor.id, className);
  }
  return ok((receptor) => ({ rules, className: classes.get(receptor.id) ?? '' }));
}

/** The readings that can be asked for; none is confirmed, or it would stand in the files. */
const readings = {
  'hj-706-5.3': { overLimitMaxDb: 4, clause: { en: 'HJ 706-2014 5.3' }, confidence: 'unconfirmed' },
} as const;

function readingOf(rules: RuleSet, reading: string | undefined): Result<RuleSet, CliFault> {
  if (reading === undefined) return ok(rules);
  const found = Object.entries(readings).find(([key]) => key === reading)?.[1];
  if (found !== undefined) return ok({ ...rules, underMargin: found });
  const text = tell('report-reading', { known: Object.keys(readings), given: reading });
  return failed({ code: EXIT.USAGE, text });
}

function classWith(rules: RuleSet, { dayDb, nightDb }: ReceptorPlan): string | undefined {
  const all = Object.entries(rules.limits.classes);
  const found = all.find(
    ([, { limitsDb }]) => limitsDb.night === nightDb && (limitsDb.day ?? dayDb) === dayDb,
  );
  return found?.[0];
}

function noClassText(rules: RuleSet, { id, dayDb, nightDb }: ReceptorPlan): string {
  const language = languageHere();
  const classes = Object.entries(rules.limits.classes).map(([key, { area }]) => {
    const words: Readonly<Record<string, string | undefined>> = { ...area };
    return `${key} (${words[language] ?? area.en})`;
  });
  return tell('report-no-class', { rule: rules.id, receptor: id, dayDb: dayDb ?? '--', nightDb, classes });
}
