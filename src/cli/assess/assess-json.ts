/** The answer of `quietpost assess` for programs: levels not rounded, times in UTC. L10, L50 and L90 are of the rows. */

import { renderReason } from '../../acoustics/assessment/reason.ts';
import { ledgerLevel } from '../../acoustics/levels/leq.ts';
import type { AssessedFile, AssessedPeriod } from '../../assess/assessed-file.ts';

/** One JSON text. */
export function assessmentJson(file: AssessedFile): string {
  const { path, sheet, place, layout, note, rules, className, background, measured, periods } = file;
  return JSON.stringify(
    {
      file: { path, sheet, zone: place.zone, zoneFrom: place.from, note, ...layout, ...measured.count },
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
      days: [...measured.ldenDb].map(([id, ldenDb]) => ({ id, ldenDb })),
      periods: periods.map(periodOf),
      bands: file.bands,
      impulses: measured.impulses,
      room: file.room,
    },
    null,
    2,
  );
}

function periodOf({ period, assessment }: AssessedPeriod): object {
  const { ledger, hours: _hours, ...measured } = period;
  const { period: _, ...findings } = assessment;
  return {
    ...measured,
    laeqDb: ledgerLevel(ledger),
    lafmaxDb: ledger.maxDb,
    validS: ledger.validS,
    assessment: { ...findings, text: renderReason(assessment.reason) },
  };
}
