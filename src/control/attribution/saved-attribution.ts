/** The estimates of attribution over a restart: of each receptor, and of the fans under each cover. */

import type { KnownFans } from '../../acoustics/estimation/known-fans.ts';
import type { Motion } from '../../acoustics/estimation/load-change.ts';
import type { PartFactors } from '../../acoustics/estimation/part-factors.ts';
import type { Contrast } from '../../acoustics/estimation/quantile-contrast.ts';
import { emptyQuietRatio, type QuietRatio } from '../../acoustics/estimation/quiet-seconds-bound.ts';
import { agedQuietest, type QuietestSeconds } from '../../acoustics/estimation/quietest-seconds.ts';
import type { SourceFit } from '../../acoustics/estimation/source-fit.ts';
import type { CabinetPlan, ControlPlan } from '../../plan/control-plan.ts';
import { isNumber, listOf, objectOf, orAbsent, orNull } from '../saved/check.ts';
import { type Away, agedS, isMoment, partById } from '../saved/part.ts';
import { QUIET_BOUND_MAX_S } from './attribute.ts';
import { ageChangeWatch, type ChangeWatch } from './change-watch.ts';
import type { CoverLoudness } from './cover-loudness.ts';
import { agedEstimate, type Estimate } from './estimator.ts';
import type { ReceptorState } from './receptor-attribution.ts';
import { nominalSources } from './sources.ts';

const isFit = objectOf<SourceFit>({ energies: listOf(isNumber), covariance: listOf(listOf(isNumber)) });
const isMotion = objectOf<Motion>({
  seconds: isNumber,
  energyS: isNumber,
  minutes: listOf(isNumber),
  range: isNumber,
});
const isEstimate = objectOf<Estimate>({
  fit: isFit,
  spread: isNumber,
  motion: isMotion,
  lastActivity: listOf(isNumber),
  activityChange: isNumber,
  slice: listOf(objectOf({ energy: isNumber, activity: listOf(isNumber) })),
  excitedS: isNumber,
  sinceExcitedS: orNull(isNumber),
  loudShare: isNumber,
  deepShare: isNumber,
});
const isContrast = objectOf<Contrast>({
  energies: listOf(isNumber),
  modelledS: isNumber,
  slices: listOf(objectOf({ modelled: isNumber, quiet: isNumber })),
  ratios: listOf(orNull(isNumber)),
});
const isQuiet = objectOf<QuietRatio>({
  lowest: listOf(isNumber),
  seconds: isNumber,
  minutes: listOf(orNull(isNumber)),
});

const isQuietest = objectOf<QuietestSeconds>({
  lowest: listOf(isNumber),
  seconds: isNumber,
  energy: orNull(isNumber),
});

const isChangeWatch = objectOf<ChangeWatch>({
  seconds: (value): value is ChangeWatch['seconds'] => Array.isArray(value),
  quiet: (value): value is ChangeWatch['quiet'] => value === undefined || Array.isArray(value),
  calm: orAbsent(isNumber),
  cusum: orAbsent(isNumber),
  // Absent in what an older version kept.
  stepsS: (value): value is number | null => value === undefined || orNull(isNumber)(value),
  isRoutine: (value): value is boolean | undefined => value === undefined || typeof value === 'boolean',
  begun: orAbsent(listOf(isNumber)),
  known: orAbsent(listOf(orNull(objectOf<KnownFans>({ energy: isNumber, deviation: isNumber })))),
  steppedS: orAbsent(isNumber),
  inVain: orAbsent(isNumber),
  jump: orAbsent(isNumber),
  blocks: (value): value is ChangeWatch['blocks'] => Array.isArray(value),
  restS: isNumber,
  changedS: orNull(isNumber),
});

/** By receptor. What the site file says of any source that is heard there is part of the basis. */
export const receptorsPart = partById<ReceptorState>({
  isEntry: objectOf<ReceptorState>({
    estimate: orNull(isEstimate),
    contrast: isContrast,
    quiet: isQuiet,
    quietest: orAbsent(isQuietest),
    modelled: isNumber,
    steadyS: isNumber,
    energy: isNumber,
    deviation: isNumber,
    totalDb: orNull(isNumber),
    silentS: orNull(isNumber),
    change: isChangeWatch,
    usual: orAbsent(listOf(isNumber)),
  }),
  basis: receptorBasis,
  age: agedReceptor,
});

const isPartFactors = objectOf<PartFactors>({
  slice: (value): value is PartFactors['slice'] => Array.isArray(value),
  sums: (value): value is PartFactors['sums'] => listOf(isNumber)(value) && value.length === 5,
});

/** By cabinet. */
export const fanLoudnessPart = partById<CoverLoudness>({
  isEntry: objectOf<CoverLoudness>({
    fit: isFit,
    factor: isNumber,
    lately: orAbsent(isPartFactors),
    measuredS: isNumber,
  }),
  basis(plan, id) {
    const cabinet = plan.cabinets.find((one) => one.id === id);
    const meter = plan.otherLevels.find((level) => level.cabinet === id);
    return cabinet === undefined || meter === undefined ? undefined : [meter.level, sourcesOf(cabinet)];
  },
});

function receptorBasis(plan: ControlPlan, id: string): unknown {
  const receptor = plan.receptors.find((one) => one.id === id);
  if (receptor === undefined) return undefined;
  return [receptor.level, nominalSources(plan, id), plan.cabinets.map(sourcesOf)];
}

function sourcesOf({ id, fans, ratedW }: CabinetPlan): unknown {
  return [id, ratedW, fans.map(({ output, fullRpm }) => [output, fullRpm])];
}

function agedReceptor(before: ReceptorState, away: Away, plan: ControlPlan, id: string): ReceptorState {
  const { estimate, contrast, quiet, quietest, silentS, change } = before;
  const awayS = agedS(away);
  // The first cycle lets the moment pass, as it does for a cycle that came late; steps that were under way go on.
  if (isMoment(away)) return { ...before, change: { ...change, stepsS: change.stepsS ?? null } };
  // After a longer hole the suspicion comes again if it is one.
  const nothingUnderWay = { seconds: [], stepsS: null, blocks: [] };
  return {
    ...before,
    estimate: estimate === null ? null : agedEstimate(estimate, nominalSources(plan, id), awayS),
    contrast: { energies: [], modelledS: 0, slices: [], ratios: contrast.ratios },
    quiet: awayS > QUIET_BOUND_MAX_S ? emptyQuietRatio() : quiet,
    ...(quietest === undefined ? {} : { quietest: agedQuietest(quietest, awayS) }),
    steadyS: 0,
    silentS: silentS === null ? null : silentS + awayS,
    change: { ...ageChangeWatch(change, awayS), ...nothingUnderWay, quiet: [], cusum: 0 },
  };
}
