/** The answer of `quietpost assess` for programs: levels not rounded, times in UTC. */

import { renderReason } from '../../acoustics/assessment/reason.ts';
import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import type { AssessedFile, JudgedPeriod } from '../../assess/assessed-file.ts';

/** One JSON text. */
export function assessmentJson(file: AssessedFile): string {
  const { path, zone, layout, rules, className, background, heard, judged } = file;
  return JSON.stringify(
    {
      file: { path, zone, ...layout, ...heard.count },
      rules: {
        id: rules.id,
        title: rules.title,
        class: className,
        clause: rules.limits.clause,
        confidence: rules.limits.confidence,
        background,
        undetermined: rules.undetermined,
        notes: rules.notes,
      },
      days: [...heard.ldenDb].map(([id, ldenDb]) => ({ id, ldenDb })),
      periods: judged.map(periodOf),
    },
    null,
    2,
  );
}

function periodOf({ period, assessment }: JudgedPeriod): object {
  const { ledger, ...heard } = period;
  const { period: _, ...judgement } = assessment;
  return {
    ...heard,
    laeqDb: ledgerLevel(ledger),
    lafmaxDb: ledger.maxDb,
    validS: ledger.validS,
    assessment: { ...judgement, text: renderReason(assessment.reason) },
  };
}
