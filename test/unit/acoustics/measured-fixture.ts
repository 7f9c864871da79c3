/** Heard periods and rule sets for tests of assessments. */

import { addSample, emptyLedger } from '../../../src/acoustics/levels/leq.ts';
import type { MeasuredPeriod } from '../../../src/acoustics/periods/measured-period.ts';
import type { RuleSet } from '../../../src/acoustics/rule-set.ts';
import { loadRuleSet } from '../../../src/config/limits/limits.ts';

export function shippedRules(id: string): RuleSet {
  const loaded = loadRuleSet(id);
  if (!loaded.ok) throw new Error(loaded.report);
  return loaded.rules;
}

/** A night of 8 h at one level, of which `validS` were heard. */
export function heardNight(
  levelDb: number,
  change: Partial<MeasuredPeriod> & { readonly validS?: number } = {},
): MeasuredPeriod {
  const { validS = 28_800, ...more } = change;
  const stretch = (lengthS: number) => ({ startWallMs: 0, lengthS, levelDb });
  return {
    kind: 'night',
    id: '2026-11-23',
    startWallMs: 0,
    lengthS: 28_800,
    // As after a late start: the span that was listened to is not the length of the night.
    ledger: addSample(emptyLedger(), validS > 0 ? levelDb : null, validS, null),
    l10Db: levelDb,
    l50Db: levelDb,
    l90Db: levelDb,
    loudestMinute: validS > 0 ? stretch(60) : null,
    // So far apart that the sound is not steady.
    quietestMinuteDb: validS > 0 ? levelDb - 10 : null,
    loudestHour: validS > 0 ? stretch(3600) : null,
    loudestWindow: validS > 0 ? stretch(3600) : null,
    validMinutes: Math.floor(validS / 60),
    minutesAbove: 0,
    ...more,
  };
}
