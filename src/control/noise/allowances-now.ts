/** The allowances of all receptors, worked out every few seconds and at once when other limits begin to hold. */

import type { LevelTrack } from '../../acoustics/periods/level-track.ts';
import type { ProcessImage } from '../../model/image.ts';
import { rounded } from '../../model/message.ts';
import type { ControlPlan } from '../../plan/control-plan.ts';
import type { RuleParams } from '../../plan/rule-params.ts';
import { isNightSoon } from '../inputs/night-clock.ts';
import { type Allowance, allowanceAt } from './allowance.ts';
import type { ReceptorTerms } from './receptor-terms.ts';

/** Plain JSON. */
export interface AllowancesState {
  /** By receptor. */
  readonly allowances: Readonly<Record<string, Allowance>>;
  /** When they were worked out, and for which limits. */
  readonly allowedMs: number | null;
  readonly isStrict: boolean;
}

/** What it needs of a cycle. */
interface AllowanceInput {
  readonly plan: ControlPlan;
  readonly image: Pick<ProcessImage, 'nowMs' | 'wallMs' | 'utcOffsetMin' | 'clockSynced'>;
  readonly isNight: boolean;
  readonly equipmentLevels: Readonly<Record<string, LevelTrack>>;
  readonly receptorTerms?: Readonly<Record<string, ReceptorTerms>>;
}

const EVERY_MS = 10_000;
const NIGHT_COMES_MS = 90_000;

/** The allowances of this cycle. */
export function allowancesNow(
  input: AllowanceInput,
  params: RuleParams['night-noise'],
  before: AllowancesState,
): AllowancesState {
  const { image, plan, equipmentLevels } = input;
  const isStrict = isStrictNow(input);
  const isFresh = before.allowedMs !== null && image.nowMs - before.allowedMs < EVERY_MS;
  const isSame = isStrict === before.isStrict && areLimitsSame(plan, isStrict, before.allowances);
  if (isFresh && isSame && image.nowMs >= (before.allowedMs ?? 0)) {
    return { allowances: before.allowances, allowedMs: before.allowedMs, isStrict };
  }
  const allowances = Object.fromEntries(
    plan.receptors.map((receptor) => [
      receptor.id,
      withTerms(
        allowanceAt(receptor, equipmentLevels[receptor.id], image, plan.night, isStrict, params),
        input.receptorTerms?.[receptor.id],
        params.marginDb,
      ),
    ]),
  );
  return { allowances, allowedMs: image.nowMs, isStrict };
}

/** A limit that was changed in the site file holds at once. */
function areLimitsSame(
  { receptors }: ControlPlan,
  isStrict: boolean,
  allowances: AllowancesState['allowances'],
): boolean {
  return receptors.every(({ id, nightDb, dayDb }) => {
    const known = allowances[id];
    const siteDb = known?.lowered?.siteDb ?? known?.limitDb;
    return siteDb === undefined || siteDb === (isStrict ? nightDb : dayDb);
  });
}

/** The night's limits hold at night, a little before it, and as long as nobody knows what time it is. */
function isStrictNow({ image, plan, isNight }: AllowanceInput): boolean {
  return isNight || !image.clockSynced || isNightSoon(image, plan.night, NIGHT_COMES_MS);
}

/** A tone lowers the allowance, and so does a background that asks for less than the fixed limit. */
function withTerms(allowance: Allowance, terms: ReceptorTerms | undefined, marginDb: number): Allowance {
  if (terms === undefined) return allowance;
  const { penaltyDb, relativeDb, backgroundDb, isMeasured } = terms;
  const siteDb = allowance.limitDb;
  if (relativeDb === null || relativeDb >= siteDb) {
    if (penaltyDb === 0) return allowance;
    const lowered = { siteDb, backgroundDb: null, isMeasured: false, penaltyDb };
    const { allowedDb, timeBase } = allowance;
    return { allowedDb: allowedDb - penaltyDb, limitDb: siteDb - penaltyDb, timeBase, lowered };
  }
  const limitDb = rounded(relativeDb - penaltyDb, 1);
  return {
    allowedDb: Math.min(allowance.allowedDb - penaltyDb, limitDb - marginDb),
    limitDb,
    timeBase: 'minute',
    lowered: { siteDb, backgroundDb, isMeasured, penaltyDb },
  };
}
