/** `quietpost assess`: assesses any file of sound levels by a noise limit standard, without a station. */

import { assessPeriod } from '../../acoustics/assessment/assessment.ts';
import type { MeasuredPeriod } from '../../acoustics/periods/measured-period.ts';
import type { PeriodName } from '../../acoustics/rule-set.ts';
import type { AssessedFile, AssessedPeriod } from '../../assess/assessed-file.ts';
import { openLevels } from '../../assess/levels-file.ts';
import { readMeasuredFile } from '../../assess/measured-file.ts';
import { EXIT } from '../../model/exit-code.ts';
import { failed, ok, type Result } from '../../model/result.ts';
import { assessmentJson } from './assess-json.ts';
import { type AssessFault, type AssessOptions, type Question, questionOf } from './assess-question.ts';
import { assessmentText } from './assess-text.ts';

/** Where the text goes. */
export interface Output {
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** Reads, assesses and prints. Gives the exit code of sysexits.h: 64 usage, 65 data, 66 no input, 78 rule file. */
export function assess(options: AssessOptions, output: Output): number {
  const answer = assessFile(options);
  if (!answer.ok) {
    output.complain(`quietpost: ${answer.fault.text}`);
    return answer.fault.exitCode;
  }
  output.write(options.json === true ? assessmentJson(answer.value) : assessmentText(answer.value));
  return EXIT.OK;
}

function assessFile(options: AssessOptions): Result<AssessedFile, AssessFault> {
  const { levels: path, zone, class: className, background } = options;
  const question = questionOf(options);
  if (!question.ok) return question;
  const { rules, offsetAt, fromMs, toMs, stepS } = question.value;
  const opened = openLevels(path, options, stepS);
  if (!opened.ok) return opened;
  const layout = opened.value;
  const lowerByDb = options.indoors === true ? (rules.indoors?.lowerByDb ?? 0) : 0;
  const limitsDb = lowered(rules.limits.classes[className]?.limitsDb ?? {}, lowerByDb);
  const measured = readMeasuredFile({ path, layout, rules, limitsDb, offsetAt, fromMs, toMs });
  const { late, valid, blank, firstLateLine } = measured.count;
  if (late > valid + blank) {
    const text = `${path}: most rows are not later than the row before them (from line ${firstLateLine} on). Sort the file by time, oldest first`;
    return failed({ exitCode: EXIT.DATAERR, text });
  }
  const periods = measured.periods.map((period) => assessed(period, options, question.value));
  return ok({ path, zone, offsetAt, layout, rules, className, limitsDb, background, measured, periods });
}

function assessed(
  period: MeasuredPeriod,
  options: AssessOptions,
  { rules, background }: Question,
): AssessedPeriod {
  const assessment = assessPeriod({
    rules,
    className: options.class,
    receptor: options.levels,
    period,
    background: background(period),
    uncertaintyDb: METER_UNCERTAINTY_DB,
    peakOrigin: 'unknown',
    indoors: options.indoors === true,
    assumedDb: null,
  });
  return { period, assessment };
}

/** Standard uncertainty of a class 1 meter, dB. */
const METER_UNCERTAINTY_DB = 1;

function lowered(limitsDb: Readonly<Partial<Record<PeriodName, number>>>, byDb: number): typeof limitsDb {
  return Object.fromEntries(Object.entries(limitsDb).map(([kind, limitDb]) => [kind, limitDb - byDb]));
}
